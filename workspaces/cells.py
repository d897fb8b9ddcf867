"""Cells of files that people open in a spreadsheet: always text, never a formula.

A spreadsheet takes what begins with ``=``, ``+``, ``-`` or ``@`` for a formula, also behind blanks,
and in some languages their wide forms. Where it expects semicolons it cuts our lines at semicolons,
tabs and line ends inside a text as well, so what follows those is treated alike. An apostrophe
before such a sign makes it text; ``plain_cell`` takes exactly those away that ``safe_cell`` set.
"""

import re

_BLANK = r"[\s\u200b-\u200f\u2060\ufeff'\"]"
_SIGN = r"[=+\-@＝＋－＠]"
# An apostrophe that stands before such a sign already is part of the text, and kept apart.
_BEGINS = re.compile(rf"{_BLANK}*{_SIGN}|'*[\t\r\n]")
# Whole runs at once, so that ten thousand line ends are gone through only once.
_RUN_AFTER_A_CUT = re.compile(rf"[;\t\r\n]{_BLANK}*+({_SIGN})?")
_CUT = re.compile(r"[;\t\r\n]")
_SET_AFTER_A_CUT = re.compile(r"(?<=[;\t\r\n])'")


def safe_cell(value: str) -> str:
    """``value`` so that no spreadsheet takes it, or a part of it, for a formula."""
    safe = _RUN_AFTER_A_CUT.sub(_set, value)
    return f"'{safe}" if _BEGINS.match(value) else safe


def plain_cell(value: str) -> str:
    """The text that ``safe_cell`` was given."""
    if value.startswith("'") and _BEGINS.match(value[1:]):
        value = value[1:]
    return _RUN_AFTER_A_CUT.sub(_taken_away, value)


def _set(run: re.Match[str]) -> str:
    return _CUT.sub(r"\g<0>'", run[0]) if run[1] else run[0]


def _taken_away(run: re.Match[str]) -> str:
    return _SET_AFTER_A_CUT.sub("", run[0]) if run[1] else run[0]

"""What a cell of a sheet that came back holds: a text, a number, a list, a state.  [pure]

A cell is what a person sees in it. Where nobody can know that, as with dates, it is said rather
than guessed.
"""

import json
import re
import unicodedata

LONGEST_SHOWN = 60
CHECKSUM = re.compile(r"[0-9a-f]{12}")
STATES = {
    "draft": "draft",
    "submitted": "submitted",
    "waitingforapproval": "submitted",
    "approved": "approved",
    "rejected": "rejected",
    "retired": "retired",
}
"""What a person may write into the column State, without blanks -> the state's key."""
DATE_CELL = (
    "This cell holds a date ({said}): the spreadsheet made it of what was typed. "
    "Set the cell to text and type it again."
)
NUMBER_CELL = "This cell holds a number, not a text. It was read as “{said}”."
YES_NO_CELL = "This cell holds a yes or no, not a text. It was read as “{said}”."
FORMULA_CELL = "This cell holds a formula. Its result was taken as the text."
EMPTY_FORMULA = (
    "This cell holds a formula without a result. Put the text itself into the cell, or open the "
    "file in a spreadsheet program and save it again."
)
ERROR_CELL = "This cell holds an error ({said}) instead of a text."
MERGED_CELL = "This cell is merged with another one. Unmerge them, and write each text by itself."
MISREAD = (
    "“{said}” looks like letters that were saved in the wrong encoding. "
    "Save the file as XLSX, or as CSV in UTF-8."
)


def oddity_of(mark: str, said: str) -> tuple[str, str, bool] | None:
    """(code, sentence, whether it blocks) of a cell that is no plain text, or looks misread."""
    shown = shortened(said)
    if mark == "m":
        return "merged", MERGED_CELL, True
    if mark == "e":
        return "error", ERROR_CELL.format(said=shown or "#N/A"), True
    if mark == "f":
        return ("formula", FORMULA_CELL, False) if said else ("formula", EMPTY_FORMULA, True)
    if mark == "d":
        return "date", DATE_CELL.format(said=shown), True
    if mark == "n":
        return "number", NUMBER_CELL.format(said=shown), False
    if mark == "b":
        return "yes_no", YES_NO_CELL.format(said=shown), False
    if is_misread(said):
        return "encoding", MISREAD.format(said=shown), True
    return None


def is_misread(text: str) -> bool:
    """Whether it is UTF-8 that was read as Windows-1252, or lost its letters (``Ã¼`` for ``ü``)."""
    if "\ufffd" in text:
        return True
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


def whole_number(said: str, largest: int) -> int | None:
    """``12``, ``12.0`` and ``1,234`` as spreadsheets write them; None if it is none of ours."""
    plain = said.strip().replace("\u00a0", "").replace(",", "").replace("'", "")
    plain = plain.removesuffix(".0").removesuffix(".00")
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 19):
        return None
    number = int(plain)
    return number if 0 < number <= largest else None


def assets_in(said: str) -> list[tuple[str, int]] | None:
    """Text and position (0 where it is free) of each text in a cell that holds a list.

    The list is JSON, as Microsoft writes it, or a text a line; None if it is neither.
    """
    if not said.startswith("["):
        return [(line.strip(), 0) for line in said.split("\n") if line.strip()]
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return None
    assets = []
    for one in told:
        text = one.get("text") if isinstance(one, dict) else one
        if not isinstance(text, str):
            return None
        pinned = one.get("pinnedField") if isinstance(one, dict) else None
        digit = pinned[-1:] if isinstance(pinned, str) else ""
        assets.append((text, int(digit) if digit.isascii() and digit.isdecimal() else 0))
    return assets


def checksum_in(said: str) -> str:
    """As it left; a spreadsheet takes one of digits alone for a number and drops its noughts."""
    plain = said.strip().removesuffix(".0").casefold()
    if plain.isascii() and plain.isdecimal():
        plain = plain.zfill(12)
    return plain if CHECKSUM.fullmatch(plain) else ""


def state_in(said: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", said).casefold().split())
    return STATES.get(plain, said.strip()[:60])


def shortened(said: str) -> str:
    return said if len(said) <= LONGEST_SHOWN else f"{said[: LONGEST_SHOWN - 1]}…"

"""Pasted text: one quote a line, or blocks with an empty line between them."""

import re
from collections.abc import Callable, Iterable, Iterator

from personas.listening.constants import LINES_A_QUOTE, MAX_ROWS
from personas.listening.delimited import too_many_rows
from personas.listening.tables import Row

Lines = Callable[[], Iterable[str]]
BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+")
QUOTATION_MARKS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"))


def paste_rows(lines: Lines) -> Iterator[Row]:
    """A row per quote, numbered by the line it starts in. The lines are gone through twice."""
    blocks = _are_blocks(lines())
    count = 0
    for number, text in _joined(lines()) if blocks else _filled(lines()):
        quote = _bare(text)
        if not quote:
            continue
        count += 1
        if count > MAX_ROWS:
            raise too_many_rows()
        yield Row(number, (quote,))


def _are_blocks(lines: Iterable[str]) -> bool:
    """Are there several blocks, one of them of several lines, and not just points of a list?"""
    blocks = longest = in_block = 0
    points = True
    for number, line in enumerate(lines):
        if number > LINES_A_QUOTE * MAX_ROWS:
            raise too_many_rows()
        if not line.strip():
            in_block = 0
            continue
        blocks += not in_block
        in_block += 1
        longest = max(longest, in_block)
        points = points and BULLET.match(line) is not None
    return longest > 1 and blocks > 1 and not points


def _filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line.strip()


def _joined(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Blocks of lines, each with the number of its first line."""
    begun, block = 0, []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            begun = begun or number
            block.append(line.strip())
        elif block:
            yield begun, " ".join(block)
            begun, block = 0, []
    if block:
        yield begun, " ".join(block)


def _bare(text: str) -> str:
    """The quote without its bullet and the quotation marks around the whole of it."""
    text = BULLET.sub("", text).strip()
    for opening, closing in QUOTATION_MARKS:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and opening not in inner:
            return inner.strip()
    return text

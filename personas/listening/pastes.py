"""Pasted text: one quote a line, or blocks with an empty line between them."""

import re

from personas.listening.constants import MAX_ROWS
from personas.listening.delimited import too_many_rows
from personas.listening.tables import Row

BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+")
QUOTATION_MARKS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"))


def read_paste(text: str) -> tuple[Row, ...]:
    """A row per quote, numbered by the line it starts in."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = _blocks(lines)
    several_lines = any(len(block) > 1 for _, block in blocks)
    if not (several_lines and len(blocks) > 1 and not _lists(blocks)):
        blocks = [
            (number + offset, [line])
            for number, block in blocks
            for offset, line in enumerate(block)
        ]
    rows = [Row(number, (_bare(" ".join(block)),)) for number, block in blocks]
    rows = [row for row in rows if row.cells[0]]
    if len(rows) > MAX_ROWS:
        raise too_many_rows()
    return tuple(rows)


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines with something in them, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            open_block = False
        elif open_block:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append((number, [line.strip()]))
            open_block = True
    return blocks


def _lists(blocks: list[tuple[int, list[str]]]) -> bool:
    """Is every line a point of a list? Then a line is a quote, empty lines or not."""
    return all(BULLET.match(line) for _, block in blocks for line in block)


def _bare(text: str) -> str:
    """The quote without its bullet and the quotation marks around the whole of it."""
    text = BULLET.sub("", text).strip()
    for opening, closing in QUOTATION_MARKS:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and opening not in inner:
            return inner.strip()
    return text

"""What a workbook's reader does not tell: where formulas, errors and hidden rows are.  [pure]

The sheets' own XML is gone through once more, piece by piece. ``look_through`` must have found the
workbook harmless. A program that spells its XML in an unusual way has no marks; its cells are read
all the same.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from personas.listening.workbook_look import members_of, pieces_of

FORMULA, ERROR = "f", "e"
MOST_XML = 8 * 1024 * 1024
"""Bytes of a part that lists sheets, and of a row: more is none of ours."""
ROW_END = b"</row>"
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"'<>]*)["']""")
_FORMULA = re.compile(rb"<c\s([^<>]*)>(?=<f[\s>/])")
_ERROR = re.compile(
    rb"""<c\s([^<>]*\bt=["']e["'][^<>]*)>(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]{0,40})"""
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb"""<row\s[^<>]*\bhidden=["'](?:1|true)["']""")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that is more than its text: rows as a person counts them, columns from 0."""

    row: int
    column: int
    kind: str
    said: str = ""


@dataclass(slots=True)
class SheetMarks:
    """The marks of one sheet, in the order of its rows; ``hidden_rows`` once all went by."""

    pieces: Iterator[bytes]
    hidden_rows: int = 0
    _waiting: list[Mark] = field(default_factory=list)
    _found: Iterator[Mark] | None = None

    def of_row(self, number: int) -> list[Mark]:
        """The marks of row ``number``; rows are asked for in their order."""
        if self._found is None:
            self._found = self._all()
        found, waiting = [], self._waiting
        while waiting or self._more():
            if waiting[0].row > number:
                break
            mark = waiting.pop(0)
            if mark.row == number:
                found.append(mark)
        return found

    def finish(self) -> None:
        """Go through what is left, so that all hidden rows are counted."""
        self._waiting.clear()
        for _ in self._found if self._found is not None else self._all():
            pass

    def _more(self) -> bool:
        mark = next(self._found, None) if self._found is not None else None
        if mark is None:
            return False
        self._waiting.append(mark)
        return True

    def _all(self) -> Iterator[Mark]:
        rest = b""
        for piece in self.pieces:
            rest += piece
            cut = rest.rfind(ROW_END) + len(ROW_END)
            if cut < len(ROW_END):
                if len(rest) < MOST_XML:
                    continue
                cut = len(rest)
            yield from self._in(rest[:cut])
            rest = rest[cut:]
        yield from self._in(rest)

    def _in(self, xml: bytes) -> list[Mark]:
        if b"hidden=" in xml:
            self.hidden_rows += len(_HIDDEN_ROW.findall(xml))
        marks: dict[tuple[int, int], Mark] = {}
        if b"<f" in xml:
            for cell in _FORMULA.finditer(xml):
                _put(marks, cell[1], FORMULA, b"")
        if b't="e"' in xml or b"t='e'" in xml:
            for cell in _ERROR.finditer(xml):
                _put(marks, cell[1], ERROR, cell[2])
        return [marks[place] for place in sorted(marks)]


def _put(marks: dict[tuple[int, int], Mark], attributes: bytes, kind: str, said: bytes) -> None:
    if place := _PLACE.search(attributes):
        row, column = int(place[2]), _column(place[1])
        marks[row, column] = Mark(row, column, kind, html.unescape(said.decode("utf-8", "replace")))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def marks_by_sheet(file: IO[bytes]) -> dict[str, SheetMarks]:
    """Sheet name -> its marks, for the sheets whose part could be told."""
    members = {member.filename: member for member in members_of(file)}

    def small(name: str) -> bytes:
        member = members.get(name)
        if member is None or member.file_size > MOST_XML:
            return b""
        return b"".join(pieces_of(file, member))[:MOST_XML]

    targets: dict[str, str] = {}
    for tag in _RELATION.finditer(small("xl/_rels/workbook.xml.rels")):
        said = _attributes(tag[1])
        targets[said.get("Id", "")] = said.get("Target", "")
    found = {}
    for tag in _SHEET.finditer(small("xl/workbook.xml")):
        said = _attributes(tag[1])
        relation = next((value for key, value in said.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in members:
            found[said.get("name", "")] = SheetMarks(_pieces(file, members[part]))
    return found


def _pieces(file: IO[bytes], member: object) -> Iterator[bytes]:
    """Begun only when the sheet is read: several readers share one file."""
    yield from pieces_of(file, member)  # type: ignore[arg-type]


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        match[1].decode("utf-8", "replace"): html.unescape(match[2].decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(tag)
    }

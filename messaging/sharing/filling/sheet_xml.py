"""The XML of one sheet of a workbook, in which single cells are written anew.  [pure]

Nothing is read in and written out again: the places of the cells are found, and the bytes of a
cell are replaced by those of another. A formula stays, since other parts of the file know of it.
"""

import re
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from personas.listening.tables import UnreadableFileError

DAMAGED = "This workbook is damaged. Open it, save it as XLSX once more, and upload that."
UNUSUAL = "This workbook is written in a way we do not know. Save it as XLSX in Excel once more."
START_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_767
MOST_ROWS, MOST_CELLS, MOST_MERGED = 200_000, 1_000_000, 2_000
"""Rows of a sheet; cells and merged areas of the rows that are filled."""
MUCH = (
    "This sheet has more cells, or more merged ones, than are filled at once. Fill fewer ads, or "
    "save it as CSV."
)
FORMULA = "holds a formula, which stays"
MERGED = "is hidden under merged cells"

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(slots=True)
class _Cell:
    column: int
    start: int
    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    has_formula: bool = False


@dataclass(slots=True)
class _Row:
    number: int
    start: int
    tag_end: int = 0
    close: int = 0
    is_empty_tag: bool = False
    cells: list[_Cell] = field(default_factory=list)


def column_letters(column: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """0 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetXml:
    """Where the rows and cells of a sheet stand. UnreadableFileError where that cannot be told."""

    def __init__(self, data: bytes, rows: set[int]) -> None:
        self.data = data
        self.wanted = rows
        self.rows: dict[int, _Row] = {}
        self.starts: list[tuple[int, int]] = []
        self.prefix = ""
        self.end_of_rows = -1
        self.dimension: tuple[int, int] | None = None
        self.merged: list[tuple[Place, Place]] = []
        self._row: _Row | None = None
        self._cell: _Cell | None = None
        self._number = self._column = -1
        self._cells = 0
        self._first, self._last = min(rows, default=0), max(rows, default=-1)
        self._find()

    def refused(self, place: Place) -> str:
        """Why a cell cannot be written; empty where it can."""
        row, column = place
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right and place != (top, left):
                return MERGED
        known = self.rows.get(row)
        cell = next((c for c in known.cells if c.column == column), None) if known else None
        return FORMULA if cell is not None and cell.has_formula else ""

    def written(self, cells: Mapping[Place, str]) -> bytes:
        """The sheet with ``cells`` as texts; those that are ``refused`` must not be among them."""
        patches: list[tuple[int, int, bytes]] = []
        new_rows: dict[int, list[bytes]] = {}
        for row, column in sorted(cells):
            text, known = cells[(row, column)], self.rows.get(row)
            if known is None:
                new_rows.setdefault(row, []).append(self._new_cell(row, column, text))
            elif cell := next((c for c in known.cells if c.column == column), None):
                patches.append((cell.start, cell.end, self._cell_bytes(cell.attributes, text)))
            else:
                patches.append(self._inserted(known, column, self._new_cell(row, column, text)))
        for row, made in new_rows.items():
            after = min((s for number, s in self.starts if number > row), default=self.end_of_rows)
            tag = f'<{self.prefix}row r="{row + 1}">'.encode()
            whole = tag + b"".join(made) + f"</{self.prefix}row>".encode()
            patches.append((after, after, whole))
        if new_rows and self.dimension is not None:
            # It says how far the sheet reaches, which is not true any more, and may be left out.
            patches.append((*self.dimension, b""))
        return self._patched(patches)

    def _patched(self, patches: list[tuple[int, int, bytes]]) -> bytes:
        pieces: list[bytes] = []
        done = 0
        # Several at one place keep their order: they were made by row and column.
        for start, end, new in sorted(patches, key=lambda patch: patch[:2]):
            pieces += [self.data[done:start], new]
            done = end
        return b"".join([*pieces, self.data[done:]])

    def _inserted(self, row: _Row, column: int, new: bytes) -> tuple[int, int, bytes]:
        if row.is_empty_tag:
            tag = self.data[row.start : row.tag_end].rstrip(b">").rstrip(b"/") + b">"
            return row.start, row.tag_end, tag + new + f"</{self.prefix}row>".encode()
        place = min((c.start for c in row.cells if c.column > column), default=row.close)
        return place, place, new

    def _new_cell(self, row: int, column: int, text: str) -> bytes:
        return self._cell_bytes({"r": f"{column_letters(column)}{row + 1}"}, text)

    def _cell_bytes(self, attributes: Mapping[str, str], text: str) -> bytes:
        kept = "".join(
            f' {name}="{escape(attributes[name])}"' for name in ("r", "s") if name in attributes
        )
        p = self.prefix
        if not text:
            return f"<{p}c{kept}/>".encode()
        # Excel reads _x0041_ as a letter; a text that has such signs is told so.
        said = escape(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text), quote=False).replace(
            "\r", "&#13;"
        )
        inside = f'<{p}is><{p}t xml:space="preserve">{said}</{p}t></{p}is>'
        return f'<{p}c{kept} t="inlineStr">{inside}</{p}c>'.encode()

    def _find(self) -> None:
        if b"<!DOCTYPE" in self.data or b"<!ENTITY" in self.data:
            raise UnreadableFileError(UNUSUAL)
        head = self.data[:200].lower()
        is_utf16 = self.data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head
        if is_utf16 or (b"encoding=" in head and b"utf-8" not in head):
            raise UnreadableFileError(UNUSUAL)
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, said: self._start(parser, name, said)
        parser.EndElementHandler = lambda name: self._end(parser, name)
        try:
            parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise UnreadableFileError(DAMAGED) from error
        if self.end_of_rows < 0:
            raise UnreadableFileError(UNUSUAL)

    def _start(self, parser: "expat.XMLParserType", name: str, said: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._number = _row_number(said, self._number + 1)
            self._column = -1
            start = parser.CurrentByteIndex
            self.starts.append((self._number, start))
            self._must_be_few(self.starts, MOST_ROWS)
            self._row = None
            if self._number in self.wanted:
                tag = self._tag(start)
                self._row = _Row(self._number, start, start + len(tag), 0, tag.endswith(b"/>"))
                self.rows[self._number] = self._row
        elif local == "c":
            self._column = _cell_column(said, self._column + 1)
            if self._row is not None:
                kept: dict[str, str] = {key: said[key] for key in said if key in ("r", "s")}
                self._cell = _Cell(self._column, parser.CurrentByteIndex, attributes=kept)
                self._cells += 1
                if self._cells > MOST_CELLS:
                    raise UnreadableFileError(MUCH)
        elif local == "f" and self._cell is not None:
            self._cell.has_formula = True
        elif local == "sheetData":
            self.prefix = name[: -len(local)]
        elif local == "dimension":
            start = parser.CurrentByteIndex
            tag = self._tag(start)
            if tag.endswith(b"/>"):
                self.dimension = start, start + len(tag)
        elif local == "mergeCell":
            self._merge(said.get("ref", ""))

    def _end(self, parser: "expat.XMLParserType", name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c" and self._cell is not None and self._row is not None:
            tag = self._tag(self._cell.start)
            if tag.endswith(b"/>"):
                self._cell.end = self._cell.start + len(tag)
            else:
                self._cell.end = self.data.index(b">", parser.CurrentByteIndex) + 1
            self._row.cells.append(self._cell)
            self._cell = None
        elif local == "row" and self._row is not None:
            self._row.close = parser.CurrentByteIndex
            self._row = None
        elif local == "sheetData":
            start = parser.CurrentByteIndex
            self.end_of_rows = start if self.data[start : start + 2] == b"</" else -1

    @staticmethod
    def _must_be_few(found: Sized, most: int) -> None:
        if len(found) > most:
            raise UnreadableFileError(MUCH)

    def _tag(self, start: int) -> bytes:
        found = START_TAG.match(self.data, start)
        if found is None:
            raise UnreadableFileError(DAMAGED)
        return found[0]

    def _merge(self, reference: str) -> None:
        corners = [REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            first, last = (
                (int(corner[2]) - 1, column_number(corner[1])) for corner in corners if corner
            )
            if last[0] < self._first or first[0] > self._last:
                return
            self.merged.append((first, last))
            self._must_be_few(self.merged, MOST_MERGED)


def _row_number(said: Mapping[str, str], following: int) -> int:
    told = said.get("r", "")
    return int(told) - 1 if told.isascii() and told.isdecimal() else following


def _cell_column(said: Mapping[str, str], following: int) -> int:
    told = REFERENCE.fullmatch(said.get("r", ""))
    return column_number(told[1]) if told else following


def cannot_hold(text: str) -> str:
    """The characters that no cell of a workbook can hold; empty where there are none."""
    return "".join(dict.fromkeys(FORBIDDEN.findall(text)))

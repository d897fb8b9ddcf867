"""How sheets of our workbooks look, and tables that are written row by row.

Text is always a text cell, never a formula, whatever it begins with; only what we wrap in
``Formula`` is one. A table keeps one cell for each column and writes it anew for every row, so that
neither memory nor the time for styles grows with the rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from messaging.sharing.workbook_content import CellTooLongError, TooManyRowsError

INK, INK_SOFT, INK_MUTED = "29231E", "544A42", "6B6056"
PAPER, PAPER_DEEP, LINE = "FBF9F4", "F4EFE6", "E6DECE"
TEA, TEA_SOFT, TEA_LINE, ON_TEA = "97451A", "F8EADC", "E5C4A5", "FFFAF4"
OVER, ON_OVER = "FAE6E2", "A02F28"
CLOSE, ON_CLOSE = "FBF0D3", "7C5000"
WHITE = "FFFFFF"

FONT = "Calibri"
SIZE = 11
LINE_HEIGHT, HIGHEST_ROW, HEADER_HEIGHT = 15, 409, 36
INDENT = 2
"""Characters of a column that are taken by the space before its text."""
PAGE_WIDTH = 300
"""Characters that are still read on the width of a page; a wider sheet takes several."""
"""Points; no row of a spreadsheet may be higher than the second."""
A4 = 9
"""The number of the paper size in the file format."""
LONGEST_CELL = 32_767
LONGEST_SHEET = 1_048_576
NOTE_WIDTH, NOTE_HEIGHT = 330, 150
"""Pixels of a note on a header."""
LONGEST_NAME = 31
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML may not hold: a file with one of these is offered for repair, or cannot be written."""
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets read as a character's number, as in _x0041_; such a sign is written so."""

THIN = Side(style="thin", color=LINE)
UNDER = Border(bottom=THIN)
BOXED = Border(bottom=THIN, left=THIN, right=THIN)
HIDE_ZERO = "0;-0;;@"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, with its equals sign. Never holds what people wrote unquoted."""

    text: str


Value = str | int | float | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """``look``: ``label`` says what a row is, ``words`` are for reading, ``text`` is for changing,
    ``choice`` is picked from a list, ``count`` is reckoned by the sheet, ``fact`` is one sign."""

    title: str
    width: float
    look: str = "label"
    hidden: bool = False
    note: str = ""
    number_format: str = ""


FILLS = {"label": PAPER_DEEP, "count": PAPER, "words": PAPER, "fact": PAPER}
HEADS = {"text": TEA, "choice": TEA}
BESIDE = Alignment(vertical="center", horizontal="left", indent=1, wrap_text=True)
ALIGNED = {
    "label": BESIDE,
    "words": BESIDE,
    "text": BESIDE,
    "count": Alignment(vertical="center", horizontal="right", indent=1),
    "choice": Alignment(vertical="center", horizontal="center", wrap_text=True),
    "fact": Alignment(vertical="center", horizontal="center", wrap_text=True),
}
HEAD_BESIDE = Alignment(vertical="center", horizontal="left", indent=1, wrap_text=True)
HEAD_CENTRED = Alignment(vertical="center", horizontal="center", wrap_text=True)


class Table:
    """A sheet with a header that stays in sight, and rows as high as their longest text."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column], freeze: str = "B2") -> None:
        self.columns = list(columns)
        self.sheet = new_sheet(book, name)
        self.sheet.freeze_panes = freeze
        self.sheet.print_title_rows = "1:1"
        for number, column in enumerate(self.columns, start=1):
            dimension = self.sheet.column_dimensions[get_column_letter(number)]
            dimension.width = column.width
            dimension.hidden = column.hidden
        wide = sum(column.width for column in self.columns if not column.hidden)
        self.sheet.page_setup.fitToWidth = max(1, round(wide / PAGE_WIDTH))
        self.sheet.print_title_cols = "A:A"
        self.sheet.row_dimensions[1].height = HEADER_HEIGHT
        self.sheet.append([self._head(column) for column in self.columns])
        self.row = 1
        self._cells = [self._cell(column) for column in self.columns]

    def append(self, values: Sequence[Value], key: str) -> None:
        """Add a row. CellTooLongError names ``key`` where a text does not fit."""
        if self.row >= LONGEST_SHEET:
            raise TooManyRowsError(f"A sheet holds {LONGEST_SHEET - 1:,} rows and no more.")
        self.row += 1
        lines = 1
        for cell, value, column in zip(self._cells, values, self.columns, strict=True):
            if isinstance(value, str):
                cell.value = clean(value, key)
                cell.data_type = "s"
                lines = max(lines, lines_of(value, column.width - INDENT))
            elif isinstance(value, Formula):
                cell.value = value.text
            else:
                cell.value = value
        append_row(self.sheet, self.row, self._cells, lines)

    def letter(self, title: str) -> str:
        """The letter of the column called ``title``."""
        titles = [column.title for column in self.columns]
        letter: str = get_column_letter(titles.index(title) + 1)
        return letter

    def filter_all(self) -> None:
        """Let people filter and sort by every column."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.row}"

    def _head(self, column: Column) -> Any:
        cell = text_cell(self.sheet, column.title, column.title)
        cell.font = Font(name=FONT, size=SIZE, bold=True, color=ON_TEA)
        cell.fill = PatternFill("solid", fgColor=HEADS.get(column.look, INK))
        centred = column.look in ("count", "choice", "fact")
        cell.alignment = HEAD_CENTRED if centred else HEAD_BESIDE
        cell.border = Border(left=Side(style="thin", color=PAPER))
        if column.note:
            cell.comment = Comment(column.note, "Cuppa", height=NOTE_HEIGHT, width=NOTE_WIDTH)
        return cell

    def _cell(self, column: Column) -> Any:
        cell = WriteOnlyCell(self.sheet)
        soft = column.look in ("label", "count")
        cell.font = Font(name=FONT, size=SIZE, color=INK_SOFT if soft else INK)
        cell.alignment = ALIGNED[column.look]
        cell.border = BOXED if column.look in ("text", "choice") else UNDER
        if column.look in FILLS:
            cell.fill = PatternFill("solid", fgColor=FILLS[column.look])
        if column.number_format:
            cell.number_format = column.number_format
        return cell


def new_sheet(book: Any, name: str, grid: bool = False) -> Any:
    """An empty sheet that prints on the width of a page."""
    sheet = book.create_sheet(name)
    sheet.sheet_view.showGridLines = grid
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    return sheet


def lines_of(text: str, width: float) -> int:
    """About how many lines ``text`` takes in a column that is ``width`` characters wide."""
    room = max(1, int(width))
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))


def append_row(sheet: Any, row: int, cells: list[Any], lines: int) -> None:
    """Add a row as high as ``lines``, since not every program works heights out itself.

    The height is forgotten once it is written, so that memory does not grow with the rows.
    """
    height = sheet.row_dimensions[row]
    height.height = min(LINE_HEIGHT * lines + 5, HIGHEST_ROW)
    sheet.append(cells)
    del sheet.row_dimensions[row]


def text_cell(sheet: Any, value: str, key: str) -> Any:
    """A text cell that wraps: what begins with = stays text, control characters are left out."""
    cell = WriteOnlyCell(sheet, value=clean(value, key))
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=SIZE, color=INK)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def clean(value: str, key: str) -> str:
    """``value`` as the file format holds it, without what no spreadsheet can show.

    CellTooLongError, with ``key``, where it is too long.
    """
    return escaped(storable(value, key), key)


def storable(value: str, key: str) -> str:
    """``value`` without control characters. CellTooLongError where it does not fit."""
    kept: str = value if value.isprintable() else NOT_IN_CELLS.sub("", value)
    if len(kept) > LONGEST_CELL:
        raise CellTooLongError(
            f"A text of {key} has {len(kept):,} characters, too many for a cell."
        )
    return kept


def escaped(value: str, key: str) -> str:
    """A storable text such that nothing in it is read as a character's number."""
    if "_x" not in value:
        return value
    return storable(LIKE_AN_ESCAPE.sub("_x005F_", value), key)


def sheet_names(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Each of ``names`` as a sheet may be called, none twice and none of ``taken``."""
    used = {name.casefold() for name in taken} | {"history"}  # Excel keeps this one to itself
    found = []
    for name in names:
        plain = " ".join(name.translate(NOT_IN_NAMES).split()).strip("'") or "Channel"
        number, called = 1, plain[:LONGEST_NAME].strip()
        while called.casefold() in used:
            number += 1
            end = f" {number}"
            called = plain[: LONGEST_NAME - len(end)].strip() + end
        used.add(called.casefold())
        found.append(called)
    return found

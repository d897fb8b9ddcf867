"""How far the cells of a sheet reach, found without opening it.

Nearly every program writes ``<row r="7"><c r="B7" ...``; such a sheet is looked through at the
speed of a search for words. What is spelled in another way, which XML allows, takes longer; tags
with a prefix are looked at one by one, and only so many.
"""

import re

from personas.listening.constants import LONGEST_CELL, MAX_SHEET_CELLS, MAX_SHEET_ROWS
from personas.listening.tables import UnreadableFileError

USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})(?:[0-9]{1,5}|1[0-9]{5}|2[01][0-9]{4})"')
USUAL_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
CELL_NAME = re.compile(rb"""<c(?=\s)[^<]*?\sr\s*=\s*["']\s*([A-Za-z]{1,9})([0-9]{1,18})""")
ROW_NUMBER = re.compile(rb"""<row(?=\s)[^<]*?\sr\s*=\s*["']\s*([0-9]{1,18})""")
CELL, ROW = b"<c ", b"<row"
BARE_CELL = re.compile(rb"<c[^ \w]")
USUAL_BARE = {b"<c>", b"<c/"}
# A row or a cell by another spelling: with a prefix, or with blanks that are no spaces.
PREFIXED = re.compile(rb":(?:c[\s/>]|row)")
ODD_TAG = re.compile(rb"""<(?:[^\s<>/="']+:(?:row|c)[\s/>]|(?:row|c)[\t\r\n])""")
ATTRIBUTES = rb"""((?:\s+[^\s=>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*/?>"""
ANY_TAG = re.compile(rb"<(?:[^\s<>/]+:)?(row|c)(?=[\s/>])" + ATTRIBUTES)
NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*(\d{1,18})""")
NAME = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,9})(\d{1,18})""")
SAID = re.compile(
    rb"""<dimension\s[^<>]*?ref\s*=\s*["'][A-Za-z0-9$]+:([A-Za-z]{1,9})([0-9]{1,18})"""
)
MOST_SAID = 100 * MAX_SHEET_CELLS
"""What a sheet says of its size is no more than a hint, but no honest program says this much."""
MOST_ODD_TAGS = 600_000
LONGEST_TAIL = 8 * LONGEST_CELL
"""Bytes between two tags: a long text, its letters up to four bytes, and room."""


class Reach:
    """Told a sheet piece by piece; ``judge`` at its end. UnreadableFileError where it is too far.

    Rows and cells that do not say where they are come after the one before.
    """

    def __init__(self) -> None:
        self.rows = self.cells = self.odd_tags = 0
        self.last_row = self.last_column = 0
        self.unnamed = self.most_unnamed = 0
        self._rest = b""
        self._begun = False

    def see(self, piece: bytes) -> None:
        whole = self._rest + piece
        if not self._begun:
            self._begun = True
            said = SAID.search(whole)
            if said and int(said[2]) * _column_number(said[1]) > MOST_SAID:
                raise _too_far(int(said[2]), _column_number(said[1]))
        cut = whole.rfind(b"<")
        self._rest = whole[max(cut, 0) :]
        if len(self._rest) > LONGEST_TAIL:
            raise UnreadableFileError(
                f"One cell of this workbook is longer than {LONGEST_CELL:,} characters, which no "
                "text is. Delete it, and upload the rest."
            )
        if cut > 0:
            self._count(whole[:cut])

    def judge(self) -> None:
        self._count(self._rest)
        reach = self.last_column + self.most_unnamed
        if self.last_row * reach > MAX_SHEET_CELLS:
            raise _too_far(self.last_row, reach)

    def _count(self, xml: bytes) -> None:
        rows, cells = xml.count(ROW), xml.count(CELL)
        bare = len(found := BARE_CELL.findall(xml))
        is_odd = bool(set(found) - USUAL_BARE) or PREFIXED.search(xml)
        if is_odd and ODD_TAG.search(xml):
            self._look_closely(xml)
            return
        self.rows += rows
        self.cells += cells + bare
        self._refuse_many()
        if rows:
            self._count_rows(xml, rows)
        if not cells + bare:
            return
        columns = USUAL_CELL.findall(xml)
        named = len(columns)
        if named < cells:
            names = CELL_NAME.findall(xml)
            named = len(names)
            columns = [column for column, _ in names]
            self.last_row = max(self.last_row, *(int(number) for _, number in names), 0)
        self.last_column = max(self.last_column, *map(_column_number, set(columns)), 0)
        if named < cells + bare:
            self._count_unnamed(xml)

    def _count_rows(self, xml: bytes, rows: int) -> None:
        last = USUAL_ROW.match(xml, xml.rfind(ROW))
        if last and int(last[1]) == self.last_row + rows:  # none left out, as is usual
            self.last_row += rows
            return
        numbers = list(map(int, ROW_NUMBER.findall(xml)))
        self.last_row = max(self.last_row, *numbers, 0) + rows - len(numbers)

    def _count_unnamed(self, xml: bytes) -> None:
        """No more than all cells of a row; those of a row begun in the last piece among them."""
        for index, row in enumerate(xml.split(ROW)):
            cells = row.count(CELL) + len(BARE_CELL.findall(row))
            self.unnamed = cells if index else self.unnamed + cells
            self.most_unnamed = max(self.most_unnamed, self.unnamed)

    def _look_closely(self, xml: bytes) -> None:
        for tag in ANY_TAG.finditer(xml):
            self.odd_tags += 1
            if self.odd_tags > MOST_ODD_TAGS:
                raise UnreadableFileError(
                    "This workbook is written in an unusual way, and is too long for it. Open it "
                    "in a spreadsheet program, save it again as XLSX, and upload that."
                )
            if tag[1] == b"row":
                number = NUMBER.search(tag[2])
                self.last_row = max(self.last_row, int(number[1])) if number else self.last_row + 1
                self.rows += 1
                self.unnamed = 0
                continue
            self.cells += 1
            if name := NAME.search(tag[2]):
                self.last_row = max(self.last_row, int(name[2]))
                self.last_column = max(self.last_column, _column_number(name[1]))
            else:
                self.unnamed += 1
                self.most_unnamed = max(self.most_unnamed, self.unnamed)
        self._refuse_many()

    def _refuse_many(self) -> None:
        if self.rows > MAX_SHEET_ROWS:
            raise UnreadableFileError(
                f"A sheet of this workbook has more than {MAX_SHEET_ROWS:,} rows, most of them "
                "probably empty. Copy only the table into a new workbook."
            )
        if self.cells > MAX_SHEET_CELLS:
            raise UnreadableFileError(
                f"A sheet of this workbook has more than {MAX_SHEET_CELLS:,} cells. Leave out "
                "columns that nobody needs, or split it."
            )


def _too_far(row: int, column: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"A sheet of this workbook reaches to row {row:,}, column {column:,}. "
        "Copy only the table into a new workbook."
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

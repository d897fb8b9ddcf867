"""The sheets of a file as rows of texts, with a mark on each cell that is no plain text.  [pure]

Read in a process with limits (``read_apart``). Marks: "n" a number, "d" a date or time, "b" a
yes or no, "f" a formula (its last result is the text), "e" an error, "m" a cell merged into
another, "-" a key that an object of JSON does not have.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from messaging.sharing.sheet_marks import FORMULA, SheetMarks, marks_by_sheet
from personas.listening.constants import LONGEST_CELL, MAX_COLUMNS, MAX_ROWS
from personas.listening.delimited import delimited_rows, text_lines, too_many_columns, too_many_rows
from personas.listening.json_rows import json_document, json_kind, json_lines
from personas.listening.tables import Opened, UnreadableFileError
from personas.listening.text_encodings import tell_encoding
from personas.listening.workbook_look import DAMAGED, LOCKED, look_through, refuse_old_office
from personas.listening.workbooks import PANIC

Marks = dict[int, str]
SheetLine = tuple[int, list[str], Marks]
"""Number of the row as a person sees it, its cells, and column (from 0) -> mark."""
NUMBER, DATE, YES_NO, MERGED, ABSENT = "n", "d", "b", "m", "-"
ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
PICTURES_AND_PAGES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")
LOOKED_AT = 64 * 1024
ASIDE = ("Read me", "Where it comes from", "Coverage", "Results", "What to look at")
"""Our sheets that hold no copy, the last one of a marked copy; "Where it comes from 2" is one."""
MOST_MERGED = 5_000
READ_TWICE = 1.5
"""A sheet's XML is gone through once more for its marks."""
OPEN_DOCUMENT = "This is an OpenDocument sheet. Save it as XLSX (File, Save As), and send that."
NO_SHEET = "This is no spreadsheet. Send the workbook, or a CSV, TSV or JSON file."
WEB_PAGE = (
    "This is a web page or XML, whatever its name says. "
    "Open it in a spreadsheet program, save it as XLSX, and send that."
)
PAGE_BEGINS = (b"<!doctype html", b"<html", b"<table", b"<?xml")
MANY_MERGED = (
    f"A sheet of this workbook has more than {MOST_MERGED:,} merged areas. "
    "Unmerge its cells, and send it again."
)


@dataclass(slots=True)
class OpenSheet:
    """A sheet that is being read; ``hidden_rows`` and ``merged`` count once its rows went by."""

    name: str
    rows: Iterable[SheetLine]
    is_hidden: bool = False
    merged: int = 0
    marks: SheetMarks | None = None

    @property
    def hidden_rows(self) -> int:
        return self.marks.hidden_rows if self.marks is not None else 0


@dataclass(frozen=True, slots=True)
class OpenFile:
    """``kind``: xlsx, csv, tsv or json."""

    kind: str
    sheets: Iterable[OpenSheet]


def open_sheets(file: IO[bytes], file_name: str, allow: Callable[[int], None]) -> OpenFile:
    """UnreadableFileError with a reason a person can act on, now or while rows are read."""
    if refuse_at_a_glance(file).startswith(b"PK"):
        allow(int(look_through(file) * READ_TWICE))
        return OpenFile("xlsx", _workbook(file))
    allow(file.seek(0, io.SEEK_END))
    file.seek(0)
    encoding = tell_encoding(file)
    return _text(file, file_name.lower(), encoding)


def refuse_at_a_glance(file: IO[bytes]) -> bytes:
    """What a file begins with; UnreadableFileError where that alone says that it is no table of
    ours. Nothing is unpacked: it may be asked while somebody waits."""
    refuse_old_office(file)
    start = file.read(128)
    file.seek(0)
    if start.startswith(b"PK") and ODS in start:
        raise UnreadableFileError(OPEN_DOCUMENT)
    if start.startswith(PICTURES_AND_PAGES):
        raise UnreadableFileError(NO_SHEET)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGE_BEGINS):
        raise UnreadableFileError(WEB_PAGE)
    return start


def _text(file: IO[bytes], file_name: str, encoding: str) -> OpenFile:
    def lines() -> Iterator[str]:
        file.seek(0)
        return text_lines(file, encoding)

    file.seek(0)
    begins = file.read(LOOKED_AT).decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    kind = json_kind(begins, file_name)
    if kind:
        file.seek(0)
        opened = json_lines(lines, _json_cells) if kind == "jsonl" else _document(file, encoding)
        return OpenFile("json", [OpenSheet("", _of_objects(opened))])
    delimiter, rows = delimited_rows(lines(), str.strip)
    plain: Iterator[SheetLine] = ((row.number, list(row.cells), {}) for row in rows)
    return OpenFile("tsv" if delimiter == "\t" else "csv", [OpenSheet("", plain)])


def _document(file: IO[bytes], encoding: str) -> Opened:
    return json_document(file.read(), encoding, _json_cells)


_NOT_THERE = "\x00-"


def _json_cells(item: dict[str, Any], key: str) -> str:
    """Lists stay lists, since a part may hold several texts."""
    if key not in item:
        return _NOT_THERE
    value = item[key]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_CELL:
        raise UnreadableFileError(
            f"One text of this file is longer than {LONGEST_CELL:,} characters, which no text is."
        )
    return "" if text in ("{}", "[]") else text


def _of_objects(opened: Opened) -> Iterator[SheetLine]:
    yield 0, list(opened.header), {}
    for row in opened.rows:
        absent = {place: ABSENT for place, cell in enumerate(row.cells) if cell == _NOT_THERE}
        cells = ["" if cell == _NOT_THERE else cell for cell in row.cells]
        if any(cells):
            yield row.number, cells, absent


def _workbook(file: IO[bytes]) -> Iterator[OpenSheet]:
    import python_calamine  # loads a native library, and only imports need it

    marks = marks_by_sheet(file)
    file.seek(0)
    left = MAX_ROWS + 1
    seen: set[str] = set()
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(file.read()))
        for told in workbook.sheets_metadata:
            if told.typ != python_calamine.SheetTypeEnum.WorkSheet or told.name in seen:
                continue
            seen.add(told.name)
            if told.name.rstrip(" 0123456789") in ASIDE:
                continue
            sheet = workbook.get_sheet_by_name(told.name)
            if not sheet.height:
                continue
            is_hidden = told.visible != python_calamine.SheetVisibleEnum.Visible
            merged = _Merged(sheet)
            one = OpenSheet(told.name, (), is_hidden, merged.count, marks.get(told.name))
            counted = _counted(_rows(sheet, merged, one.marks), left)
            one.rows = counted
            yield one
            left = counted.left
            if one.marks is not None:
                one.marks.finish()
    except python_calamine.PasswordError as error:
        raise UnreadableFileError(LOCKED) from error
    except UnreadableFileError:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFileError(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise UnreadableFileError(DAMAGED) from None


class _counted:  # noqa: N801 - an iterator that knows how many rows may still come
    def __init__(self, rows: Iterator[SheetLine], left: int) -> None:
        self.rows, self.left = rows, left

    def __iter__(self) -> Iterator[SheetLine]:
        for row in self.rows:
            self.left -= 1
            if self.left < 0:
                raise too_many_rows()
            yield row


def _written_number(cell: float) -> str:
    return repr(cell).removesuffix(".0") if abs(cell) < 1e15 else f"{cell:.0f}"


WRITTEN: dict[type, tuple[str, Callable[[Any], str]]] = {
    float: (NUMBER, _written_number),
    int: (NUMBER, str),
    timedelta: (DATE, str),
    bool: (YES_NO, lambda cell: "TRUE" if cell else "FALSE"),
    datetime: (DATE, lambda cell: cell.isoformat(" ").removesuffix(" 00:00:00")),
    date: (DATE, date.isoformat),
    time: (DATE, time.isoformat),
}


def _rows(sheet: Any, merged: "_Merged", marks: SheetMarks | None) -> Iterator[SheetLine]:
    _, first_column = sheet.start or (0, 0)
    # Rows come from the first of the sheet, columns from the first that holds anything.
    for number, record in enumerate(sheet.iter_rows(), start=1):
        cells, told = [""] * first_column, {}
        for place, cell in enumerate(record, start=first_column):
            if type(cell) is str:
                cells.append(cell)
            else:
                told[place], write = WRITTEN[type(cell)]
                cells.append(write(cell))
        for mark in marks.of_row(number) if marks is not None else ():
            if mark.column < len(cells):
                told[mark.column] = mark.kind
                if mark.kind != FORMULA:
                    cells[mark.column] = mark.said
        for place in merged.covered(number - 1, len(cells)):
            told[place] = MERGED
        while cells and not cells[-1] and told.get(len(cells) - 1) in (None, MERGED):
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise too_many_columns(number, len(cells))
        yield number, cells, {place: kind for place, kind in told.items() if place < MAX_COLUMNS}


class _Merged:
    """Which cells of a row are covered by one they were merged with; rows come in their order."""

    def __init__(self, sheet: Any) -> None:
        areas = sheet.merged_cell_ranges or []
        if len(areas) > MOST_MERGED:
            raise UnreadableFileError(MANY_MERGED)
        self.count = len(areas)
        self._areas = sorted(areas, key=lambda area: area[0], reverse=True)
        self._open: list[tuple[tuple[int, int], tuple[int, int]]] = []

    def covered(self, row: int, width: int) -> set[int]:
        while self._areas and self._areas[-1][0][0] <= row:
            self._open.append(self._areas.pop())
        if not self._open:
            return set()
        self._open = [area for area in self._open if area[1][0] >= row]
        found: set[int] = set()
        for (top, left), (_, right) in self._open:
            begin = left if row > top else left + 1
            found.update(range(begin, min(right + 1, max(width, left + 1), MAX_COLUMNS)))
        return found

"""A marked-up copy of a sheet that came back: a comment and a colour in every cell with a fault.

Their own workbook is opened a second time for it, by a library that holds all of it, so that
happens in a process with limits, too, and only for files of a size people work with. A larger
workbook, or one that cannot be opened so, becomes a list of what to look at. A CSV becomes a
workbook with the same rows.
"""

import base64
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from messaging.channels.channel import Channel
from messaging.sharing.mark_places import MOST_MARKS, SUMMARY, Mark, MarkedCell, marked_cells
from messaging.sharing.read_apart import ReadSheet, SheetsRead
from messaging.sharing.read_back import open_back
from messaging.sharing.returned_sheet import Sheet
from personas.listening.limited import Limits, run_limited
from personas.listening.tables import UnreadableFileError
from personas.listening.workbook_look import look_through

LARGEST_BYTES = 24 * 1024 * 1024
"""Unpacked; such a workbook takes some ten seconds and 300 MB to open and save."""
CPU_SECONDS = 40
MEMORY_BYTES = 768 * 1024 * 1024
PATIENCE_SECONDS = 180.0
MOST_CELLS = 200_000
"""Of a file of text that becomes a workbook."""
BLOCKING, REMARK = "F5C6B8", "F8E3B5"
AUTHOR = "Cuppa"
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120
LONGEST_TITLE = 31
LONGEST_CELL = 32_767
PIECE = 48 * 1024
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from messaging.sharing import mark_up; "
CHILD += "import os; os._exit(mark_up.mark_here(int(sys.argv[2]), int(sys.argv[3])))"
ABOUT = (
    "Each cell below has a comment in its sheet. Red ones have to be mended before the row can be "
    "taken; yellow ones are remarks. Mend them here and send this file."
)
LISTED = (
    "Your file is too large to be marked cell by cell. This is what to look at in it; mend it in "
    "your own file and send that."
)
HEADER = ("Sheet", "Cell", "Column", "What to look at", "Has to be mended")


def write_marked_copy(
    source: Path,
    file_name: str,
    to: BinaryIO,
    marks: Iterable[Mark],
    channels: Mapping[str, Channel],
) -> None:
    """Write the marked-up copy of ``source`` to ``to``; UnreadableFileError as when it was read.

    No more than ``MOST_MARKS`` cells are marked, the first ones.
    """
    read, sheets, _, _ = open_back(source, file_name, channels)
    try:
        cells = list(islice(marked_cells(sheets, marks), MOST_MARKS))
        if read.kind != "xlsx":
            _write_rows(to, read, sheets, cells)
        elif not _marked_apart(source, cells, to):
            _write_list(to, cells)
    finally:
        read.close()


def _marked_apart(source: Path, cells: Sequence[MarkedCell], to: BinaryIO) -> bool:
    """Whether ``source`` could be opened and marked by the other process."""
    with source.open("rb") as file, tempfile.TemporaryFile() as asked:
        if look_through(file) > LARGEST_BYTES:
            return False
        asked.write(json.dumps([asdict(cell) for cell in cells]).encode() + b"\n")
        file.seek(0)
        while piece := file.read(PIECE):
            asked.write(piece)
        asked.seek(0)
        made = io.BytesIO()
        try:
            ended = run_limited(
                asked,
                CHILD,
                [str(CPU_SECONDS), str(MEMORY_BYTES)],
                lambda line: _take(made, line),
                PATIENCE_SECONDS,
            )
        except ValueError:
            return False
    if ended or not zipfile.is_zipfile(made):
        return False
    to.write(made.getvalue())
    return True


def _take(made: IO[bytes], line: bytes) -> None:
    made.write(base64.b64decode(line))


def mark_here(cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: marks on the first line of standard input, then the workbook; 0 if it
    could. The marked workbook goes out in lines of base64."""
    Limits(cpu_seconds, memory_bytes)
    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            cells = [MarkedCell(**told) for told in json.loads(file.readline())]
            made = _marked(io.BytesIO(file.read()), cells)
        for start in range(0, len(made), PIECE):
            out.write(base64.b64encode(made[start : start + PIECE]) + b"\n")
        out.flush()
    except Exception:
        return 1
    return 0


def _marked(content: IO[bytes], cells: Sequence[MarkedCell]) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(content)
    for cell in cells:
        if cell.sheet in book.sheetnames:
            _put(book[cell.sheet].cell(cell.row, cell.column), cell)
    _summarise(book.create_sheet(_free_name(book.sheetnames), 0), cells, ABOUT)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    return _saved(book)


def _saved(book: Any) -> bytes:
    """As ``book.save``, which writes each sheet to a file first; this process may write none."""
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc]
        def write_worksheet(self, ws: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            xml = io.BytesIO()
            writer = WorksheetWriter(ws, xml)
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], xml.getvalue())
            self.manifest.append(ws)

    made = io.BytesIO()
    InMemory(book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)).save()
    return made.getvalue()


def _put(cell: Any, mark: MarkedCell) -> None:
    """Colour and comment a cell; the first cell of a merged area stands for all of it."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if isinstance(cell, MergedCell):
        area = next(a for a in cell.parent.merged_cells.ranges if cell.coordinate in a)
        cell = cell.parent.cell(area.min_row, area.min_col)
    said = f"{cell.comment.text}\n" if cell.comment is not None else ""
    cell.comment = Comment(f"{said}{mark.text}"[:2_000], AUTHOR, COMMENT_HEIGHT, COMMENT_WIDTH)
    was_red = cell.fill.fgColor.rgb == f"00{BLOCKING}"
    colour = BLOCKING if mark.blocks or was_red else REMARK
    cell.fill = PatternFill("solid", fgColor=colour)


def _free_name(names: Iterable[str]) -> str:
    taken = {name.casefold() for name in names}
    number = 1
    while (name := SUMMARY if number == 1 else f"{SUMMARY} {number}").casefold() in taken:
        number += 1
    return name


def _summarise(sheet: Any, cells: Sequence[MarkedCell], about: str) -> None:
    """The first sheet: every cell to look at, in the order of the file."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    blocking = sum(cell.blocks for cell in cells)
    rows = [
        (f"{blocking:,} to mend, {len(cells) - blocking:,} to look at",),
        (about,),
        (),
        HEADER,
    ]
    for cell in cells:
        where = f"{get_column_letter(cell.column)}{cell.row}"
        must = "yes" if cell.blocks else ""
        rows.append((cell.sheet, where, cell.title, cell.text, must))
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            _write(sheet, number, place, text)
    sheet["A1"].font = Font(bold=True, size=14)
    for letter, width in zip("ABCDE", (24, 10, 28, 80, 18), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}4"].font = Font(bold=True)
    for number, cell in enumerate(cells, start=5):
        colour = BLOCKING if cell.blocks else REMARK
        sheet.cell(number, 2).fill = PatternFill("solid", fgColor=colour)
        sheet.cell(number, 4).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A5"


def _write(sheet: Any, row: int, column: int, text: str) -> Any:
    """Text is a text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"
    return cell


def _write_rows(
    to: BinaryIO, read: SheetsRead, sheets: Sequence[Sheet], cells: Sequence[MarkedCell]
) -> None:
    """The rows of a file of text as a workbook, marked; the list alone where there are many."""
    from openpyxl import Workbook

    source = sheets[0].source
    if _is_large(read, source):
        _write_list(to, cells)
        return
    book = Workbook()
    _summarise(book.active, cells, ABOUT)
    book.active.title = SUMMARY
    sheet = book.create_sheet("Copy")
    for number, row, _ in read.rows(source):
        for place, text in enumerate(row, start=1):
            if text:
                _write(sheet, number + (read.kind == "json"), place, text)
    for cell in cells:
        _put(sheet.cell(cell.row + (read.kind == "json"), cell.column), cell)
    book.save(to)


def _is_large(read: SheetsRead, source: ReadSheet) -> bool:
    """Whether there are more cells than a workbook should be made of; rows may be wider than the
    header, and a file of very many empty ones is large, too."""
    count = 0
    for _, row, _ in read.rows(source):
        count += len(row)
        if count > MOST_CELLS:
            return True
    return False


def _write_list(to: BinaryIO, cells: Sequence[MarkedCell]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = SUMMARY
    _summarise(book.active, cells, LISTED)
    book.save(to)


__all__ = ["Mark", "UnreadableFileError", "write_marked_copy"]

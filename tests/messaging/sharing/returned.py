"""Sheets as they come back: ours, changed as people and their programs change them."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from messaging.channels.registry import all_channels
from messaging.sharing.lines import Line
from messaging.sharing.read_back import read_sheet_back
from messaging.sharing.sheet_rows import ReadBack, SheetRow
from tests.messaging.sharing.test_workbook import make_line, saved

RSA_PARTS: dict[str, Any] = {
    "headlines": ["Sundays are yours", "Receipts, asked for", "Books by the third"],
    "descriptions": ["No more chasing.", "Close the month and go home."],
    "path1": "tea",
    "path2": "",
}


def rsa(**values: object) -> Line:
    usual: dict[str, object] = {
        "variant_id": 12,
        "key": "search-1",
        "channel": "google_rsa",
        "parts": RSA_PARTS,
        "pins": {"headlines": {"0": 1}},
        "revision": 3,
    }
    return make_line(**(usual | values))


def read(content: bytes, name: str = "copy.xlsx") -> ReadBack:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_sheet_back(Path(file.name), name, all_channels())


def rows_in(content: bytes, name: str = "copy.xlsx") -> list[SheetRow]:
    return list(read(content, name).rows)


def changed(
    change: Callable[[Any], object], *lines: Line, channels: tuple[str, ...] = ("web_hero",)
) -> bytes:
    """Our workbook of ``lines`` after ``change`` was done to it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(saved(*lines, channels=channels)))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def column(sheet: Any, title: str, header: int = 1) -> int:
    """The number (from 1) of the column whose title begins with ``title``."""
    titles = [str(cell.value or "") for cell in sheet[header]]
    return next(at for at, said in enumerate(titles, 1) if said.split(" (")[0] == title)


def put(sheet: Any, title: str, value: object, row: int = 2) -> None:
    sheet.cell(row, column(sheet, title)).value = value


def table(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()

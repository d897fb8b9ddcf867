"""A sheet that came back is read once, in a process that can do no harm.

As ``personas/listening/apart.py`` reads one table; a workbook of ours has many sheets. What is
told goes line by line into a file without a name, so that no more than the top of each sheet is
ever held.
"""

import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from messaging.sharing.sheet_cells import OpenFile, OpenSheet, SheetLine, open_sheets
from personas.listening.apart import CPU_SECONDS, MEMORY_BYTES, PATIENCE_SECONDS, is_harmless
from personas.listening.limited import REFUSED, TOO_MUCH, Limits, run_limited, tell
from personas.listening.tables import UnreadableFileError

HEAVY = (
    "Reading this file takes more than a sheet of copy ever needs. "
    "Copy only the rows you changed into a new workbook, or save it as CSV."
)
NOTHING = "There is nothing in this file: no row with words in it."
TOP_ROWS = 20
"""Rows in which the names of the columns are looked for."""
TOP_OF_OURS = 400
"""Of the sheet that says which sheet holds which channel."""
OURS = "cuppa workbook"
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from messaging.sharing import read_apart; "
CHILD += "import os; os._exit(read_apart.look(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))"


@dataclass(slots=True)
class ReadSheet:
    """What is known of a sheet: ``top`` are its first rows, ``start`` where its rows begin."""

    name: str
    is_hidden: bool
    start: int
    top: list[SheetLine] = field(default_factory=list)
    hidden_rows: int = 0
    merged: int = 0
    rows: int = 0


@dataclass(slots=True)
class SheetsRead:
    """``kind``: xlsx, csv, tsv or json. ``rows`` of a sheet may be asked for any time."""

    kind: str
    sheets: list[ReadSheet]
    file: IO[bytes]

    def rows(self, sheet: ReadSheet) -> Iterator[SheetLine]:
        self.file.seek(sheet.start)
        for _ in range(sheet.rows):
            yield _line(self.file.readline())

    def close(self) -> None:
        self.file.close()


def read_sheets(source: Path, file_name: str) -> SheetsRead:
    """UnreadableFileError says why it is refused."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as what was read
    kept = _Kept(target)
    try:
        with source.open("rb") as file:
            if is_harmless(file):
                _read_here(file, file_name, kept)
            else:
                _read_apart(file, file_name, kept)
        if not any(sheet.rows for sheet in kept.sheets):
            raise UnreadableFileError(NOTHING)
    except BaseException:
        target.close()
        raise
    target.flush()
    return SheetsRead(kept.kind, kept.sheets, target)


class _Kept:
    """Takes line by line what a reader tells."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.kind, self.refused = target, "", ""
        self.sheets: list[ReadSheet] = []
        self.is_whole = False
        self._at = 0

    def take(self, line: bytes) -> None:
        if not line.startswith(b"["):
            self._told(json.loads(line))
            return
        sheet = self.sheets[-1]
        if len(sheet.top) < (TOP_OF_OURS if _is_ours(sheet) else TOP_ROWS):
            sheet.top.append(_line(line))
        sheet.rows += 1
        self._at += self.target.write(line)

    def _told(self, told: dict[str, Any]) -> None:
        if "sheet" in told:
            self.sheets.append(ReadSheet(str(told["sheet"]), bool(told["hidden"]), self._at))
        elif "hidden_rows" in told:
            self.sheets[-1].hidden_rows = int(told["hidden_rows"])
            self.sheets[-1].merged = int(told["merged"])
        elif "refused" in told:
            self.refused = str(told["refused"])[:500]
        else:
            self.kind = str(told["kind"])
            self.is_whole = bool(told["whole"])


def _read_apart(file: IO[bytes], file_name: str, kept: _Kept) -> None:
    arguments = [file_name, str(CPU_SECONDS), str(MEMORY_BYTES)]
    try:
        ended = run_limited(file, CHILD, arguments, kept.take, PATIENCE_SECONDS)
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableFileError(HEAVY) from error
    if ended == REFUSED:
        raise UnreadableFileError(kept.refused or HEAVY)
    if ended or not kept.is_whole:
        raise UnreadableFileError(HEAVY)


def _read_here(file: IO[bytes], file_name: str, kept: _Kept) -> None:
    """A small text, without the half second that another process takes."""
    try:
        opened = open_sheets(file, file_name, lambda size: None)
        for line in _told(opened):
            kept.take(line)
    except (MemoryError, RecursionError) as error:
        raise UnreadableFileError(HEAVY) from error


def look(file_name: str, cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: gives the sheets of the file on standard input, and 0 if it could."""
    limits = Limits(cpu_seconds, memory_bytes)
    gc.disable()  # rows come and go one by one
    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            out.writelines(_told(open_sheets(file, file_name, limits.allow)))
            out.flush()
    except UnreadableFileError as error:
        tell(out, {"refused": str(error)})
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    return 0


def _told(opened: OpenFile) -> Iterator[bytes]:
    yield _said(kind=opened.kind, whole=False)
    for sheet in opened.sheets:
        yield _said(sheet=sheet.name, hidden=sheet.is_hidden)
        yield from map(_as_line, sheet.rows)
        yield from _after(sheet)
    yield _said(kind=opened.kind, whole=True)


def _after(sheet: OpenSheet) -> Iterator[bytes]:
    if sheet.marks is not None:
        sheet.marks.finish()
    yield _said(hidden_rows=sheet.hidden_rows, merged=sheet.merged)


def _said(**told: object) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _as_line(row: SheetLine) -> bytes:
    number, cells, marks = row
    pairs = [[place, kind] for place, kind in marks.items()]
    return orjson.dumps((number, cells, pairs), option=orjson.OPT_APPEND_NEWLINE)


def _line(line: bytes) -> SheetLine:
    number, cells, pairs = orjson.loads(line)
    return number, cells, dict(pairs)


def _is_ours(sheet: ReadSheet) -> bool:
    return bool(sheet.top and sheet.top[0][1][:1] == [OURS])

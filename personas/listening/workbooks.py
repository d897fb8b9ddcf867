"""Workbooks (XLSX), looked through before they are opened.

A workbook is a zip of XML. Its reader would unpack whatever it is given and hold a sheet as one
full rectangle, so size, member count, the reach of the cells and document type declarations are
checked on the packed file first.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from itertools import islice

from personas.listening.constants import (
    MAX_COLUMNS,
    MAX_MEMBERS,
    MAX_ROWS,
    MAX_SHEET_CELLS,
    MAX_SHEET_ROWS,
    MAX_UNPACKED_BYTES,
)
from personas.listening.delimited import too_many_rows
from personas.listening.tables import Row, UnreadableFileError

ZIP_MAGIC = b"PK\x03\x04"
OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ATTRIBUTES = rb"""((?:\s+[^\s=>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*/?>"""
ROW_TAG = re.compile(rb"<(?:[^\s<>/]+:)?row(?=[\s/>])" + ATTRIBUTES)
CELL_TAG = re.compile(rb"<(?:[^\s<>/]+:)?c(?=[\s/>])" + ATTRIBUTES)
ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*(\d+)""")
CELL_NAME = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
LOCAL_HEADER_BYTES = 30
LOCKED = "This workbook is protected by a password. Save it without one and upload that."
DAMAGED = "This workbook is damaged. Open it, save it again as XLSX, and upload that."

Cell = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(content: bytes) -> tuple[Row, ...]:
    """The rows of the first sheet that holds any; UnreadableFileError says why it is refused."""
    _look_through(content)
    import python_calamine  # loads a native library, and only imports need it

    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for name in workbook.sheet_names:
            rows = _rows(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            if rows:
                return rows
    except python_calamine.PasswordError as error:
        raise UnreadableFileError(LOCKED) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(DAMAGED) from error
    return ()


def refuse_old_office(content: bytes) -> None:
    """UnreadableFileError for the formats before XLSX, encrypted workbooks among them."""
    if not content.startswith(OLD_OFFICE_MAGIC):
        return
    if ENCRYPTED_PACKAGE in content:
        raise UnreadableFileError(LOCKED)
    raise UnreadableFileError("This is the old Excel format. Save it as XLSX and upload that.")


def _rows(sheet: list[list[Cell]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, record in enumerate(sheet, start=1):
        cells = tuple(_text(cell) for cell in record)
        if not any(cells):
            continue
        last = max(index for index, cell in enumerate(cells) if cell)
        if last >= MAX_COLUMNS:
            raise UnreadableFileError(
                f"Row {number} reaches column {last + 1}; {MAX_COLUMNS} columns is the most we "
                "read. Delete what lies to the right of your table."
            )
        rows.append(Row(number, cells[: last + 1]))
        if len(rows) > MAX_ROWS + 1:
            raise too_many_rows()
    return tuple(rows)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def _look_through(content: bytes) -> None:
    """UnreadableFileError unless the file is a plain workbook of a harmless size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(DAMAGED) from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise UnreadableFileError(
            "This file is no Excel workbook, whatever its name says. Save it as XLSX or CSV."
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableFileError("This workbook has macros. Save it as XLSX without macros.")
    if len(members) > MAX_MEMBERS:
        raise UnreadableFileError(
            f"This workbook has {len(members):,} parts inside, which no table of quotes needs. "
            "Copy the table into a new workbook."
        )
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise _too_large()
    _check_members(content, members)


def _check_members(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    room = MAX_UNPACKED_BYTES
    for member in members:
        if member.flag_bits & 0x1:
            raise UnreadableFileError(LOCKED)
        unpacked = _unpack(content, member, room)
        room -= len(unpacked)
        if member.filename.endswith((".xml", ".rels")):
            if b"<!DOCTYPE" in unpacked or b"<!ENTITY" in unpacked:
                raise UnreadableFileError(
                    "This workbook contains document type declarations, which Excel never writes. "
                    "Copy the table into a new workbook."
                )
            _check_reach(unpacked)


def _unpack(content: bytes, member: zipfile.ZipInfo, room: int) -> bytes:
    """What a member really unpacks to: the size that a zip declares may be a lie."""
    start = member.header_offset
    header = content[start : start + LOCAL_HEADER_BYTES]
    if len(header) < LOCAL_HEADER_BYTES:
        raise UnreadableFileError(DAMAGED)
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    start += LOCAL_HEADER_BYTES + name_length + extra_length
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        try:
            unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, room + 1)
        except zlib.error as error:
            raise UnreadableFileError(DAMAGED) from error
    else:
        raise UnreadableFileError(DAMAGED)
    if len(unpacked) > room:
        raise _too_large()
    return unpacked


def _check_reach(xml: bytes) -> None:
    """UnreadableFileError if cells lie so far apart that the rectangle around them is huge."""
    last_row = last_column = most_unnamed = 0
    rows = list(islice(ROW_TAG.finditer(xml), MAX_SHEET_ROWS + 1))
    if len(rows) > MAX_SHEET_ROWS:
        raise UnreadableFileError(
            f"A sheet of this workbook has more than {MAX_SHEET_ROWS:,} rows, most of them "
            "probably empty. Copy only the table into a new workbook."
        )
    for index, row in enumerate(rows):
        end = rows[index + 1].start() if index + 1 < len(rows) else len(xml)
        number = ROW_NUMBER.search(row[1])
        # Rows and cells that do not say where they are come after the one before.
        last_row = max(last_row, int(number[1][:9])) if number else last_row + 1
        unnamed = 0
        for attributes in CELL_TAG.findall(xml, row.end(), end):
            name = CELL_NAME.search(attributes)
            if name is None:
                unnamed += 1
                continue
            last_row = max(last_row, int(name[2][:9]))
            last_column = max(last_column, _column_number(name[1][:5]))
        most_unnamed = max(most_unnamed, unnamed)
    last_column += most_unnamed
    if last_row * last_column > MAX_SHEET_CELLS:
        raise UnreadableFileError(
            f"A sheet of this workbook reaches to row {last_row:,}, column {last_column:,}. "
            "Copy only the table into a new workbook."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large() -> UnreadableFileError:
    return UnreadableFileError(
        f"Unpacked, this workbook is larger than {MAX_UNPACKED_BYTES // 2**20} MB. "
        "Copy only the table into a new workbook, or save it as CSV."
    )

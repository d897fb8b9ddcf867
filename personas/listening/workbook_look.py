"""A workbook (XLSX) is looked through before it is opened.

It is a zip of XML. Its reader would unpack whatever it is given and hold a sheet as one full
rectangle, so size, number of parts, reach of the cells and document type declarations are checked
on the packed file first, piece by piece and never unpacked as a whole.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from personas.listening.constants import MAX_MEMBERS, MAX_UNPACKED_BYTES
from personas.listening.sheet_reach import Reach
from personas.listening.tables import UnreadableFileError

ZIP_MAGIC = b"PK\x03\x04"
OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
LOCAL_HEADER_BYTES = 30
DIRECTORY_END = b"PK\x05\x06"
DIRECTORY_END_BYTES = 22
LONGEST_COMMENT = 65_535
LONGEST_ENTRY = 600
"""Bytes of a part's entry in the directory: its name is a path of Excel's, and not long."""
PIECE = 1024 * 1024
PACKED_PIECE = 64 * 1024
XML = (".xml", ".rels")
LOCKED = "This workbook is protected by a password. Save it without one and upload that."
DAMAGED = "This workbook is damaged. Open it, save it again as XLSX, and upload that."
DECLARED = (
    "This workbook contains document type declarations, which Excel never writes. "
    "Copy the table into a new workbook."
)
TOO_LARGE = (
    f"Unpacked, this workbook is larger than {MAX_UNPACKED_BYTES // 2**20} MB. "
    "Copy only the table into a new workbook, or save it as CSV."
)
LINKED = (
    "This workbook takes values from other files. Copy the table into a new workbook as values "
    "only, and upload that."
)


def look_through(file: IO[bytes]) -> int:
    """UnreadableFileError unless it is a plain workbook of a harmless size.

    Gives the bytes it unpacks to.
    """
    members = members_of(file)
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise UnreadableFileError(
            "This file is no Excel workbook, whatever its name says. Save it as XLSX or CSV."
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFileError("This workbook has macros. Save it as XLSX without macros.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise UnreadableFileError(LINKED)
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFileError(LOCKED)
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(TOO_LARGE)
    room = MAX_UNPACKED_BYTES
    for member in members:
        reach = Reach() if member.filename.endswith(XML) else None
        for piece in pieces_of(file, member):
            room -= len(piece)
            if room < 0:
                raise UnreadableFileError(TOO_LARGE)
            if reach is not None:
                check_piece(piece)
                reach.see(piece)
        if reach is not None:
            reach.judge()
    return MAX_UNPACKED_BYTES - room


def refuse_old_office(file: IO[bytes]) -> None:
    """UnreadableFileError for the formats before XLSX, encrypted workbooks among them."""
    file.seek(0)
    if file.read(len(OLD_OFFICE_MAGIC)) == OLD_OFFICE_MAGIC:
        if ENCRYPTED_PACKAGE in file.read(PIECE * 8):
            raise UnreadableFileError(LOCKED)
        raise UnreadableFileError("This is the old Excel format. Save it as XLSX and upload that.")
    file.seek(0)


def members_of(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """The parts of a zip; UnreadableFileError if it is damaged or has too many."""
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(DAMAGED) from error


def _check_directory(file: IO[bytes]) -> None:
    """Before it is read: a directory of 100,000 parts takes long to read."""
    length = file.seek(0, 2)
    tail_bytes = min(length, DIRECTORY_END_BYTES + LONGEST_COMMENT)
    file.seek(length - tail_bytes)
    tail = file.read(tail_bytes)
    at = tail.rfind(DIRECTORY_END)
    if at < 0 or len(tail) - at < DIRECTORY_END_BYTES:
        raise UnreadableFileError(DAMAGED)
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if count > MAX_MEMBERS or size > MAX_MEMBERS * LONGEST_ENTRY:
        raise UnreadableFileError(
            f"This workbook has more than {MAX_MEMBERS:,} parts inside, which no table needs. "
            "Copy the table into a new workbook."
        )


def pieces_of(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member really unpacks to: the size that a zip declares may be a lie."""
    if member.header_offset < 0:  # what is damaged may say so
        raise UnreadableFileError(DAMAGED)
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER_BYTES)
    if len(header) < LOCAL_HEADER_BYTES or not header.startswith(ZIP_MAGIC):
        raise UnreadableFileError(DAMAGED)
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    file.seek(name_length + extra_length, 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while left > 0 and (packed := file.read(min(PACKED_PIECE, left))):
                left -= len(packed)
                while packed:
                    if piece := unpacker.decompress(packed, PIECE):
                        yield piece
                    packed = unpacker.unconsumed_tail
                if unpacker.eof:
                    break
            yield unpacker.flush()
        except zlib.error as error:
            raise UnreadableFileError(DAMAGED) from error
    else:
        raise UnreadableFileError(DAMAGED)


def check_piece(piece: bytes, reason: str = DECLARED) -> None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise UnreadableFileError(reason)

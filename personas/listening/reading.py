"""From the bytes of a file, or from pasted text, to a table of cells.

What a file is, is told by its first bytes; only plain text is told apart by its name: lines of
quotes or of talk (.txt) or a table (anything else).
"""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import IO

from personas.listening.date_order import DateOrder
from personas.listening.delimited import delimited_rows, text_lines
from personas.listening.headers import split_header
from personas.listening.json_rows import json_document, json_kind, json_lines
from personas.listening.known_columns import is_header, recognise
from personas.listening.pastes import paste_rows
from personas.listening.subtitles import looks_like_subtitles
from personas.listening.tables import FileFacts, Opened, Row, Table, UnreadableFileError
from personas.listening.text_encodings import tell_encoding
from personas.listening.transcript_docx import document_lines, is_document, look_through_document
from personas.listening.transcripts import open_transcript
from personas.listening.workbook_look import ZIP_MAGIC, look_through, refuse_old_office
from personas.listening.workbooks import open_workbook

Allow = Callable[[int], None]
PASTE_SUFFIX = (".txt", ".md", ".vtt", ".srt")
TALK_SUFFIXES = PASTE_SUFFIX
PICTURES_AND_PAGES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")
# Rows from which the width of a table without header is told, and which columns hold dates.
ROWS_LOOKED_AT = 1_000
RECOGNISED_BY = 40
LINES_LOOKED_AT = 50
DOCUMENT_LINES_LOOKED_AT = 200
TALK_TAKES = 6
"""Times the work of a table of the same size: its lines are gone through twice, word by word."""
BYTES_LOOKED_AT = 64 * 1024


class Reading:
    """A file that is being read: ``facts`` are whole once the last row has gone by."""

    def __init__(self, facts: FileFacts, first: list[Row], rest: Iterator[Row]) -> None:
        self.facts = facts
        self._dates = DateOrder(first)
        self._rows = self._dates.watch(chain(first, rest))

    def rows(self) -> Iterator[Row]:
        count = 0
        for row in self._rows:
            count += 1
            yield row
        months = tuple(sorted(self._dates.month_first))
        self.facts = replace(self.facts, rows=count, month_first=months)


def begin_to_read(
    file: IO[bytes],
    file_name: str,
    allow: Allow = lambda size: None,
    *,
    is_whole: bool = False,
) -> Reading:
    """UnreadableFileError with a reason a person can act on, now or while rows are read.

    ``allow`` is told how many bytes an honest file holds, unpacked, before they are read. With
    ``is_whole`` nothing is taken for a header.
    """
    opened = open_file(file, file_name, allow)
    rest = iter(opened.rows)
    first = list(islice(rest, ROWS_LOOKED_AT))
    header = opened.header
    if not header and not is_whole:
        header, first = split_header(first)
    if not first:
        raise UnreadableFileError("There is nothing to import here: no row with words in it.")
    known = recognise(header, first[:RECOGNISED_BY])
    facts = FileFacts(
        header=header,
        rows=0,
        kind=opened.kind,
        recognised=known.key if known else "",
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        sheet=opened.sheet,
    )
    return Reading(facts, first, rest)


def read_table(content: bytes, file_name: str) -> Table:
    """A small file as a whole; UnreadableFileError with a reason a person can act on."""
    reading = begin_to_read(io.BytesIO(content), file_name)
    return Table(reading.facts.header, tuple(reading.rows()))


def open_file(file: IO[bytes], file_name: str, allow: Allow) -> Opened:
    """Begin to read; ``file`` must stay open until the last row was read."""
    refuse_old_office(file)
    start = file.read(8)
    if start.startswith(ZIP_MAGIC):
        if is_document(file):
            allow(look_through_document(file) * TALK_TAKES)
            return _open_document(file, file_name)
        allow(look_through(file))
        return open_workbook(file)
    if start.startswith(PICTURES_AND_PAGES):
        raise UnreadableFileError(
            "This is no spreadsheet. Copy the quotes out of it and paste them, one a line."
        )
    allow(file.seek(0, io.SEEK_END))
    file.seek(0)
    encoding = tell_encoding(file)
    return replace(_open_text(file, file_name.lower(), encoding, allow), encoding=encoding)


def _open_text(file: IO[bytes], file_name: str, encoding: str, allow: Allow) -> Opened:
    def lines() -> Iterator[str]:
        file.seek(0)
        return text_lines(file, encoding)

    kind = json_kind(_begins(file, encoding), file_name)
    if kind == "jsonl":
        return json_lines(lines)
    if kind == "json":
        file.seek(0)
        return json_document(file.read(), encoding)
    sample = list(islice((line for line in lines() if line.strip()), LINES_LOOKED_AT))
    if file_name.endswith(TALK_SUFFIXES) or looks_like_subtitles(sample):
        allow(file.seek(0, io.SEEK_END) * TALK_TAKES)
        looked_at = list(islice(lines(), DOCUMENT_LINES_LOOKED_AT))
        if told := open_transcript(lines, looked_at, file_name):
            return told
    if file_name.endswith(PASTE_SUFFIX) and not _are_cells(sample):
        return Opened(paste_rows(lines), "paste")
    delimiter, rows = delimited_rows(lines())
    return Opened(rows, "csv", delimiter=delimiter)


def _open_document(file: IO[bytes], file_name: str) -> Opened:
    """A transcript, or else quotes: a paragraph each."""

    def lines() -> Iterator[str]:
        return document_lines(file)

    sample = list(islice(lines(), DOCUMENT_LINES_LOOKED_AT))
    told = open_transcript(lines, sample, file_name)
    return told or Opened(paste_rows(lines), "paste")


def _begins(file: IO[bytes], encoding: str) -> str:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(file.read(BYTES_LOOKED_AT)).lstrip("\ufeff \t\r\n")


def _are_cells(sample: Iterable[str]) -> bool:
    """Were these lines copied from a spreadsheet?"""
    first, *rest = [line.rstrip("\r\n") for line in sample] or [""]
    cells = first.split("\t")
    return len(cells) > 1 and (is_header(cells) or any("\t" in line for line in rest))

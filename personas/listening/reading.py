"""From the bytes of a file, or from pasted text, to a table of cells."""

from collections.abc import Iterator
from typing import IO

from personas.listening.constants import LINES_A_QUOTE, MAX_ROWS
from personas.listening.delimited import decode, read_delimited, too_many_rows
from personas.listening.known_columns import (
    SAMPLE_ROWS,
    is_header,
    month_first_columns,
    recognise,
    table_of,
)
from personas.listening.pastes import read_paste
from personas.listening.tables import FileFacts, Row, Table, UnreadableFileError
from personas.listening.workbooks import ZIP_MAGIC, read_workbook, refuse_old_office

PASTE_SUFFIX = ".txt"
PICTURES_AND_PAGES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")


def read_table(content: bytes, file_name: str) -> Table:
    """The table in a file; UnreadableFileError with a reason a person can act on.

    What the file is, is told by its first bytes; only plain text is told apart by its name: lines
    of quotes (.txt) or a table (anything else).
    """
    rows = _rows(content, file_name)
    table = table_of(rows)
    if not table.rows:
        raise UnreadableFileError("There is nothing to import here: no row with words in it.")
    return table


def read_facts_and_rows(file: IO[bytes], file_name: str) -> tuple[FileFacts, Iterator[Row]]:
    """What can be told of a file before its last row, and its rows as they come."""
    table = read_table(file.read(), file_name)
    sample = table.rows[:SAMPLE_ROWS]
    known = recognise(table.header, sample)
    facts = FileFacts(
        header=table.header,
        rows=len(table.rows),
        kind="csv",
        recognised=known.key if known else "",
        month_first=month_first_columns(table.rows, len(table.header)),
    )
    return facts, iter(table.rows)


def _rows(content: bytes, file_name: str) -> tuple[Row, ...]:
    refuse_old_office(content)
    if content.startswith(ZIP_MAGIC):
        return read_workbook(content)
    if content.startswith(PICTURES_AND_PAGES):
        raise UnreadableFileError(
            "This is no spreadsheet. Copy the quotes out of it and paste them, one a line."
        )
    text = decode(content)
    if not file_name.lower().endswith(PASTE_SUFFIX):
        return read_delimited(text)
    return _read_lines(text)


def _read_lines(text: str) -> tuple[Row, ...]:
    """Pasted lines, unless they are cells copied from a spreadsheet."""
    if text.count("\n") > LINES_A_QUOTE * MAX_ROWS:
        raise too_many_rows()  # before the work of telling quotes apart
    first, _, rest = text.lstrip("\r\n").partition("\n")
    cells = first.strip("\r").split("\t")
    if len(cells) > 1 and (is_header(cells) or "\t" in rest):
        return read_delimited(text)
    return read_paste(text)

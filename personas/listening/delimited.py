"""Text files of cells: CSV and TSV in the encodings and with the delimiters people have."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import IO

from personas.listening.constants import LONGEST_CELL, LONGEST_LINE, MAX_COLUMNS, MAX_ROWS
from personas.listening.known_columns import is_header
from personas.listening.tables import Row, UnreadableFileError
from workspaces.cells import plain_cell

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
SAMPLE_LINES = 50
# A file whose rows mostly disagree with its first row about the delimiter has none.
AGREEMENT = 0.5
# Lines above a table: titles and dates of a report. Below them nearly all rows must agree.
MOST_ABOVE = 8
LEAST_TABLE = 3
SURELY = 0.9
# A first line that tells spreadsheets the delimiter.
TOLD = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)


def text_lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text file with their ends, whichever of the three kinds they are."""
    errors = "replace" if encoding.startswith(("cp", "iso")) else "strict"
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    first = True
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise UnreadableFileError(
                    f"One line of this file is longer than {LONGEST_LINE:,} characters, which no "
                    "table has. Export it again, a row a line."
                )
            if "\x00" in line:
                raise UnreadableFileError(
                    "This is no text and no spreadsheet we can read. Save it as CSV or XLSX first."
                )
            yield line.removeprefix("\ufeff") if first else line
            first = False
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            "This file starts like UTF-16 text but is damaged. Export it again, as CSV in UTF-8."
        ) from error
    finally:
        if not file.closed:
            text.detach()


def plain_text(cell: str) -> str:
    """Without what we or others put before a cell so that it is no formula."""
    return plain_cell(cell).strip() if "'" in cell else cell.strip()


def delimited_rows(
    lines: Iterable[str], text: Callable[[str], str] = plain_text
) -> tuple[str, Iterator[Row]]:
    """The delimiter (empty if there is none), and the rows that hold anything.

    ``text`` makes of a cell what is kept of it.
    """
    rest = iter(lines)
    sample = list(islice(rest, SAMPLE_LINES * 4))
    told = TOLD.fullmatch(sample[0]) if sample else None
    if told:
        delimiter, numbered_from = told[1], 2
        sample = sample[1:]
    else:
        delimiter, numbered_from = sniff_delimiter(sample), 1
    shown = "" if delimiter == NO_DELIMITER else delimiter
    return shown, _rows(chain(sample, rest), delimiter, numbered_from, text)


def _rows(
    lines: Iterable[str], delimiter: str, numbered_from: int, text: Callable[[str], str]
) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    records = csv.reader(lines, delimiter=delimiter)
    number = count = 0
    try:
        for number, record in enumerate(records, start=numbered_from):
            cells = tuple([text(cell) for cell in record])
            if not any(cells):
                continue
            if len(cells) > MAX_COLUMNS:
                if any(cells[MAX_COLUMNS:]):
                    raise too_many_columns(number, len(cells))
                cells = cells[:MAX_COLUMNS]
            count += 1
            if count > MAX_ROWS + 1:
                raise too_many_rows()
            yield Row(number, cells)
    except csv.Error as error:
        raise UnreadableFileError(
            "One cell of this file never ends. A quotation mark that opens it is probably not "
            f"closed: look near row {number + 1}."
        ) from error


def read_delimited(text: str) -> tuple[Row, ...]:
    """All rows of a text at once."""
    return tuple(delimited_rows(io.StringIO(text, newline=""))[1])


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        f"This file has more than {MAX_ROWS:,} rows. Split it and import the parts one by one."
    )


def too_many_columns(number: int, columns: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"Row {number} has {columns:,} columns; {MAX_COLUMNS} is the most we read. "
        "Delete what lies to the right of your table."
    )


def sniff_delimiter(lines: Iterable[str]) -> str:
    """The delimiter on which most rows agree with the first, or none at all.

    Lines above the table, such as the title of a report, have no say where all that follows agrees.
    """
    sample = [line for line in lines if line.strip()][:SAMPLE_LINES]
    best, best_score = NO_DELIMITER, (AGREEMENT, 0)
    for delimiter in DELIMITERS:
        records = _records(sample, delimiter)
        records = records[_lines_above(records) :]
        width = len(records[0]) if records else 0
        if width < 2:
            continue
        agreement = sum(1 for record in records if len(record) == width) / len(records)
        if (agreement, width) > best_score:
            best, best_score = delimiter, (agreement, width)
    return best


def _lines_above(records: list[list[str]]) -> int:
    """How many lines stand above a table; 0 unless all the others make a table without doubt."""
    widths = [len(record) for record in records]
    width, many = Counter(widths).most_common(1)[0] if widths else (0, 0)
    if width < 2 or many < LEAST_TABLE:
        return 0
    above = widths.index(width)
    table = widths[above:]
    if above > MOST_ABOVE or is_header(records[0]) or not is_header(records[above]):
        return 0
    return above if table.count(width) >= SURELY * len(table) else 0


def _records(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return [record for record in csv.reader(lines, delimiter=delimiter) if record]
    except csv.Error:
        return []

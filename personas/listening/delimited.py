"""Text files of cells: CSV and TSV in the encodings and with the delimiters people have."""

import csv
import io
from collections.abc import Iterator

from personas.listening.constants import LONGEST_LINE, MAX_COLUMNS, MAX_ROWS
from personas.listening.tables import Row, UnreadableFileError
from workspaces.cells import plain_cell

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
SAMPLE_LINES = 50
# A file whose rows mostly disagree with its first row about the delimiter has none.
AGREEMENT = 0.5
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; UnreadableFileError if it is none."""
    encoding = _encoding(content)
    try:
        text = content.decode(encoding, errors="strict" if encoding != "cp1252" else "replace")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            "This file starts like UTF-16 text but is damaged. Export it again, as CSV in UTF-8."
        ) from error
    if "\x00" in text:
        raise UnreadableFileError(
            "This is no text and no spreadsheet we can read. Save it as CSV or XLSX first."
        )
    return text.removeprefix("\ufeff")


def _encoding(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:2000]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_delimited(text: str) -> tuple[Row, ...]:
    """The rows that hold anything, with their numbers."""
    _refuse_endless_line(text)
    delimiter = sniff_delimiter(text)
    rows: list[Row] = []
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, record in enumerate(records, start=1):
            cells = tuple(plain_cell(cell).strip() for cell in record)
            if not any(cells):
                continue
            if len(cells) > MAX_COLUMNS:
                raise UnreadableFileError(
                    f"Row {number} has {len(cells)} columns; {MAX_COLUMNS} is the most we read."
                )
            rows.append(Row(number, cells))
            if len(rows) > MAX_ROWS + 1:
                raise too_many_rows()
    except csv.Error as error:
        raise UnreadableFileError(
            "One cell of this file never ends. A quotation mark that opens it is probably not "
            "closed: look near row " + str(len(rows) + 1) + "."
        ) from error
    return tuple(rows)


def _refuse_endless_line(text: str) -> None:
    """Before it is cut into millions of cells."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = max(text.rfind(mark, start, start + LONGEST_LINE) for mark in "\r\n")
        if end < start:
            raise UnreadableFileError(
                f"One line of this file is longer than {LONGEST_LINE:,} characters, which no "
                "table of quotes has. Export it again, a row a line."
            )
        start = end + 1


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        f"This file has more than {MAX_ROWS:,} rows. Split it and import the parts one by one."
    )


def sniff_delimiter(text: str) -> str:
    """The delimiter on which the first row and most of the others agree, or none at all."""
    lines = [line for line in _lines(text) if line.strip()][:SAMPLE_LINES]
    best, best_score = NO_DELIMITER, (AGREEMENT, 0)
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        if not widths or widths[0] < 2:
            continue
        agreement = sum(1 for width in widths if width == widths[0]) / len(widths)
        if (agreement, widths[0]) > best_score:
            best, best_score = delimiter, (agreement, widths[0])
    return best


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text)):
        if number >= SAMPLE_LINES * 4:
            return
        yield line


def _widths(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [
            len(record) for record in csv.reader(io.StringIO("".join(lines)), delimiter=delimiter)
        ]
    except csv.Error:
        return []

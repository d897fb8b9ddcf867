"""A text file of cells in which single cells are written anew, and every other byte stays.  [pure]

The text is decoded so that encoding gives the same bytes again, which is checked; then the places
of all cells are found, and a new text is put into the place of an old one. Quotation marks around
what is not touched, line ends, blank lines and whatever stands above the header stay as they are.
"""

import codecs
import io
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from personas.listening.delimited import NO_DELIMITER, sniff_delimiter
from personas.listening.tables import UnreadableFileError
from personas.listening.text_encodings import tell_encoding

MARKS = {
    "utf-8-sig": (codecs.BOM_UTF8, "utf-8"),
    "utf-16": (codecs.BOM_UTF16_LE, "utf-16-le"),
}
SAMPLE_CHARACTERS = 64 * 1024
MOST_CELLS, MOST_ROWS = 1_200_000, 25_000
"""More than is ever filled: where a file has more, the rest is not looked for."""
TOLD = re.compile(r"sep=([,;|\t])", re.IGNORECASE)
QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
LINE_END = re.compile(r"\r\n|\r|\n")
CHANGED_BY_READING = "This file is damaged: what we read of it would not give the same file again."
NEVER_ENDS = (
    "One cell of this file never ends. A quotation mark that opens it is probably not closed: "
    "look near row {row}."
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """``rows`` holds for each row where it begins and where each of its cells ends."""

    mark: bytes
    encoding: str
    text: str
    delimiter: str
    rows: Sequence["array[int]"]
    line_end: str

    def width(self, row: int) -> int:
        return len(self.rows[row]) - 1

    def as_written(self, row: int, column: int) -> str:
        """The cell as it stands there, quotation marks and all."""
        places = self.rows[row]
        start = places[column] + 1 if column else places[0]
        return self.text[start : places[column + 1]]

    def value(self, row: int, column: int) -> str:
        """What the cell says; empty where the row has no such cell."""
        return unquoted(self.as_written(row, column)) if column < self.width(row) else ""

    def values(self, row: int) -> tuple[str, ...]:
        return tuple(self.value(row, column) for column in range(self.width(row)))

    def cannot_hold(self, value: str) -> str:
        """The characters of ``value`` that the file's encoding lacks; empty where it has all."""
        if _can_encode(value, self.encoding):
            return ""
        lacking = dict.fromkeys(c for c in value if not _can_encode(c, self.encoding))
        return "".join(lacking)


def open_text(raw: bytes, like: TextFile | None = None) -> TextFile:
    """Find the cells of ``raw``. UnreadableFileError says why a file cannot be taken.

    With ``like`` it is read in the encoding and with the delimiter of that one.
    """
    mark, encoding = (like.mark, like.encoding) if like else _encoding_of(raw)
    try:
        text = raw[len(mark) :].decode(encoding, _errors(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableFileError(CHANGED_BY_READING) from error
    if "\x00" in text:
        raise UnreadableFileError("This is no text and no spreadsheet. Save it as CSV or XLSX.")
    if _encoded(mark, encoding, text) != raw:
        raise UnreadableFileError(CHANGED_BY_READING)
    delimiter = like.delimiter if like else _delimiter_of(text)
    found = LINE_END.search(text)
    rows = _places(text, delimiter)
    return TextFile(mark, encoding, text, delimiter, rows, found[0] if found else "\r\n")


def filled(
    file: TextFile,
    cells: Mapping[tuple[int, int], str],
    added: Iterable[Sequence[str]] = (),
) -> bytes:
    """The file with ``cells`` (row, column from 0) written anew and rows ``added`` at its end.

    A row that ends before a cell gets the cells between them, empty. UnicodeEncodeError where the
    encoding lacks a character: ask ``cannot_hold`` before.
    """
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), value in cells.items():
        by_row.setdefault(row, {})[column] = value
    pieces: list[str] = []
    done = 0
    for row in sorted(by_row):
        places = file.rows[row]
        for column in sorted(by_row[row]):
            written = by_row[row][column]
            if column < file.width(row):
                old = file.as_written(row, column)
                pieces.append(file.text[done : places[column + 1] - len(old)])
                pieces.append(quoted(written, file.delimiter, always=old.startswith('"')))
                done = places[column + 1]
                continue
            pieces.append(file.text[done : places[-1]])
            done = places[-1]
            width = max([file.width(row), *(c + 1 for c in by_row[row] if c < column)])
            pieces.append(file.delimiter * (column - width + 1))
            pieces.append(quoted(written, file.delimiter))
    pieces.append(file.text[done:])
    pieces.extend(_added(file, added))
    return _strictly(file, "".join(pieces))


def quoted(value: str, delimiter: str, *, always: bool = False) -> str:
    """``value`` as a cell: in quotation marks where it needs them, or the old cell had them."""
    needs = (
        always or value != value.strip() or any(c in value for c in (delimiter, '"', "\r", "\n"))
    )
    return '"' + value.replace('"', '""') + '"' if needs else value


def unquoted(raw: str) -> str:
    """What a cell says; what stands behind its closing mark belongs to it, as others read it."""
    head = QUOTED.match(raw)
    return head[1].replace('""', '"') + raw[head.end() :] if head else raw


def _added(file: TextFile, rows: Iterable[Sequence[str]]) -> Iterable[str]:
    ends = file.text.endswith(("\r", "\n"))
    for cells in rows:
        line = file.delimiter.join(quoted(cell, file.delimiter) for cell in cells)
        yield f"{line}{file.line_end}" if ends else f"{file.line_end}{line}"


def _encoding_of(raw: bytes) -> tuple[bytes, str]:
    told = tell_encoding(io.BytesIO(raw))
    if raw.startswith(codecs.BOM_UTF16_BE):
        return codecs.BOM_UTF16_BE, "utf-16-be"
    return MARKS.get(told, (b"", told))


def _errors(encoding: str) -> str:
    # Bytes that mean nothing are carried along, and come out as they went in.
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"


def _encoded(mark: bytes, encoding: str, text: str) -> bytes:
    try:
        return mark + text.encode(encoding, _errors(encoding))
    except UnicodeEncodeError as error:
        raise UnreadableFileError(CHANGED_BY_READING) from error


def _strictly(file: TextFile, text: str) -> bytes:
    return file.mark + text.encode(file.encoding, _errors(file.encoding))


def _can_encode(value: str, encoding: str) -> bool:
    try:
        value.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _delimiter_of(text: str) -> str:
    first, *_ = LINE_END.split(text[:200], maxsplit=1)
    if told := TOLD.fullmatch(first):
        return told[1]
    found = sniff_delimiter(_lines(text[:SAMPLE_CHARACTERS]))
    return "," if found == NO_DELIMITER else found


def _lines(text: str) -> Iterable[str]:
    start = 0
    for end in LINE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    plain = rf"[^{mark}\r\n]"
    return re.compile(rf'(?:"[^"]*+(?:""[^"]*+)*+"{plain}*+|(?!"){plain}*+)({mark}|\r\n|\r|\n|\Z)')


def _places(text: str, delimiter: str) -> list["array[int]"]:
    pattern = _cell_pattern(delimiter)
    rows: list[array[int]] = []
    row = array("q", [0])
    position = count = 0
    while True:
        match = pattern.match(text, position)
        if match is None:
            raise UnreadableFileError(NEVER_ENDS.format(row=len(rows) + 1))
        count += 1
        if count > MOST_CELLS:
            raise UnreadableFileError(f"This file has more than {MOST_CELLS:,} cells. Split it.")
        row.append(match.start(1))
        position = match.end()
        if match[1] == delimiter:
            continue
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise UnreadableFileError(f"This file has more than {MOST_ROWS:,} rows. Split it.")
        if not match[1] or position == len(text):
            break
        row = array("q", [position])
    return rows

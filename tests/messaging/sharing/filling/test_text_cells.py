"""A text file comes back byte for byte but for the cells that were written."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.sharing.filling.text_cells import TextFile, filled, open_text, quoted, unquoted
from personas.listening.tables import UnreadableFileError

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252")
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
LETTERS = "abcXYZ 019'\"\n,;\t=+-@"
CELLS = {
    # In which of the old encodings a file is written is told by its letters: random ones may
    # mislead, which harms no byte.
    encoding: st.text(LETTERS + ("" if encoding == "cp1252" else "éß☕"), max_size=12)
    for encoding in ENCODINGS
}
HEADER = ["Ad Name", "Title", "Body", "Größe"]


def encoded(text: str, encoding: str) -> bytes:
    return MARKS.get(encoding, b"") + text.encode(encoding)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[list[str]]]:
    """A file of any usual dialect, with what its cells say."""
    encoding = draw(st.sampled_from(ENCODINGS))
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    line_end = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    all_quoted = draw(st.booleans())
    cells = st.lists(CELLS[encoding], min_size=4, max_size=4)
    rows = draw(st.lists(cells, min_size=3, max_size=6))
    rows = [[str(number), *row[1:]] for number, row in enumerate(rows)]

    def cell(said: str) -> str:
        needs = all_quoted or any(sign in said for sign in (delimiter, '"', "\n"))
        return '"' + said.replace('"', '""') + '"' if needs else said

    lines = [delimiter.join(map(cell, row)) + line_end for row in [HEADER, *rows]]
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.removesuffix(line_end)
    return encoded(text, encoding), [HEADER, *rows]


def said(file: TextFile) -> list[list[str]]:
    rows = [list(file.values(row)) for row in range(len(file.rows))]
    return [row for row in rows if row != [""]]


def test_it_works() -> None:
    raw = 'Ad Name;Title;Body\r\nx-1;"old ""one""";hé\r\n\r\nx-2\r\n'.encode("cp1252")
    file = open_text(raw)
    assert (file.encoding, file.delimiter) == ("cp1252", ";")
    new = filled(file, {(1, 1): "new", (3, 2): "a;b"})
    assert new == 'Ad Name;Title;Body\r\nx-1;"new";hé\r\n\r\nx-2;;"a;b"\r\n'.encode("cp1252")


@given(files())
def test_filled_with_nothing_it_is_the_same(made: tuple[bytes, list[list[str]]]) -> None:
    raw, rows = made
    file = open_text(raw)
    assert filled(file, {}) == raw
    assert said(file) == rows


@given(files(), st.data())
def test_only_the_cell_that_was_written_differs(
    made: tuple[bytes, list[list[str]]], data: st.DataObject
) -> None:
    raw, rows = made
    file = open_text(raw)
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(1, 3))
    value = data.draw(CELLS["cp1252"])
    again = open_text(filled(file, {(row, column): value}), file)
    for r in range(len(file.rows)):
        for c in range(file.width(r)):
            if (r, c) == (row, column):
                assert again.value(r, c) == value
            else:
                assert again.as_written(r, c) == file.as_written(r, c)


@given(st.text(max_size=30), st.sampled_from([",", ";", "\t", "|"]))
def test_a_quoted_cell_says_what_was_written(text: str, delimiter: str) -> None:
    assert unquoted(quoted(text, delimiter)) == text
    line = f"first{delimiter}{quoted(text, delimiter)}{delimiter}last\r\n"
    (row,) = csv.reader(io.StringIO(line, newline=""), delimiter=delimiter)
    assert row[1] == text


@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused(raw: bytes) -> None:
    try:
        file = open_text(raw)
    except UnreadableFileError:
        return
    assert filled(file, {}) == raw


def test_bytes_that_mean_nothing_come_back() -> None:
    raw = b"Title,Body\r\n\x81caf\xe9,\x8d\r\n"
    file = open_text(raw)
    assert filled(file, {}) == raw
    assert filled(file, {(1, 1): "ok"}) == b"Title,Body\r\n\x81caf\xe9,ok\r\n"


def test_rows_are_added_with_the_line_ends_of_the_file() -> None:
    with_end = open_text(b"Title\tBody\r\n")
    assert filled(with_end, {}, [["a", "b\nc"]]) == b'Title\tBody\r\na\t"b\nc"\r\n'
    without = open_text(b"Title,Body\na,b")
    assert filled(without, {}, [["c", "d"]]) == b"Title,Body\na,b\nc,d"


def test_a_short_row_gets_the_cells_between() -> None:
    file = open_text(b"A,B,C,D,E\nx\ny,z,1,2,3\n")
    assert filled(file, {(1, 2): "c", (1, 4): "e"}) == b"A,B,C,D,E\nx,,c,,e\ny,z,1,2,3\n"


def test_what_stands_behind_a_closing_mark_belongs_to_the_cell() -> None:
    assert unquoted('"Best" tea') == "Best tea"
    assert unquoted('"a" b "c"') == 'a b "c"'


@pytest.mark.parametrize(
    "raw",
    [b'A,B\n"never ends,b\n', "A,B\n".encode("utf-16") + b"\x41", b"A\x00B,\x00\n" * 3],
    ids=["open quote", "half a letter", "zeros"],
)
def test_what_cannot_come_back_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        open_text(raw)


def test_characters_that_an_encoding_lacks_are_told() -> None:
    file = open_text("Größe,Title\ncafé,x\n".encode("cp1252"))
    assert file.cannot_hold("Tea ☕ — 5 €") == "☕"
    assert open_text("Größe,Title\n".encode()).cannot_hold("☕") == ""


@pytest.mark.parametrize("content", [b"x\n", b"\r", b'"a"\r\n', b"a,"])
def test_a_file_of_very_many_rows_or_cells_is_refused_early(content: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableFileError, match="more than"):
        open_text(b"A,B\n" + content * 2_000_000)
    assert time.process_time() - begun < 2

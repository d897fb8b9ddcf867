"""Whatever people have, it is read or refused with a reason; it never crashes."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.listening.constants import MAX_ROWS
from personas.listening.reading import read_table
from personas.listening.tables import Table, UnreadableFileError

TEXT = "quote;status\nDas Blech ist heiß; churned\nWe “left”, you know; customer\n"


def quotes(table: Table) -> list[str]:
    return [row.cells[0] for row in table.rows]


def test_it_works() -> None:
    table = read_table(b'quote,source\n"I waited, and waited",review\n', "reviews.csv")
    assert table.header == ("quote", "source")
    assert table.rows[0].number == 2
    assert table.rows[0].cells == ("I waited, and waited", "review")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding), "export.csv")
    assert table.header == ("quote", "status")
    assert quotes(table) == ["Das Blech ist heiß", "We “left”, you know"]


def test_utf16_with_tabs_as_spreadsheets_export_it() -> None:
    table = read_table("quote\tsource\nI waited\treview\n".encode("utf-16"), "export.csv")
    assert table.rows[0].cells == ("I waited", "review")


def test_a_column_of_sentences_with_commas_stays_one_column() -> None:
    text = "quote\nI waited, waited, and left\nNobody calls back\nFine, thanks\n"
    assert quotes(read_table(text.encode(), "quotes.csv"))[0] == "I waited, waited, and left"


def test_a_file_without_header_keeps_its_first_row() -> None:
    text = "I have waited for a whole week now,review\nNobody ever calls me back,support\n"
    table = read_table(text.encode(), "quotes.csv")
    assert table.header == ("Column 1", "Column 2")
    assert len(table.rows) == 2


def test_a_quote_over_several_lines_counts_as_one_row() -> None:
    table = read_table(b'quote\n"first\nsecond"\nthird\n', "quotes.csv")
    assert [row.number for row in table.rows] == [2, 3]


def test_empty_rows_are_passed_over_and_numbers_stay() -> None:
    table = read_table(b"quote,source\n,\n\nI waited,review\n", "quotes.csv")
    assert table.rows[0].number == 4


def test_pasted_lines_lose_their_bullets_and_marks() -> None:
    table = read_table("- “I waited”\n• Nobody calls\n\n3) It broke".encode(), "paste.txt")
    assert quotes(table) == ["I waited", "Nobody calls", "It broke"]


def test_pasted_blocks_are_one_quote_each() -> None:
    table = read_table(b"I waited\nfor a week\n\nNobody calls\nme back", "paste.txt")
    assert quotes(table) == ["I waited for a week", "Nobody calls me back"]


def test_cells_pasted_from_a_spreadsheet_stay_cells() -> None:
    table = read_table(b"quote\tsource\nI waited\treview\n", "paste.txt")
    assert table.header == ("quote", "source")


def test_a_workbook_with_dates_and_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["quote", "id"])
    sheet.append(["I waited", 17.0])
    stored = io.BytesIO()
    book.save(stored)
    assert read_table(stored.getvalue(), "quotes.xlsx").rows[0].cells == ("I waited", "17")


def test_nothing_to_import_is_said() -> None:
    with pytest.raises(UnreadableFileError, match="nothing to import"):
        read_table(b"quote,source\n", "quotes.csv")


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="Split it"):
        read_table(b"quote\n" + b"I waited\n" * (MAX_ROWS + 2), "quotes.csv")


def test_an_endless_cell_is_refused_with_its_row() -> None:
    with pytest.raises(UnreadableFileError, match="quotation mark"):
        read_table(b'quote,b\n"' + b"never closed " * 20_000, "quotes.csv")


def outcome(content: bytes, name: str) -> tuple[int, str]:
    """How many rows were read, or why none were."""
    try:
        return len(read_table(content, name).rows), ""
    except UnreadableFileError as error:
        return 0, str(error)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.txt", "a.xlsx"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    rows, reason = outcome(content, name)
    assert bool(rows) != reason.endswith(".")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_is_read_or_refused(text: str, encoding: str) -> None:
    rows, reason = outcome(text.encode(encoding, "surrogatepass"), "a.csv")
    assert bool(rows) != reason.endswith(".")

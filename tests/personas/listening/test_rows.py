"""Rows become quotes, or faults that say how to mend them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.listening.known_columns import COLUMNS, guess_mapping
from personas.listening.reading import read_table
from personas.listening.rows import LEFT_OUT, ParsedRow
from personas.listening.tables import Row, Table
from personas.models import CustomerStatus, EvidenceSource
from tests.personas.listening.parsed_tables import ParsedTable, parse_table

TODAY = date(2026, 11, 22)
HEADER = "Review,Kind,Customer status,Date,Who,Consent\n"


def parsed(text: str, **kwargs: Any) -> ParsedTable:
    table = read_table(text.encode(), "quotes.csv")
    return parse_table(table, guess_mapping(table), today=TODAY, **kwargs)


def test_it_works() -> None:
    found = parsed("quote,source,status,date,email,consent\nI waited,G2,churned,1.3.26,A@b.c,y\n")
    assert found.rows == (
        ParsedRow(
            number=2,
            text="I waited",
            source="review",
            customer_status="ex_customer",
            said_on=date(2026, 3, 1),
            person="A@b.c",
            may_quote=True,
        ),
    )
    assert not found.faults


def test_each_fault_names_row_column_and_remedy() -> None:
    found = parsed("quote,status,date\nI waited here,martian,soon\nIt broke,lead,1.2.26\n")
    assert [(fault.number, fault.column) for fault in found.faults] == [(2, "status"), (2, "date")]
    assert "ex customer" in found.faults[0].advice
    assert "2026-03-31" in found.faults[1].advice
    assert [row.number for row in found.rows] == [3]


def test_a_date_in_the_future_is_a_fault() -> None:
    assert "future" in parsed("quote,date\nI waited,2026-12-01\n").faults[0].message


def test_a_row_without_a_quote_is_a_fault_and_others_stay() -> None:
    found = parsed("quote,status\n,customer\nI waited,customer\n12345,customer\n")
    assert [row.number for row in found.rows] == [3]
    assert [fault.number for fault in found.faults] == [2, 4]


def test_a_quote_torn_apart_by_a_comma_is_a_fault_that_can_be_mended() -> None:
    text = "source,quote\nreview,I waited\nreview,I waited, and left\nreview,It broke\n"
    fault = parsed(text).faults[0]
    assert (fault.number, fault.field) == (3, "text")
    mended = parsed(text, corrections={"3": {"text": "I waited, and left"}})
    assert mended.rows[1].text == "I waited, and left"


def test_a_correction_mends_a_cell() -> None:
    text = "quote,date\nI waited,soon\n"
    mended = parsed(text, corrections={"2": {"said_on": "2026-01-02"}})
    assert mended.rows[0].said_on == date(2026, 1, 2)


def test_a_row_can_be_left_out() -> None:
    found = parsed("quote,date\nI waited,soon\nIt broke,\n", corrections={"2": {LEFT_OUT: "yes"}})
    assert (len(found.rows), found.left_out, found.faults) == (1, 1, ())


def test_what_is_said_once_holds_for_rows_that_do_not_say() -> None:
    text = "quote,source\nI waited,\nIt broke,support\n"
    found = parsed(text, defaults={"source": "review", "customer_status": "customer"})
    assert [row.source for row in found.rows] == ["review", "support"]
    assert {row.customer_status for row in found.rows} == {"customer"}


def test_the_same_quote_twice_counts_once() -> None:
    found = parsed("quote,source\nI waited!,review\n“i  waited”,review\nI waited,support\n")
    assert [row.number for row in found.rows] == [2, 4]
    assert found.repeated == (3,)


def test_an_id_tells_equal_words_apart() -> None:
    found = parsed("id,quote\n1,I waited\n2,I waited\n1,It broke\n")
    assert [row.external_id for row in found.rows] == ["1", "2"]
    assert found.repeated == (4,)


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        ("source_type,value_text,collected_at,user_id", {"0": "source", "1": "text"}),
        ("text,rating,date,title", {"0": "text", "2": "said_on"}),
        ("subject,description,created_at,tags", {"1": "text", "2": "said_on"}),
    ],
)
def test_columns_of_real_exports_are_known(header: str, mapping: dict[str, str]) -> None:
    table = Table(tuple(header.split(",")), ())
    assert mapping.items() <= guess_mapping(table).items()


def test_without_a_name_the_longest_texts_are_the_quotes() -> None:
    table = Table(("A", "B"), (Row(2, ("x1", "They never call me back when I ask")),))
    assert guess_mapping(table) == {"1": "text"}


def test_a_named_column_that_does_not_read_is_left_out() -> None:
    rows = tuple(Row(n, ("I waited for an hour", "banana")) for n in range(2, 6))
    assert guess_mapping(Table(("quote", "date"), rows)) == {"0": "text"}


def test_the_values_are_those_the_database_knows() -> None:
    assert set(COLUMNS["source"].synonyms.values()) == set(EvidenceSource.values)  # type: ignore[attr-defined]
    assert set(COLUMNS["customer_status"].synonyms.values()) == set(CustomerStatus.values)  # type: ignore[attr-defined]


CELLS = st.text(max_size=20)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8),
    st.dictionaries(st.sampled_from("012345"), st.sampled_from([*COLUMNS, "nonsense"])),
)
def test_any_cells_are_rows_or_faults(rows: list[list[str]], mapping: dict[str, str]) -> None:
    table = Table(
        tuple("abc"), tuple(Row(n, tuple(cells)) for n, cells in enumerate(rows, start=2))
    )
    found = parse_table(table, mapping, today=TODAY)
    seen = {row.number for row in found.rows} | found.faulty_numbers | set(found.repeated)
    assert seen == {row.number for row in table.rows}

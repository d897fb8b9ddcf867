"""An export of the web analytics, read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.reconciling import Counted
from experiments.reconciling_file import read_counts_file
from personas.listening.tables import Row, UnreadableFileError

ARMS = {"a": "old", "b": "new", "control": "old"}


def rows(*cells: tuple[str, ...]) -> list[Row]:
    return [Row(number, each) for number, each in enumerate(cells, start=2)]


def test_it_works() -> None:
    read = read_counts_file(
        ("Date", "Variant", "Total users", "Key events"),
        rows(
            ("20260302", "A", "1,204", "31"), ("20260302", "b", "1.198", "44"), ("Total", "", "9")
        ),
        ARMS,
    )
    assert read.rows == (
        Counted(date(2026, 3, 2), "old", 1204, 31),
        Counted(date(2026, 3, 2), "new", 1198, 44),
    )
    assert read.columns == {
        "day": "Date",
        "arm": "Variant",
        "visitors": "Total users",
        "conversions": "Key events",
    }
    assert read.skipped == 1


def test_rows_of_one_day_are_added_up_and_unknown_texts_named() -> None:
    read = read_counts_file(
        ("day", "variation", "users"),
        rows(("2026-03-02", "C", "10"), ("2026-03-02", "D", "5"), ("3 March 2026", "B", "7.0")),
        ARMS,
    )
    assert read.rows == (Counted(date(2026, 3, 2), "", 15), Counted(date(2026, 3, 3), "new", 7))
    assert read.unknown == ("C", "D")


def test_american_dates_are_known_by_one_that_can_be_nothing_else() -> None:
    read = read_counts_file(("Date", "Users"), rows(("03/04/2026", "1"), ("03/31/2026", "2")), ARMS)
    assert [row.day for row in read.rows] == [date(2026, 3, 4), date(2026, 3, 31)]


def test_columns_can_be_named_by_hand() -> None:
    header = ("When", "Heads", "Users")
    read = read_counts_file(
        header, rows(("2026-03-02", "4", "9")), ARMS, {"day": "when", "visitors": "Heads"}
    )
    assert read.rows[0].visitors == 4
    with pytest.raises(UnreadableFileError, match="There is no column “Nobody”"):
        read_counts_file(header, [], ARMS, {"day": "Nobody"})


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        (("date", "colour"), ("2026-03-02", "red"), "No column looks like visitors"),
        (("date", "users"), ("someday", "3"), "No row has a day"),
        (("date", "users"), ("2026-03-02", "many"), "“many” under “users” is no count"),
        (("date", "users"), ("2026-03-02", "-3"), "is no count"),
        (("date", "users"), ("2026-03-02", "9" * 30), "is no count"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    header: tuple[str, ...], cells: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read_counts_file(header, rows(cells), ARMS)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=8))
def test_any_cells_are_read_or_refused(cells: list[tuple[str, str]]) -> None:
    try:
        read = read_counts_file(("date", "users"), rows(*cells), ARMS)
    except UnreadableFileError:
        return
    assert all(row.visitors >= 0 for row in read.rows)

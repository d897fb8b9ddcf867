"""Counts of arms from the rows of a report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.counts_table import (
    Counted,
    NoSuchColumnsError,
    UploadedCount,
    find_columns,
    read_counts_table,
)
from personas.listening.tables import Row

TODAY = date(2026, 11, 23)
ARMS = {"a": "hero-1", "b": "hero-2", "hero-1": "hero-1", "hero-2": "hero-2"}


def read(*rows: tuple[str, ...], unit: str = "visitor", header: str = "") -> Counted:
    names = (header or "Arm,Day,Visitors,Conversions").split(",")
    numbered = [Row(number, cells) for number, cells in enumerate(rows, start=2)]
    return read_counts_table(names, numbered, arms=ARMS, unit=unit, today=TODAY)


def test_it_works() -> None:
    counted = read(("A", "2026-11-20", "1,200", "30"), ("hero-2", "20 Nov 2026", "1190", ""))
    assert counted.counts == (
        UploadedCount("hero-1", date(2026, 11, 20), 1200, 30),
        UploadedCount("hero-2", date(2026, 11, 20), 1190, 0),
    )
    assert counted.faults == ()


@pytest.mark.parametrize(
    ("header", "unit", "places"),
    [
        ("Ad name,Date,Impressions,Clicks,Conversions", "impression", (0, 1, 2, 4)),
        ("Ad name,Date,Impressions,Clicks,Conversions", "click", (0, 1, 3, 4)),
        ("Ad,Day,Impr.,Clicks", "impression", (0, 1, 2, 3)),
        ("Date,Version,Sent,Opens,Orders", "send", (1, 0, 2, 4)),
        ("datum,variant,Besucher,Konversionen", "visitor", (1, 0, 2, 3)),
    ],
)
def test_columns_are_known_by_what_reports_call_them(
    header: str, unit: str, places: tuple[int, ...]
) -> None:
    found = find_columns(header.split(","), unit)
    assert tuple(found[name] for name in ("arm", "day", "n", "x")) == places


def test_a_missing_column_is_named_with_what_is_there() -> None:
    with pytest.raises(NoSuchColumnsError, match=r"“clicks”\. The file has “Ad”, “Day”"):
        find_columns(["Ad", "Day", "Cost", "Conversions"], "click")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("C", "2026-11-20", "1", "1"), "is no arm"),
        (("A", "some day", "1", "1"), "is no date"),
        (("A", "2026-11-24", "1", "1"), "has not come yet"),
        (("A", "2026-11-20", "many", "1"), "is no number"),
        (("A", "2026-11-20", "1.5", "1"), "is no whole number"),
        (("A", "2026-11-20", "99999999999", "1"), "is no whole number"),
        (("A",), "is no date"),
    ],
)
def test_a_bad_row_is_told_and_the_others_stay(row: tuple[str, ...], said: str) -> None:
    counted = read(row, ("B", "2026-11-20", "5", "1"))
    assert [count.arm for count in counted.counts] == ["hero-2"]
    assert (counted.refused, counted.faults[0].row) == (1, 2)
    assert said in counted.faults[0].said


@given(st.lists(st.lists(st.text(max_size=12), max_size=6).map(tuple), max_size=20))
def test_whatever_stands_in_a_file_is_a_count_or_a_fault(rows: list[tuple[str, ...]]) -> None:
    counted = read(*rows)
    assert len(counted.counts) + counted.refused == len(rows)

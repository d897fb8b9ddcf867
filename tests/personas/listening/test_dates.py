"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.listening.dates import is_month_first, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31",
        "2026-03-31T10:20:30Z",
        "2026/3/31",
        "31.03.2026",
        "31/3/26",
        "3/31/2026",
        "31 March 2026",
        "31st Mar. 2026",
        "Mar 31, 2026",
        "March 31 2026 at noon",
        "46112",
    ],
)
def test_it_works(text: str) -> None:
    assert parse_date(text) == date(2026, 3, 31)


@pytest.mark.parametrize("text", ["31.02.2026", "soon", "", "13/13/2026", "2026", "32 Foo 2026"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_column_settles_what_a_cell_leaves_open() -> None:
    assert is_month_first(["03/04/2026", "03/14/2026"])
    assert not is_month_first(["03/04/2026", "14/03/2026"])
    assert parse_date("03/04/2026", month_first=True) == date(2026, 3, 4)
    assert parse_date("03/04/2026", month_first=False) == date(2026, 4, 3)


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 1, 1)))
def test_what_is_written_is_read(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y"):
        assert parse_date(day.strftime(form)) == day


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)

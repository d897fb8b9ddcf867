"""New, rising, steady, fading: by an exact test, and never from a handful of quotes."""

from datetime import date, timedelta

import pytest
from scipy.stats import hypergeom

from personas.mapping.trends import (
    WEEKS,
    TrendState,
    bars,
    by_month,
    by_week,
    first_day,
    month_names,
    read_trends,
    tails,
)

UNTIL = date(2026, 11, 22)


def spread(recent: int, before: int) -> dict[date, int]:
    """So many quotes in the last eight weeks, and in the half year before."""
    return {UNTIL - timedelta(days=3): recent, UNTIL - timedelta(days=100): before}


def state(recent: int, before: int, all_recent: int = 100, all_before: int = 325) -> TrendState:
    return read_trends({1: spread(recent, before)}, spread(all_recent, all_before), set(), UNTIL)[
        1
    ].state


def test_it_works() -> None:
    assert state(20, 10) == TrendState.RISING
    assert state(8, 26) == TrendState.STEADY
    assert state(0, 30) == TrendState.FADING
    assert state(3, 0) == TrendState.NEW


@pytest.mark.parametrize("drawn", range(8))
def test_the_tails_are_those_of_scipy(drawn: int) -> None:
    for size, marked, total in ((7, 30, 90), (20, 8, 50), (7, 700, 90_000), (40, 40, 60)):
        if not max(0, size + marked - total) <= drawn <= min(size, marked):
            continue
        low, high = tails(drawn, size, marked, total)
        known = hypergeom(total, marked, size)
        assert low == pytest.approx(known.cdf(drawn), rel=1e-6)
        assert high == pytest.approx(known.sf(drawn - 1), rel=1e-6)


def test_a_handful_says_nothing() -> None:
    assert state(2, 0) == TrendState.FEW
    assert state(2, 2) == TrendState.FEW
    assert state(3, 2) == TrendState.STEADY


def test_what_was_said_long_ago_is_not_new() -> None:
    found = read_trends({1: spread(4, 0)}, spread(100, 325), {1}, UNTIL)
    assert found[1].state == TrendState.FEW


def test_listening_more_is_not_pain() -> None:
    """Three times as many of it, but three times as many of everything."""
    assert state(24, 26, all_recent=300, all_before=325) == TrendState.STEADY
    assert state(24, 26, all_recent=100, all_before=325) == TrendState.RISING


def test_among_many_some_look_odd_by_chance() -> None:
    alone = {1: spread(6, 5)}
    everything = spread(1_000, 3_250)
    assert read_trends(alone, everything, set(), UNTIL)[1].state == TrendState.RISING
    many = alone | {key: spread(8, 26) for key in range(2, 40)}
    assert read_trends(many, everything, set(), UNTIL)[1].state == TrendState.STEADY


def test_nothing_said_is_no_trend() -> None:
    assert read_trends({}, {}, set(), UNTIL) == {}
    assert read_trends({1: {}}, {}, set(), UNTIL)[1].state == TrendState.FEW


def test_days_fall_into_their_week_and_month() -> None:
    days = {UNTIL: 1, UNTIL - timedelta(days=6): 2, UNTIL - timedelta(days=7): 4}
    days |= {UNTIL + timedelta(days=1): 8, first_day(UNTIL) - timedelta(days=1): 16}
    weeks = by_week(days, UNTIL)
    assert (len(weeks), weeks[-1], weeks[-2], sum(weeks)) == (WEEKS, 3, 4, 7)
    assert by_month(days, UNTIL)[-1] == 7
    assert month_names(UNTIL)[0] == "Dec 2025" and month_names(UNTIL)[-1] == "Nov 2026"
    assert sum(by_month({date(2025, 12, 1): 1, date(2025, 11, 30): 2}, UNTIL)) == 1


def test_bars_are_as_high_as_the_highest() -> None:
    (first, last) = bars([1, 0, 4], recent=1, width=30, height=20)
    assert (first.x, first.height, first.recent) == (0, 5, False)
    assert (last.x, last.y, last.height, last.recent) == (20, 0, 20, True)
    assert bars([0, 0], recent=1) == []

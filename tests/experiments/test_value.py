"""What all testing was worth, by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.value import Account, Amount, ArmShown, Lift, total, worth_of

DAY = date(2026, 3, 1)
LIFT = Lift(0.02, 0.1, 0.2)
WON = Account(
    key=1,
    message=7,
    started=DAY - timedelta(days=20),
    ended=DAY,
    base=0.05,
    rivals=(ArmShown(1_000, LIFT),),
    daily=100.0,
    given=0,
    decided=DAY,
    worth=20.0,
)


def test_it_works() -> None:
    [worth] = worth_of([WON], DAY + timedelta(days=30))
    assert worth.during.point == pytest.approx(1_000 * 0.05 * 0.1)
    assert (worth.days, worth.visitors) == (30, 3_000)
    assert worth.after.point == pytest.approx(3_000 * 0.05 * 0.1)
    assert worth.total.low == pytest.approx(4_000 * 0.05 * 0.02)
    assert worth.total.high == pytest.approx(4_000 * 0.05 * 0.2)
    assert worth.money is not None
    assert worth.money.point == pytest.approx(20 * 20)
    assert worth.cost == 0


def test_a_test_that_kept_the_old_text_costs_what_its_rivals_lost() -> None:
    lost = replace(WON, given=None, rivals=(ArmShown(1_000, Lift(-0.3, -0.2, -0.1)),))
    [worth] = worth_of([lost], DAY + timedelta(days=30))
    assert worth.total.point == pytest.approx(-10)
    assert worth.cost == pytest.approx(10)
    assert worth.after == Amount(0, 0, 0)


def test_fewer_refunds_are_a_gain() -> None:
    refunds = replace(
        WON, higher_is_better=False, rivals=(ArmShown(1_000, Lift(-0.3, -0.2, -0.1)),)
    )
    [worth] = worth_of([refunds], DAY)
    assert worth.total.point == pytest.approx(10)
    assert worth.total.low < worth.total.point < worth.total.high


def test_an_effect_is_not_counted_for_longer_than_a_year() -> None:
    [worth] = worth_of([WON], DAY + timedelta(days=1_000))
    assert worth.days == 365


def test_no_visitor_counts_twice_in_tests_one_after_the_other() -> None:
    """The second test runs on days 10 to 19 and its winner takes over on day 20."""
    second = replace(
        WON,
        key=2,
        started=DAY + timedelta(days=10),
        ended=DAY + timedelta(days=19),
        decided=DAY + timedelta(days=20),
    )
    first, then = worth_of([WON, second], DAY + timedelta(days=50))
    assert first.days == 10
    assert then.days == 30
    elsewhere, _ = worth_of([WON, replace(second, message=8)], DAY + timedelta(days=50))
    assert elsewhere.days == 50


def test_after_a_later_test_that_changed_nothing_the_earlier_gain_goes_on() -> None:
    kept = replace(
        WON,
        key=2,
        started=DAY + timedelta(days=10),
        ended=DAY + timedelta(days=19),
        given=None,
        decided=DAY + timedelta(days=20),
    )
    first, _ = worth_of([WON, kept], DAY + timedelta(days=50))
    assert first.days == 40


def test_a_text_that_was_replaced_earns_nothing_any_more() -> None:
    [worth] = worth_of([replace(WON, until=DAY + timedelta(days=5))], DAY + timedelta(days=50))
    assert worth.days == 5


def test_the_sum_adds_variances() -> None:
    summed = total([Amount(7, 10, 13), Amount(16, 20, 24)])
    assert (summed.low, summed.point, summed.high) == (25, 30, 35)
    assert total([]) == Amount(0, 0, 0)


def test_nothing_known_of_an_arm_is_worth_nothing() -> None:
    [worth] = worth_of([replace(WON, rivals=(ArmShown(10, None),))], DAY + timedelta(days=3))
    assert worth.total == Amount(0, 0, 0)


ends = st.floats(-0.9, 3)


@given(st.lists(st.tuples(ends, ends, ends), max_size=20), st.floats(-50, 50))
def test_a_sum_keeps_its_order_and_scales(rows: list[tuple[float, ...]], factor: float) -> None:
    amounts = [Amount(*sorted(row)) for row in rows]
    summed = total(amounts)
    assert summed.low <= summed.point <= summed.high
    scaled = total(amount.times(factor) for amount in amounts)
    assert scaled.point == pytest.approx(summed.point * factor, abs=1e-6)
    width = (summed.high - summed.low) * abs(factor)
    assert scaled.high - scaled.low == pytest.approx(width, abs=1e-6)

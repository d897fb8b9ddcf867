"""What a test can hope for at a place."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from experiments.outlook import Setting, findable_lift, look_ahead, pooled_findable
from experiments.stats.power import power_of


def test_it_works() -> None:
    outlook = look_ahead(Setting(rate=0.05, daily=1_000, arms=2, lift=0.2))
    assert outlook.planned.visitors is not None
    assert outlook.open.visitors is not None
    assert 16_310 < outlook.planned.visitors < outlook.open.visitors, "Peeking has its price."
    assert outlook.planned.days == pytest.approx(outlook.planned.visitors / 1_000)
    assert outlook.chance_open == pytest.approx(0.55, abs=0.03)
    assert outlook.findable is not None
    assert 0.1 < outlook.findable < 0.2
    assert not outlook.is_little and not outlook.needs_a_big_change
    assert not outlook.has_few_conversions


def test_a_thousand_visitors_a_month_are_little() -> None:
    outlook = look_ahead(Setting(rate=0.02, daily=1_000 / 30, arms=2, lift=0.2))
    assert outlook.is_little and outlook.has_few_conversions
    assert outlook.findable is not None and outlook.findable > 1
    assert outlook.open.days is not None and outlook.open.days > 365


def test_between_lies_a_place_where_only_another_pain_can_win() -> None:
    outlook = look_ahead(Setting(rate=0.05, daily=300, arms=2, lift=0.2))
    assert outlook.needs_a_big_change and not outlook.is_little


def test_without_traffic_there_are_visitors_and_no_days() -> None:
    outlook = look_ahead(Setting(rate=0.05, daily=None, arms=2, lift=0.2))
    assert outlook.planned.visitors and outlook.planned.days is None
    assert outlook.findable is None and not outlook.is_little


@pytest.mark.parametrize(
    "setting",
    [
        Setting(0.0, 10, 2, 0.2),
        Setting(0.9, 10, 2, 0.2),
        Setting(0.1, 10, 1, 0.2),
        Setting(0.1, 10, 2, 0.0),
    ],
)
def test_what_makes_no_sense_is_refused(setting: Setting) -> None:
    with pytest.raises(ValueError, match=r"rates|two arms"):
        look_ahead(setting)


@given(
    rate=st.floats(0.002, 0.4),
    daily=st.floats(20, 50_000),
    arms=st.integers(2, 5),
)
def test_what_is_findable_is_found_four_times_in_five(rate: float, daily: float, arms: int) -> None:
    lift = findable_lift(rate, daily, arms)
    assume(lift is not None)
    assert lift is not None
    chance = power_of("planned_end", rate, lift, daily * 28 / arms, arms - 1)
    assert chance == pytest.approx(0.8, abs=0.005)


@given(rate=st.floats(0.01, 0.3), one=st.floats(10, 5_000), other=st.floats(10, 5_000))
def test_several_places_find_more_than_one(rate: float, one: float, other: float) -> None:
    alone = findable_lift(rate, one)
    together = pooled_findable([Setting(rate, one, 2, 0.2), Setting(rate, other, 2, 0.2)])
    assume(alone is not None)
    assert together is not None and alone is not None
    assert together < alone


def test_places_without_traffic_find_nothing() -> None:
    assert pooled_findable([Setting(0.05, None, 2, 0.2), Setting(0.05, 0, 2, 0.2)]) is None
    assert findable_lift(0.05, 0) is None
    assert findable_lift(0.9, 1) is None, "Not even all visitors would be enough more."

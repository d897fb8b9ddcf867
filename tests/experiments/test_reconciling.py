"""Our counts beside those of the web analytics."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.reconciling import Counted, Setting, compare

DAY = date(2026, 3, 2)
SETTING = Setting(window_days=14, left_out=321, time_zone="Europe/Berlin")
WEEK = [1000, 1400, 900, 700, 1600, 500, 450]


def counts(
    visitors: list[int], share: float = 1.0, arm: str = "", shift: int = 0, rate: float | None = 0.1
) -> list[Counted]:
    return [
        Counted(
            DAY + timedelta(days=number + shift),
            arm,
            round(each * share),
            None if rate is None else round(each * share * rate),
        )
        for number, each in enumerate(visitors)
    ]


def codes(told: dict[str, object]) -> list[str]:
    causes = told["causes"]
    assert isinstance(causes, list)
    return [cause["code"] for cause in causes]


def test_it_works() -> None:
    told = compare(counts(WEEK), counts(WEEK, 0.99), SETTING)
    assert told["share"] == pytest.approx(0.99, abs=0.001)
    assert told["sentence"] == "Your analytics counted 99 % of the visitors we did: the two agree."
    assert told["ours"] == {"visitors": 6550, "conversions": 655}
    assert codes(told) == []
    assert not any(day["differs"] for day in told["days"])


def test_fewer_are_hidden_by_consent_and_blockers() -> None:
    told = compare(counts(WEEK), counts(WEEK, 0.7), SETTING)
    assert codes(told) == ["consent", "blockers"]
    assert "leaves the result as it is" in told["sentence"]


def test_more_are_bots_or_sessions() -> None:
    told = compare(counts(WEEK), counts(WEEK, 1.3), SETTING)
    assert codes(told) == ["bots", "returning"]
    assert "321" in told["causes"][0]["text"]


def test_one_text_that_loses_visitors_is_the_bad_news() -> None:
    ours = counts(WEEK, arm="a") + counts(WEEK, arm="b")
    theirs = counts(WEEK, 0.9, "a") + counts(WEEK, 0.7, "b")
    told = compare(ours, theirs, SETTING)
    assert told["causes"][0]["code"] == "arm"
    assert told["causes"][0]["tone"] == "bad"
    assert "not the same share of each text" in told["sentence"]
    assert [arm["share"] for arm in told["arms"]] == pytest.approx([0.9, 0.7], abs=0.01)


def test_days_of_another_time_zone_are_found_by_moving_them() -> None:
    long = WEEK * 2
    told = compare(counts(long), counts(long, shift=1), SETTING)
    assert told["shift"] == 1
    assert "time_zone" in codes(told)
    assert "Europe/Berlin" in told["causes"][0]["text"]
    assert compare(counts(long), counts(long, shift=-1), SETTING)["shift"] == -1


def test_a_day_that_stands_out_is_named() -> None:
    odd = counts(WEEK)
    odd[2] = Counted(odd[2].day, "", 300, 30)
    told = compare(counts(WEEK), odd, SETTING)
    assert [day["day"] for day in told["days"] if day["differs"]] == ["2026-03-04"]
    assert "days" in codes(told)


def test_another_goal_shows_in_the_conversions_alone() -> None:
    told = compare(counts(WEEK), counts(WEEK, rate=0.2), SETTING)
    assert codes(told) == ["goal"]
    assert told["conversions_share"] == pytest.approx(2)


def test_days_that_only_one_side_counted_are_told_apart() -> None:
    told = compare(counts(WEEK), counts(WEEK, shift=5), SETTING)
    assert (told["only_ours"], told["only_theirs"]) == (5, 5)
    nothing = compare(counts(WEEK), counts(WEEK, shift=50), SETTING)
    assert nothing["share"] is None
    assert "no day of this test" in nothing["sentence"]


def test_a_file_without_conversions_compares_visitors() -> None:
    told = compare(counts(WEEK), counts(WEEK, rate=None), SETTING)
    assert told["conversions_share"] is None
    assert told["share"] == 1


rows = st.lists(
    st.builds(
        Counted,
        st.dates(DAY, DAY + timedelta(days=9)),
        st.sampled_from(["", "a", "b"]),
        st.integers(0, 10_000),
        st.none() | st.integers(0, 10_000),
    ),
    max_size=25,
)


@given(rows, rows)
def test_whatever_was_counted_there_is_an_answer(
    ours: list[Counted], theirs: list[Counted]
) -> None:
    told = compare(ours, theirs, SETTING)
    assert told["sentence"]
    assert told["shift"] in (-1, 0, 1)
    assert len(told["days"]) == len({row.day for row in [*ours, *theirs]})

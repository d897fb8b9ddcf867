"""The mean of ratings and its interval, against scipy."""

from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from personas.mapping.ratings import LEAST_SPREAD, Measured, mean_of, t_quantile


def test_it_works() -> None:
    found = mean_of([5, 4, 4, 5, 3, 4])
    assert found.n == 6
    assert found.value == pytest.approx(25 / 6)
    low, high = stats.t.interval(0.95, 5, loc=25 / 6, scale=stats.sem([5, 4, 4, 5, 3, 4]))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize("freedom", [*range(1, 60), 100, 1_000, 100_000])
def test_the_quantile_is_that_of_students_t(freedom: int) -> None:
    assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=6e-4)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=200))
def test_an_interval_holds_its_mean_and_stays_on_the_scale(ratings: list[int]) -> None:
    found = mean_of(ratings)
    assert 1 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 5
    spread = max(stdev(ratings), LEAST_SPREAD)
    half = stats.t.ppf(0.975, len(ratings) - 1) * spread / len(ratings) ** 0.5
    assert found.low == pytest.approx(max(found.value - half, 1), abs=5e-3)
    assert found.high == pytest.approx(min(found.value + half, 5), abs=5e-3)


def test_one_rating_tells_nothing() -> None:
    assert (mean_of([4]).low, mean_of([4]).high) == (1, 5)


def test_five_of_one_mind_are_no_proof() -> None:
    assert 4.2 < mean_of([5] * 5).low < 4.5


def test_there_is_no_mean_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        mean_of([])


def test_from_five_people_on_it_counts() -> None:
    assert not Measured(mean_of([5] * 4), mean_of([1] * 4)).counts
    assert Measured(mean_of([5] * 5), mean_of([1] * 5)).counts

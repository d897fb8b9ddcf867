"""The planned end: bounds against printed figures, closed forms and simulation."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from experiments.stats import horizon


def equal_looks(count: int) -> horizon.Path:
    return tuple((k / count, float(k)) for k in range(1, count + 1))


def test_bounds_of_thirty_equal_looks() -> None:
    expected = {
        1: 4.768954,
        5: 3.787329,
        10: 3.269828,
        15: 2.912120,
        20: 2.624335,
        25: 2.375811,
        30: 2.151868,
    }
    path = equal_looks(30)
    level = 0.05 / horizon.SPENT_SHARE  # the figures spend all of .05
    for look, bound in expected.items():
        assert horizon.critical_value(path[:look], level) == pytest.approx(bound, abs=1e-6)


def test_one_look_is_a_fixed_test_at_the_spent_level() -> None:
    bound = horizon.critical_value(((1.0, 500.0),), 0.05)
    assert bound == pytest.approx(norm.isf(0.047 / 2), abs=1e-9)


def test_two_looks_spend_what_a_bivariate_normal_says() -> None:
    path = ((0.4, 400.0), (1.0, 1_000.0))
    first = horizon.critical_value(path[:1], 0.05)
    second = horizon.critical_value(path, 0.05)
    root = math.sqrt(0.4)
    both = multivariate_normal([0, 0], [[1, root], [root, 1]], abseps=1e-9, releps=1e-9)
    inside = both.cdf([first, second], lower_limit=[-first, -second])
    assert 1 - inside == pytest.approx(0.047, abs=1e-6)


def test_uneven_looks_spend_the_level() -> None:
    random = np.random.default_rng(11)
    information = np.sort(random.uniform(0, 1, 12))
    information[-1] = 1.02
    path = tuple((min(float(i), 1.0), float(i)) for i in information)
    bounds = [horizon.critical_value(path[: k + 1], 0.05) for k in range(12)]
    steps = np.sqrt(np.diff(np.concatenate([[0], information])))
    z = np.cumsum(random.normal(size=(200_000, 12)) * steps, axis=1) / np.sqrt(information)
    crossed = (np.abs(z) >= bounds).any(axis=1).mean()
    assert crossed == pytest.approx(0.047, abs=0.002)


@pytest.mark.parametrize("level", [2e-7, 1e-4, 0.003, 0.03, 0.07, 0.3])
@pytest.mark.parametrize("looks", [1, 4, 15, 30])
def test_p_is_the_level_whose_bound_is_reached(level: float, looks: int) -> None:
    path = equal_looks(30)[:looks]
    bound = horizon.critical_value(path, level)
    assert horizon.p_value(path, bound) == pytest.approx(level, rel=0.02)
    assert horizon.p_value(path, -bound) == horizon.p_value(path, bound)


def test_p_falls_as_z_grows() -> None:
    path = equal_looks(30)
    values = [horizon.p_value(path, z / 20) for z in range(160)]
    assert values[0] == 1
    assert all(later <= earlier for earlier, later in itertools.pairwise(values))


def test_quick_check_never_hides_an_improvement() -> None:
    path = equal_looks(10)
    for looks in (1, 5, 10):
        for z in np.linspace(0.1, 5, 40):
            p = horizon.p_value(path[:looks], float(z))
            if not horizon.can_improve(float(z), looks / 10, 0.3):
                assert p >= 0.3 * 0.98


def test_a_look_without_news_is_not_tested() -> None:
    path = ((0.5, 1_000.0),)
    assert not horizon.is_new_look(path, 1_000.5, final=False)
    assert horizon.is_new_look(path, 1_010.0, final=False)
    assert horizon.is_new_look(path, 1_000.0, final=True)


def test_an_empty_path_has_no_bound() -> None:
    with pytest.raises(ValueError, match="at least one look"):
        horizon.critical_value((), 0.05)


def test_final_look_without_new_information_still_has_a_bound() -> None:
    path = ((0.9, 900.0), (1.0, 900.0))
    bound = horizon.critical_value(path, 0.05)
    assert 1.5 < bound < horizon.critical_value(path[:1], 0.05)

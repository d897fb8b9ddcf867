"""The corrected lift: printed figure, independent quadrature, and what must hold for any data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.optimize import brentq
from scipy.stats import norm

from experiments.stats.shrinkage import correct, fit_prior, prior_chance_positive

HISTORY = ((0.1, 0.1), (-0.05, 0.08), (0.3, 0.2), (0.02, 0.05))


def test_printed_figure() -> None:
    (corrected,) = correct(fit_prior(HISTORY), [0.4], [0.12**2])
    assert corrected.lift.point == pytest.approx(0.221120185, abs=1e-9)
    assert corrected.lift.low == pytest.approx(0.005843650, abs=1e-9)
    assert corrected.lift.high == pytest.approx(0.576593619, abs=1e-9)


def test_against_direct_integration() -> None:
    """The same model, integrated over spread and mean instead of solved."""
    spreads = np.linspace(0.002, 0.5, 60)
    y, error = -0.2, 0.08
    grid = np.linspace(-1.5, 1.5, 6_001)
    density = np.zeros_like(grid)
    for tau in spreads:

        def joint(mean: float, tau: float = tau) -> float:
            value = norm.pdf(mean, 0, 0.05) * norm.pdf(tau, 0, 0.15)
            for effect, se in HISTORY:
                value *= norm.pdf(effect, mean, np.hypot(tau, se))
            return float(value)

        for mean in np.linspace(-0.25, 0.25, 101):
            density += joint(mean) * norm.pdf(grid, mean, tau)
    density *= norm.pdf(y, grid, error)
    cumulative = integrate.cumulative_trapezoid(density, grid, initial=0)
    cumulative /= cumulative[-1]
    point = integrate.trapezoid(density * grid, grid) / integrate.trapezoid(density, grid)
    (corrected,) = correct(fit_prior(HISTORY), [y], [error**2])
    assert np.log1p(corrected.lift.point) == pytest.approx(point, abs=2e-3)
    low = brentq(lambda x: np.interp(x, grid, cumulative) - 0.025, -1, 1)
    assert corrected.lift.low is not None
    assert np.log1p(corrected.lift.low) == pytest.approx(low, abs=3e-3)
    assert corrected.p_positive == pytest.approx(1 - np.interp(0, grid, cumulative), abs=3e-3)


def test_many_arms_at_once_equal_each_alone() -> None:
    prior = fit_prior(HISTORY)
    together = correct(prior, [0.4, -0.1, 0.0], [0.01, 0.2, 3.0])
    for index, (y, v) in enumerate([(0.4, 0.01), (-0.1, 0.2), (0.0, 3.0)]):
        (alone,) = correct(prior, [y], [v])
        assert together[index].lift.point == pytest.approx(alone.lift.point, abs=1e-12)
        assert together[index].lift.low == pytest.approx(alone.lift.low, abs=1e-9)


def test_from_a_hundred_arms_on_the_shape_is_learned() -> None:
    random = np.random.default_rng(5)
    errors = random.uniform(0.02, 0.06, 300)
    true = np.where(random.random(300) < 0.8, 0.0, random.normal(0, 0.4, 300))
    seen = true + random.normal(0, errors)
    history = tuple((float(d), float(s)) for d, s in zip(seen, errors, strict=True))
    prior = fit_prior(history)
    weights = np.exp(prior.log_weights)
    assert weights.sum() == pytest.approx(1)
    assert weights[np.sqrt(prior.variances) < 0.06].sum() == pytest.approx(0.8, abs=0.1)
    small, large = correct(prior, [0.05, 0.8], [0.04**2, 0.04**2])
    assert small.lift.point < 0.6 * np.expm1(0.05)  # most such effects were nothing
    assert large.lift.point > 0.9 * np.expm1(0.8)  # few were this large, and those were real


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 1)), max_size=20),
    st.floats(-2, 2),
    st.floats(1e-6, 4),
)
def test_whatever_the_history(history: list[tuple[float, float]], y: float, v: float) -> None:
    (corrected,) = correct(fit_prior(tuple(history)), [y], [v])
    lift = corrected.lift
    assert lift.low is not None
    assert lift.high is not None
    assert -1 < lift.low <= lift.point <= lift.high
    assert 0 <= corrected.p_positive <= 1


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 1.5), st.floats(1e-4, 1))
def test_without_history_a_lift_is_pulled_towards_none(y: float, v: float) -> None:
    up, down = correct(fit_prior(()), [y, -y], [v, v])
    assert 0 < up.lift.point < np.expm1(y)
    assert np.log1p(up.lift.point) == pytest.approx(-np.log1p(down.lift.point), abs=1e-9)
    assert up.p_positive == pytest.approx(1 - down.p_positive, abs=1e-9)


def test_without_history_nothing_leans_either_way() -> None:
    assert prior_chance_positive(fit_prior(())) == pytest.approx(0.5)
    assert prior_chance_positive(fit_prior(((0.3, 0.05),) * 20)) > 0.8

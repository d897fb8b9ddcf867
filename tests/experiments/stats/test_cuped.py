"""CUPED from sums, against the raw values it stands for."""

from typing import Any

import numpy as np
import pytest

from experiments.stats import cuped
from experiments.stats.phases import moments, summarise_pair
from experiments.stats.readings import ArmCounts, Counts, Phase
from experiments.stats.verdict import analyse
from tests.experiments.stats.make import design

Values = Any  # an array of one number for each visitor


def arm(y: Values, c: Values) -> ArmCounts:
    return ArmCounts(
        len(y),
        int((y != 0).sum()),
        float(y.sum()),
        float((y * y).sum()),
        float(c.sum()),
        float((c * c).sum()),
        float((y * c).sum()),
    )


def visitors(n: int, gain: float, seed: int) -> tuple[Values, Values]:
    """What each was worth during the test, and before it: the same people buy again."""
    random = np.random.default_rng(seed)
    wealth = random.gamma(2.0, 5.0, n)
    return gain * wealth + random.gamma(1.0, 3.0, n), wealth + random.gamma(1.0, 2.0, n)


def test_it_works() -> None:
    """Means, variances and z equal those of the values with theta (c - mean c) taken off each."""
    arms = [visitors(3_000, 1.0, 1), visitors(2_000, 1.05, 2)]
    phase = Phase((0.6, 0.4), tuple(arm(y, c) for y, c in arms))
    covariance = sum(((y - y.mean()) * (c - c.mean())).sum() for y, c in arms)
    slope = covariance / sum(((c - c.mean()) ** 2).sum() for _, c in arms)
    assert cuped.theta(phase) == pytest.approx(slope, rel=1e-9)
    mean = np.concatenate([c for _, c in arms]).mean()
    plain = [y - slope * (c - mean) for y, c in arms]
    (adjusted,) = cuped.adjusted((phase,))
    for counted, values in zip(adjusted.arms, plain, strict=True):
        known = moments(counted, "value")
        assert known.mean == pytest.approx(values.mean(), rel=1e-9)
        assert known.variance == pytest.approx(values.var(), rel=1e-9)
    every = np.concatenate(plain)
    n_a, n_b = (len(values) for values in plain)
    z = (plain[1].mean() - plain[0].mean()) / np.sqrt(every.var() * (1 / n_a + 1 / n_b))
    summary = summarise_pair((adjusted,), 1, "value")
    assert summary.z == pytest.approx(z, rel=1e-9)
    assert summary.log_lift == pytest.approx(np.log(plain[1].mean() / plain[0].mean()), rel=1e-9)


def test_a_reading_uses_the_time_before() -> None:
    """A lift of 5 % that the noise hides shows once what people were worth before is taken off."""
    arms = [arm(*visitors(1_500, gain, seed)) for gain, seed in ((1.0, 3), (1.05, 4))]
    without = [ArmCounts(a.n, a.x, a.total, a.squares) for a in arms]
    revenue = design(kind="value", outcome="revenue")
    blind, _ = analyse(revenue, Counts((Phase((0.5, 0.5), tuple(without)),)))
    seeing, _ = analyse(revenue, Counts((Phase((0.5, 0.5), tuple(arms)),)))
    assert blind.verdict == "keep_going"
    assert seeing.verdict == "winner"
    narrow, wide = seeing.arms[0].lift, blind.arms[0].lift
    assert narrow is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide is not None
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.high - narrow.low < 0.6 * (wide.high - wide.low)


def test_chance_differences_before_are_taken_off_and_nothing_is_invented() -> None:
    """Over many tests without a difference z stays standard normal."""
    z = []
    for seed in range(300):
        arms = [arm(*visitors(400, 1.0, 2 * seed + k)) for k in (0, 1)]
        z.append(summarise_pair(cuped.adjusted((Phase((0.5, 0.5), tuple(arms)),)), 1, "value").z)
    assert np.mean(z) == pytest.approx(0, abs=0.17)
    assert np.std(z) == pytest.approx(1, abs=0.12)


def test_each_phase_has_its_own_slope_and_an_arm_of_no_weight_has_no_say() -> None:
    one = Phase((0.5, 0.5, 0.0), (*(arm(*visitors(500, 1.0, s)) for s in (1, 2)), ArmCounts(0, 0)))
    strays = ArmCounts(3, 3, 9.0, 27.0, 9_000.0, 27e6, 27e3)
    other = Phase(one.weights, (*one.arms[:2], strays))
    assert cuped.adjusted((one,))[0].arms[:2] == cuped.adjusted((other,))[0].arms[:2]
    both = cuped.adjusted((one, Phase(one.weights, (ArmCounts(9, 9, 9.0, 9.0),) * 3)))
    assert both[0] == cuped.adjusted((one,))[0]
    assert both[1].arms[0] == ArmCounts(9, 9, 9.0, 9.0)


def test_nothing_known_from_before_changes_nothing() -> None:
    plain = (Phase((0.5, 0.5), (ArmCounts(9, 3, 4.0, 6.0), ArmCounts(9, 2, 3.0, 5.0))),)
    assert cuped.adjusted(plain) is plain
    alike = ArmCounts(9, 3, 4.0, 6.0, 18.0, 36.0, 8.0)  # everybody was worth 2 before
    assert cuped.adjusted((Phase((0.5, 0.5), (alike, alike)),))[0].arms[0] == alike

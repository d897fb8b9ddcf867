"""The corrected lift: what a winner is likely to be worth once its luck is taken off.

The arm that happened to look best is, on average, worse than it looked. How much worse is learned
from the effects of the workspace's finished experiments, losers included: a mixture prior on the
log risk ratio, then the posterior of this arm. With fewer than 100 past arms every plausible
spread is averaged over, for a plug-in estimate from a handful is badly overconfident; from 100 on
the prior's shape is fitted (Stephens 2017, "False discovery rates: a new deal").
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from experiments.stats.readings import Interval

Floats = npt.NDArray[np.float64]
History = tuple[tuple[float, float], ...]

ENOUGH_TO_FIT = 100
SPREADS = np.linspace(0.002, 0.5, 60)
TYPICAL_SPREAD = 0.15
TYPICAL_MEAN = 0.05
FITTED_SPREADS = np.array([0.001, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0, 1.4])
FITTING_STEPS = 300
TAIL = 0.025
QUANTILE_STEPS = 60
QUANTILE_PRECISION = 1e-6  # of the last step: the error left behind is about its square


@dataclass(frozen=True)
class Prior:
    """A mixture of normals for the log risk ratio."""

    log_weights: Floats
    means: Floats
    variances: Floats


@dataclass(frozen=True)
class Corrected:
    """The corrected relative lift with its 95 % interval, and P(the log ratio is above 0)."""

    lift: Interval
    p_positive: float


@lru_cache(maxsize=256)
def fit_prior(history: History) -> Prior:
    """The prior that (effect, standard error) pairs of finished experiments suggest."""
    effects = np.array([effect for effect, _ in history], dtype=float)
    errors = np.array([error for _, error in history], dtype=float)
    if len(history) < ENOUGH_TO_FIT:
        return _averaged(effects, errors)
    return _fitted(effects, errors)


def _averaged(effects: Floats, errors: Floats) -> Prior:
    """Every spread on a grid, weighted by how well it explains the history."""
    variances = SPREADS[:, None] ** 2 + errors**2
    precision = (1 / variances).sum(axis=1) + 1 / TYPICAL_MEAN**2
    means = (effects / variances).sum(axis=1) / precision
    log_weights = (
        -0.5 * np.log(variances).sum(axis=1)
        - 0.5 * (effects**2 / variances).sum(axis=1)
        + 0.5 * means**2 * precision
        - 0.5 * np.log(precision)
        - SPREADS**2 / (2 * TYPICAL_SPREAD**2)
    )
    return Prior(log_weights - log_weights.max(), means, SPREADS**2 + 1 / precision)


def _fitted(effects: Floats, errors: Floats) -> Prior:
    """Weights of a zero-mean scale mixture by expectation maximisation."""
    variances = FITTED_SPREADS**2 + errors[:, None] ** 2
    log_density = -0.5 * np.log(variances) - 0.5 * effects[:, None] ** 2 / variances
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    weights = np.full(len(FITTED_SPREADS), 1 / len(FITTED_SPREADS))
    for _ in range(FITTING_STEPS):
        joint = density * weights
        weights = (joint / joint.sum(axis=1, keepdims=True)).mean(axis=0)
    with np.errstate(divide="ignore"):
        log_weights = np.log(weights)
    return Prior(log_weights, np.zeros(len(weights)), FITTED_SPREADS**2)


def correct(prior: Prior, log_lifts: list[float], variances: list[float]) -> list[Corrected]:
    """The posterior of each arm on its own, from its log risk ratio and that one's variance."""
    if not log_lifts:
        return []
    y = np.array(log_lifts)[:, None]
    s2 = np.array(variances)[:, None]
    total = prior.variances + s2
    log_weights = prior.log_weights - 0.5 * np.log(total) - 0.5 * (y - prior.means) ** 2 / total
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    keep = prior.variances / total
    means = keep * y + (1 - keep) * prior.means
    deviations = np.sqrt(s2 * keep)
    points = (weights * means).sum(axis=1)
    positive = (weights * ndtr(means / deviations)).sum(axis=1)
    ends = mixture_ends(weights, means, deviations, points)
    return [
        Corrected(
            Interval(math.expm1(ends[i, 0]), math.expm1(points[i]), math.expm1(ends[i, 1])),
            min(float(positive[i]), 1.0),
        )
        for i in range(len(log_lifts))
    ]


def prior_chance_positive(prior: Prior) -> float:
    """P(the log ratio is above 0) before any visitor was seen."""
    weights = np.exp(prior.log_weights)
    chance = (weights * ndtr(prior.means / np.sqrt(prior.variances))).sum() / weights.sum()
    return float(chance)


def mixture_ends(weights: Floats, means: Floats, deviations: Floats, points: Floats) -> Floats:
    """The outer 2.5 % points (low, high) of normal mixtures, one a row; ``points`` their means.

    Newton's steps on the probit scale, where a near-normal mixture is near to a straight line,
    kept inside a bracket that shrinks.
    """
    targets = ndtri(np.array([TAIL, 1 - TAIL]))
    spread = np.sqrt((weights * (deviations**2 + means**2)).sum(axis=1) - points**2)
    x: Floats = points[:, None] + spread[:, None] * targets
    low = np.repeat((means - 9 * deviations).min(axis=1)[:, None], 2, axis=1)
    high = np.repeat((means + 9 * deviations).max(axis=1)[:, None], 2, axis=1)
    w = weights[:, None, :]
    scale = 1 / deviations[:, None, :]
    shift = means[:, None, :] * scale
    height = w * scale
    for _ in range(QUANTILE_STEPS):
        u = x[:, :, None] * scale - shift
        below = ndtri((w * ndtr(u)).sum(axis=2))
        slope = (height * np.exp(-0.5 * u * u)).sum(axis=2)
        error = below - targets
        low = np.where(error < 0, x, low)
        high = np.where(error > 0, x, high)
        step = error * np.exp(-0.5 * below * below) / slope
        x = x - step
        if np.abs(step).max() < QUANTILE_PRECISION:
            break
        outside = ~((x >= low) & (x <= high))  # also catches a step that is not a number
        if outside.any():
            x = np.where(outside, (low + high) / 2, x)
    return x

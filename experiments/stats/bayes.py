"""For the reader, under details: chance to be best and expected loss. Never a rule to stop by.

A rate has the posterior Beta(1 + x, 1 + n - x); the mean of a value goal a normal one. Everything
is a one-dimensional integral, done by Gauss-Legendre quadrature on panels that are fine where any
arm's posterior has weight, so the answer has no simulation noise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from experiments.stats.phases import standardised_means, standardised_rates
from experiments.stats.readings import GoalKind, Phase

Floats = npt.NDArray[np.float64]

NODES = 14
PANEL_WIDTH = 2.0
SMALLEST = 1e-300
PANEL_ENDS = np.array([-40, -24, -15, -10, -7, -5, -3, -1, 0, 1, 3, 5, 7, 10, 15, 24, 40.0])
"""Ends of panels about each arm's mean, in its standard deviations: the far ones for skew."""


@dataclass(frozen=True)
class Posterior:
    """Per arm: the chance to have the highest mean, the posterior mean, and E[highest] - E[own]."""

    p_best: tuple[float, ...]
    expected_loss: tuple[float, ...]


def compare_rates(
    looks: Sequence[Sequence[tuple[float, float]]], higher_is_better: bool = True
) -> list[Posterior]:
    """Posteriors of looks, each a list of arms given as (visitors, conversions).

    Losses are absolute rates. All looks must list the same number of arms.
    """
    data = np.array(looks, dtype=float)
    alpha = 1 + data[:, :, 1]
    beta = 1 + data[:, :, 0] - data[:, :, 1]
    means = alpha / (alpha + beta)
    deviations = np.sqrt(means * (1 - means) / (alpha + beta + 1))
    nodes, widths = _panels(means, deviations, 0.0, 1.0)
    nodes = np.maximum(nodes, SMALLEST)
    log_density = (alpha - 1)[:, :, None, None] * np.log(nodes)[:, None]
    log_density += (beta - 1)[:, :, None, None] * np.log(np.maximum(1 - nodes, SMALLEST))[:, None]
    return _compare(nodes, widths, log_density, means, higher_is_better)


def compare_values(
    looks: Sequence[Sequence[tuple[float, float]]], higher_is_better: bool = True
) -> list[Posterior]:
    """Posteriors of looks, each a list of arms given as (mean, standard error of the mean)."""
    data = np.array(looks, dtype=float)
    means = data[:, :, 0]
    deviations = np.maximum(data[:, :, 1], 1e-12)
    nodes, widths = _panels(means, deviations, -np.inf, np.inf)
    distances = nodes[:, None] - means[:, :, None, None]
    log_density = -0.5 * (distances / deviations[:, :, None, None]) ** 2
    return _compare(nodes, widths, log_density, means, higher_is_better)


def compare_arms(
    looks: Sequence[tuple[Phase, ...]], kind: GoalKind, higher_is_better: bool = True
) -> list[Posterior]:
    """The posterior of a goal's arms at each look, over all its phases.

    An arm nobody saw counts with its prior; a value goal has none, so that all arms are then
    called equal.
    """
    if kind == "conversion":
        return compare_rates([standardised_rates(phases) for phases in looks], higher_is_better)
    answers = []
    for phases in looks:
        arms = standardised_means(phases)
        if arms:
            answers += compare_values([arms], higher_is_better)
        else:
            count = len(phases[0].arms)
            answers.append(Posterior((1 / count,) * count, (0.0,) * count))
    return answers


@lru_cache(maxsize=1)
def _rule() -> tuple[Floats, Floats, Floats]:
    """Nodes and weights on [-1, 1], and the matrix that integrates from -1 up to each node."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    to_coefficients = np.linalg.inv(np.polynomial.legendre.legvander(nodes, NODES - 1))
    antiderivatives = np.polynomial.legendre.legint(np.eye(NODES), lbnd=-1, axis=0)
    upto = np.polynomial.legendre.legvander(nodes, NODES) @ antiderivatives @ to_coefficients
    return nodes, weights, upto


def _panels(means: Floats, deviations: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """Nodes (look x panel x node) and half widths of panels that follow every arm's posterior.

    Ends closer than two deviations of the narrowest arm are merged; looks with fewer panels than
    others are filled up with panels of no width.
    """
    ends = (means[:, :, None] + deviations[:, :, None] * PANEL_ENDS).reshape(len(means), -1)
    ends = np.sort(np.clip(ends, low, high), axis=1)
    origin = ends[:, :1]
    grain = PANEL_WIDTH * deviations.min(axis=1, keepdims=True)
    ends = np.minimum(np.rint((ends - origin) / grain) * grain + origin, high)
    widths = np.diff(ends, axis=1) / 2
    kept = widths > 0
    order = np.argsort(~kept, axis=1, kind="stable")[:, : kept.sum(axis=1).max()]
    starts = np.take_along_axis(ends, order, axis=1)
    widths = np.take_along_axis(widths, order, axis=1)
    nodes, _, _ = _rule()
    return starts[:, :, None] + widths[:, :, None] * (1 + nodes), widths


def _compare(
    nodes: Floats, widths: Floats, log_density: Floats, means: Floats, higher_is_better: bool
) -> list[Posterior]:
    """Integrate density_i x product of the others' distribution functions, arm by arm.

    Arrays are look x arm x panel x node (``nodes`` and ``widths`` without the arm).
    """
    _, weights, upto = _rule()
    density = np.exp(log_density - log_density.max(axis=(2, 3), keepdims=True))
    wide = widths[:, None, :]
    per_panel = (density @ weights) * wide
    totals = per_panel.sum(axis=2)[:, :, None, None]
    before = np.cumsum(per_panel, axis=2) - per_panel
    below = (before[..., None] + (density @ upto.T) * wide[..., None]) / totals
    integrand = density / totals * _products_of_others(below if higher_is_better else 1 - below)
    integrand *= weights * wide[..., None]
    chances = np.clip(integrand.sum(axis=(2, 3)), 0, 1)
    extremes = (integrand * nodes[:, None]).sum(axis=(1, 2, 3))[:, None]
    losses = np.maximum(extremes - means if higher_is_better else means - extremes, 0)
    return [
        Posterior(tuple(best), tuple(loss))
        for best, loss in zip(chances.tolist(), losses.tolist(), strict=True)
    ]


def _products_of_others(factors: Floats) -> Floats:
    """For each arm the product over all other arms, without dividing (factors may be 0)."""
    if factors.shape[1] == 2:
        return factors[:, ::-1]
    ones = np.ones_like(factors[:, :1])
    left = np.cumprod(np.concatenate([ones, factors[:, :-1]], axis=1), axis=1)
    right = np.cumprod(np.concatenate([ones, factors[:, :0:-1]], axis=1), axis=1)[:, ::-1]
    product: Floats = left * right
    return product

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

from experiments.stats.phases import moments, standardised_rates
from experiments.stats.readings import GoalKind, Phase

Floats = npt.NDArray[np.float64]

NODES = 14
PANEL_ENDS = np.array([-40, -24, -15, -10, -7, -5, -3, -1, 0, 1, 3, 5, 7, 10, 15, 24, 40.0])
"""Ends of panels about each arm's mean, in its standard deviations: the far ones for skew."""


@dataclass(frozen=True)
class Posterior:
    """Per arm: the chance to have the highest mean, the posterior mean, and E[highest] - E[own]."""

    p_best: tuple[float, ...]
    expected_loss: tuple[float, ...]


def compare_rates(arms: Sequence[tuple[float, float]], higher_is_better: bool = True) -> Posterior:
    """Posterior of arms given as (visitors, conversions). Losses are absolute rates."""
    alpha = np.array([1.0 + x for _, x in arms])
    beta = np.array([1.0 + n - x for n, x in arms])
    means = alpha / (alpha + beta)
    deviations = np.sqrt(means * (1 - means) / (alpha + beta + 1))
    nodes, widths = _panels(means, deviations, 0.0, 1.0)
    log_density = (alpha - 1)[:, None, None] * np.log(nodes)
    log_density += (beta - 1)[:, None, None] * np.log1p(-nodes)
    return _compare(nodes, widths, log_density, means, higher_is_better)


def compare_values(arms: Sequence[tuple[float, float]], higher_is_better: bool = True) -> Posterior:
    """Posterior of arms given as (mean, standard error of the mean)."""
    means = np.array([mean for mean, _ in arms])
    deviations = np.array([max(error, 1e-12) for _, error in arms])
    nodes, widths = _panels(means, deviations, -np.inf, np.inf)
    log_density = -0.5 * ((nodes - means[:, None, None]) / deviations[:, None, None]) ** 2
    return _compare(nodes, widths, log_density, means, higher_is_better)


def compare_arms(
    phases: tuple[Phase, ...], kind: GoalKind, higher_is_better: bool = True
) -> Posterior:
    """The posterior of a goal's arms over all phases; an arm nobody saw counts with its prior."""
    if kind == "conversion":
        return compare_rates(standardised_rates(phases), higher_is_better)
    seen = [phase for phase in phases if all(arm.n > 0 for arm in phase.arms)]
    if not seen:
        count = len(phases[0].arms)
        return Posterior((1 / count,) * count, (0.0,) * count)
    total = sum(arm.n for phase in seen for arm in phase.arms)
    parts = [sum(arm.n for arm in phase.arms) / total for phase in seen]
    arms = []
    for i in range(len(seen[0].arms)):
        own = [(phase.arms[i].n, moments(phase.arms[i], kind)) for phase in seen]
        mean = sum(p * m.mean for p, (_, m) in zip(parts, own, strict=True))
        variance = sum(p * p * m.variance / n for p, (n, m) in zip(parts, own, strict=True))
        arms.append((mean, variance**0.5))
    return compare_values(arms, higher_is_better)


@lru_cache(maxsize=1)
def _rule() -> tuple[Floats, Floats, Floats]:
    """Nodes and weights on [-1, 1], and the matrix that integrates from -1 up to each node."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    to_coefficients = np.linalg.inv(np.polynomial.legendre.legvander(nodes, NODES - 1))
    antiderivatives = np.polynomial.legendre.legint(np.eye(NODES), lbnd=-1, axis=0)
    upto = np.polynomial.legendre.legvander(nodes, NODES) @ antiderivatives @ to_coefficients
    return nodes, weights, upto


def _panels(means: Floats, deviations: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """Nodes (panel x node) and half widths of panels that follow every arm's posterior."""
    ends = (means[:, None] + deviations[:, None] * PANEL_ENDS).ravel()
    ends = np.clip(ends, low, high)
    grain = deviations.min()
    origin = ends.min()
    ends = np.unique(np.rint((ends - origin) / grain)) * grain + origin
    ends = np.minimum(ends, high)
    widths = np.diff(ends) / 2
    nodes, _, _ = _rule()
    return ends[:-1, None] + widths[:, None] * (1 + nodes), widths


def _compare(
    nodes: Floats, widths: Floats, log_density: Floats, means: Floats, higher_is_better: bool
) -> Posterior:
    """Integrate density_i x product of the others' distribution functions, arm by arm."""
    _, weights, upto = _rule()
    density = np.exp(log_density - log_density.max(axis=(1, 2), keepdims=True))
    per_panel = (density @ weights) * widths
    totals = per_panel.sum(axis=1)
    before = np.cumsum(per_panel, axis=1) - per_panel
    below = before[:, :, None] + (density @ upto.T) * widths[:, None]
    below /= totals[:, None, None]
    density /= totals[:, None, None]
    others = _products_of_others(below if higher_is_better else 1 - below)
    integrand = density * others
    measure = weights * widths[:, None]
    chances = (integrand * measure).sum(axis=(1, 2))
    extreme = float((integrand.sum(axis=0) * nodes * measure).sum())
    losses = extreme - means if higher_is_better else means - extreme
    return Posterior(
        tuple(float(chance) for chance in np.clip(chances, 0, 1)),
        tuple(float(loss) for loss in np.maximum(losses, 0)),
    )


def _products_of_others(factors: Floats) -> Floats:
    """For each arm the product over all other arms, without dividing (factors may be 0)."""
    if len(factors) == 2:
        return factors[::-1]
    ones = np.ones_like(factors[:1])
    left = np.cumprod(np.concatenate([ones, factors[:-1]]), axis=0)
    right = np.cumprod(np.concatenate([ones, factors[:0:-1]]), axis=0)[::-1]
    product: Floats = left * right
    return product

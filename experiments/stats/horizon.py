"""A planned end: a group-sequential test whose looks may fall anywhere.

Two-sided bounds |z_k| >= c_k from a spending function, alpha(t) = total x t^3 (Lan and DeMets
1983; Kim and DeMets 1987 with rho = 3), solved by recursive integration over the information that
was really collected (Armitage, McPherson and Rowe 1969). The p-value is the total that would just
have been crossed: bounds are solved for a grid of totals at once and interpolated.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]
Path = tuple[tuple[float, float], ...]
Levels = tuple[float, ...]

SPENDING_POWER = 3
SPENT_SHARE = 0.94
"""0.047 of 0.05: the rest allows for z being only nearly normal at small counts."""

LEAST_GROWTH = 1.001
"""A look whose information grew by less is not worth a test of its own; the next one is."""

LIKELY_LEVELS = (0.005, 0.02, 0.08, 0.25, 0.55, 1.0)
RARE_LEVELS = (1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 0.005)
"""Levels whose bounds are solved for p; the rare ones only where z lies beyond the likely."""

NODES_PER_NOISE = 1.3
CACHED_STEPS = 4_096
MAX_NODES = 400
MOST_STEPS = 60
LAST_STEP = 1e-6  # of Newton: the error left behind is about its square
LARGEST_FALL = 0.3
SQRT_TAU = math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class _Step:
    """One tested look: a critical value per level, and the density of z just before the bounds."""

    time: float
    information: float
    critical: Floats
    previous_nodes: Floats | None
    previous_mass: Floats | None
    root: float
    noise: float
    fall: Floats | float = 0.0
    """By which part the bounds last fell, per unit of ln(information): where to look for the
    next."""


_steps: OrderedDict[tuple[Levels, Path], _Step] = OrderedDict()


def is_new_look(path: Path, information: float, final: bool) -> bool:
    """Whether there is enough new information for a test (the final look is always tested)."""
    return final or not path or information >= path[-1][1] * LEAST_GROWTH


def critical_value(path: Path, level: float) -> float:
    """The bound on |z| at the last look of ``path``, pairs of (time fraction, information).

    ``level`` is the false-declaration level of this one comparison (alpha over the number of
    arms). A time fraction of 1 spends all that is left.
    """
    return float(_last_step(path, (level,)).critical[0])


def can_improve(z: float, time: float, p: float) -> bool:
    """Whether |z| might reach the bound of a level below ``p``: a quick check that errs to yes.

    The chance to lie beyond a bound is at most all that was spent so far, which bounds the bound.
    """
    return 2 * float(ndtr(-abs(z))) <= p * SPENT_SHARE * _spent(min(time, 1.0))


def p_value(path: Path, z: float) -> float:
    """The smallest level of this one comparison whose last bound |z| reaches; 1 if none."""
    size = abs(z)
    levels = LIKELY_LEVELS
    criticals = _last_step(path, levels).critical
    if size < criticals[-1]:
        return 1.0
    if size > criticals[0]:
        levels = RARE_LEVELS
        criticals = _last_step(path, levels).critical
        if size >= criticals[0]:
            return levels[0]
    # The level's normal quantile is nearly a straight line in the bound, so that Lagrange's
    # polynomial through the grid gives it to about one part in a thousand of p.
    ratios = (size - criticals) / (criticals[:, None] - criticals + np.eye(len(levels)))
    np.fill_diagonal(ratios, 1.0)
    quantile = float(ratios.prod(axis=1) @ -ndtri(np.array(levels) / 2))
    return min(2 * float(ndtr(-max(quantile, 0.0))), 1.0)


def _last_step(path: Path, levels: Levels) -> _Step:
    """Earlier steps are remembered, so that reading look after look costs one step each."""
    known = len(path)
    while known and (levels, path[:known]) not in _steps:
        known -= 1
    step = _steps[levels, path[:known]] if known else None
    totals = SPENT_SHARE * np.array(levels)
    for count in range(known + 1, len(path) + 1):
        time, information = path[count - 1]
        step = _advance(step, min(time, 1.0), information, totals)
        _steps[levels, path[:count]] = step
        if len(_steps) > CACHED_STEPS:
            _steps.popitem(last=False)
    if step is None:
        raise ValueError("a path needs at least one look")
    return step


@lru_cache(maxsize=512)
def _legendre(count: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


def _spent(time: float) -> float:
    return float(time**SPENDING_POWER)


def _advance(step: _Step | None, time: float, information: float, totals: Floats) -> _Step:
    """The next look's critical values, one for each total alpha.

    By symmetry only z > 0 is integrated; each node stands for itself and its mirror image.
    """
    if step is None:
        critical = -ndtri(totals * _spent(time) / 2)
        return _Step(time, information, critical, None, None, 0.0, 1.0)
    allowance = totals * max(_spent(time) - _spent(step.time), 1e-12)
    root = math.sqrt(min(step.information / information, 1.0))
    noise = math.sqrt(max(1 - root * root, 0.0))
    widest = float(step.critical.max())
    noise = max(
        noise, NODES_PER_NOISE * widest / MAX_NODES
    )  # calls looks less alike than they are: careful
    count = min(MAX_NODES, 12 + math.ceil(NODES_PER_NOISE * widest / min(noise, step.noise)))
    unit_nodes, unit_weights = _legendre(count)
    nodes = step.critical[:, None] * unit_nodes
    mass = _density(step, nodes) * unit_weights * step.critical[:, None]
    growth = math.log(information / step.information) if information > step.information else 0.0
    guess = step.critical * (1 - np.clip(step.fall * growth, 0.0, LARGEST_FALL))
    critical = _solve(nodes * root, mass, noise, allowance, guess)
    fall = (1 - critical / step.critical) / growth if growth else 0.0
    return _Step(time, information, critical, nodes, mass, root, noise, fall)


def _density(step: _Step, at: Floats) -> Floats:
    """Density of z at this look, among experiments that crossed no earlier bound."""
    if step.previous_nodes is None or step.previous_mass is None:
        first: Floats = np.exp(-0.5 * at * at) / SQRT_TAU
        return first
    centres = step.previous_nodes * (step.root / step.noise)
    scaled = at / step.noise
    kernel = np.exp(-0.5 * (scaled[:, :, None] - centres[:, None, :]) ** 2)
    kernel += np.exp(-0.5 * (scaled[:, :, None] + centres[:, None, :]) ** 2)
    density: Floats = (kernel @ step.previous_mass[:, :, None])[:, :, 0]
    return density / (step.noise * SQRT_TAU)


def _solve(centres: Floats, mass: Floats, noise: float, allowance: Floats, guess: Floats) -> Floats:
    """Bounds that the allowance of alpha just pays for: Newton on the logarithm of the chance.

    The chance to cross is log-concave in the bound, so Newton's steps come down on it from above.
    """
    critical = guess.copy()
    for _ in range(MOST_STEPS):
        up = (critical[:, None] - centres) / noise
        down = (critical[:, None] + centres) / noise
        chance = 2 * (mass * (ndtr(-up) + ndtr(-down))).sum(axis=1)
        slope = (mass * (np.exp(-0.5 * up * up) + np.exp(-0.5 * down * down))).sum(axis=1)
        slope *= 2 / (noise * SQRT_TAU)
        change = np.log(np.maximum(chance, 1e-300) / allowance) * chance / np.maximum(slope, 1e-300)
        critical = np.maximum(critical + np.clip(change, -1.0, 1.0), 0.0)
        if np.abs(change).max() < LAST_STEP:
            break
    return critical

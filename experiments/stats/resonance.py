"""Which pain (or framework, or proof) moves people, learned over all finished experiments.

Two readings of the same arms: ``pooled_levels``, a plain table of averages, and ``resonance``, a
model that shares strength between personas and stages and says how sure it is. Only experiments
whose arms hold at least two levels of the factor tell anything; each phase has a base rate of its
own, so a good placement makes no level look good.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from experiments.stats.readings import Interval
from experiments.stats.shrinkage import mixture_ends

Floats = npt.NDArray[np.float64]

SPREADS = np.geomspace(0.01, 0.6, 12)
TYPICAL_SPREAD = 0.15
DRAWS = 4_000
DRAW_SEED = 20_260_101
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class FinishedArm:
    """Counts of one arm in one phase of a finished, sound experiment."""

    experiment: str
    phase: int
    arm: str
    level: str
    n: int
    x: int
    persona: str | None = None
    stage: str | None = None

    @property
    def log_rate(self) -> float:
        return math.log((self.x + 0.5) / (self.n + 1))

    @property
    def variance(self) -> float:
        missing = 1 - self.x / self.n if self.x < self.n else 0.5 / (self.n + 1)
        return missing / (self.x + 0.5)


@dataclass(frozen=True)
class LevelEffect:
    """A level's lift over the average level; ``chance_best`` None where no model stands behind."""

    level: str
    experiments: int
    visitors: int
    conversions: int
    lift: Interval
    chance_best: float | None


def comparable(arms: Sequence[FinishedArm]) -> list[FinishedArm]:
    """Arms with visitors, of experiment phases in which at least two levels were shown."""
    seen = [arm for arm in arms if arm.n > 0]
    levels: dict[tuple[str, int], set[str]] = defaultdict(set)
    for arm in seen:
        levels[arm.experiment, arm.phase].add(arm.level)
    return [arm for arm in seen if len(levels[arm.experiment, arm.phase]) > 1]


def pooled_levels(arms: Sequence[FinishedArm]) -> list[LevelEffect]:
    """Each level against the average of its own phases, weighted by precision; the best first.

    The interval allows for the visitors' chance only, not for levels that work differently from
    one experiment to the next: it is too narrow where they do, which is what the model is for.
    """
    strata: dict[tuple[str, int], list[FinishedArm]] = defaultdict(list)
    for arm in comparable(arms):
        strata[arm.experiment, arm.phase].append(arm)
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    for stratum in strata.values():
        for arm in stratum:
            others = [other for other in stratum if other.level != arm.level]
            precision = sum(1 / other.variance for other in others)
            average = sum(other.log_rate / other.variance for other in others) / precision
            weight = 1 / (arm.variance + 1 / precision)
            sums[arm.level] += weight * (arm.log_rate - average)
            weights[arm.level] += weight
    effects = []
    for level, weight in weights.items():
        mean, error = sums[level] / weight, math.sqrt(1 / weight)
        lift = Interval(
            math.expm1(mean - NORMAL_95 * error),
            math.expm1(mean),
            math.expm1(mean + NORMAL_95 * error),
        )
        effects.append(_level_effect(arms, level, lift, None))
    return sorted(effects, key=lambda effect: -effect.lift.point)


def resonance(
    arms: Sequence[FinishedArm], persona: str | None = None, stage: str | None = None
) -> list[LevelEffect]:
    """The model's effect of each level for a persona at a stage (None: over all), the best first.

    log rate = base(experiment, phase) + level + level x persona + level x persona x stage +
    wording + chance. The three level terms have spread tau, the wording (one per arm) spread
    sigma; both are averaged over a grid with half-normal(.15) priors, the bases are flat. Empty
    if no phase compares two levels.
    """
    rows = comparable(arms)
    if not rows:
        return []
    levels = sorted({row.level for row in rows})
    y = np.array([row.log_rate for row in rows])
    noise = np.array([row.variance for row in rows])
    base = _indicators([(row.experiment, row.phase) for row in rows])
    wording = _indicators([(row.experiment, row.arm) for row in rows])
    same_wording = wording @ wording.T
    alike = np.zeros((len(rows), len(rows)))
    for keys in (
        [(row.level,) for row in rows],
        [(row.level, row.persona) for row in rows],
        [(row.level, row.persona, row.stage) for row in rows],
    ):
        z = _indicators(keys)
        alike += z @ z.T
    cell, depth = _cell(rows, levels, persona, stage)
    log_weights, means, covariances = [], [], []
    for tau in SPREADS:
        for sigma in SPREADS:
            variance = np.diag(noise) + sigma**2 * same_wording + tau**2 * alike
            precision, log_evidence = _without_base(variance, base, y)
            c = tau**2 * cell
            log_weights.append(
                log_evidence - (tau**2 + sigma**2) / (2 * TYPICAL_SPREAD**2) + math.log(tau * sigma)
            )
            means.append(c @ precision @ y)
            covariances.append(depth * tau**2 * np.eye(len(levels)) - c @ precision @ c.T)
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    return _effects(arms, levels, weights, np.array(means), np.array(covariances))


def _indicators(keys: Sequence[tuple[object, ...]]) -> Floats:
    """One column per distinct key, 1 where the row has it."""
    columns = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    answer = np.zeros((len(keys), len(columns)))
    answer[np.arange(len(keys)), [columns[key] for key in keys]] = 1.0
    return answer


def _cell(
    rows: Sequence[FinishedArm], levels: Sequence[str], persona: str | None, stage: str | None
) -> tuple[Floats, int]:
    """Covariance of the cell's effects with each row in units of tau^2, and how many terms it has.

    Without a persona only the level's own term is asked for; without a stage no stage's.
    """
    depth = 1 if persona is None else 2 if stage is None else 3
    answer = np.zeros((len(levels), len(rows)))
    for i, level in enumerate(levels):
        for j, row in enumerate(rows):
            if row.level != level:
                continue
            shared = 1
            if depth > 1 and row.persona == persona:
                shared = 3 if depth > 2 and row.stage == stage else 2
            answer[i, j] = shared
    return answer, depth


def _without_base(variance: Floats, base: Floats, y: Floats) -> tuple[Floats, float]:
    """P = S^-1 - S^-1 X (X'S^-1X)^-1 X'S^-1 and the log likelihood with flat bases taken out."""
    inverse = np.linalg.inv(variance)
    weighted = inverse @ base
    gram = base.T @ weighted
    precision = np.asarray(inverse - weighted @ np.linalg.solve(gram, weighted.T), dtype=float)
    _, log_det = np.linalg.slogdet(variance)
    _, log_det_base = np.linalg.slogdet(gram)
    return precision, float(-0.5 * (log_det + log_det_base + y @ precision @ y))


def _effects(
    arms: Sequence[FinishedArm],
    levels: Sequence[str],
    weights: Floats,
    means: Floats,
    covariances: Floats,
) -> list[LevelEffect]:
    """Lifts over the mean of the levels, from the mixture over the grid."""
    count = len(levels)
    contrast = np.eye(count) - 1 / count
    centred = means @ contrast.T
    spread = contrast @ covariances @ contrast.T
    deviations = np.sqrt(np.maximum(np.diagonal(spread, axis1=1, axis2=2), 1e-16))
    points = weights @ centred
    ends = mixture_ends(np.tile(weights, (count, 1)), centred.T, deviations.T, points)
    random = np.random.default_rng(DRAW_SEED)
    chosen = random.multinomial(DRAWS, weights)
    best = np.zeros(count)
    for number in np.flatnonzero(chosen):
        draws = random.multivariate_normal(
            means[number], covariances[number], size=chosen[number], check_valid="ignore"
        )
        best += np.bincount(draws.argmax(axis=1), minlength=count)
    effects = []
    for i, level in enumerate(levels):
        low, high = (math.expm1(float(end)) for end in ends[i])
        lift = Interval(low, math.expm1(float(points[i])), high)
        effects.append(_level_effect(arms, level, lift, float(best[i] / DRAWS)))
    return sorted(effects, key=lambda effect: -effect.lift.point)


def _level_effect(
    arms: Sequence[FinishedArm], level: str, lift: Interval, chance_best: float | None
) -> LevelEffect:
    own = [arm for arm in comparable(arms) if arm.level == level]
    return LevelEffect(
        level=level,
        experiments=len({arm.experiment for arm in own}),
        visitors=sum(arm.n for arm in own),
        conversions=sum(arm.x for arm in own),
        lift=lift,
        chance_best=chance_best,
    )

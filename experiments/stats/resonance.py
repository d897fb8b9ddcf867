"""Which pain (or framework, or proof) moves people, learned over all finished experiments.

A model of partial pooling: it shares strength between personas and stages and says how sure it is.
Only experiments whose arms hold at least two levels of the factor tell anything; each phase has a
base rate of its own, so a good placement makes no level look good.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from experiments.stats.readings import Interval
from experiments.stats.shrinkage import mixture_ends

Floats = npt.NDArray[np.float64]
Cell = tuple[str | None, str | None]
"""A persona and a stage; None stands for all of them."""

SPREADS = np.geomspace(0.01, 0.6, 12)
TYPICAL_SPREAD = 0.15
DRAWS = 4_000
DRAW_SEED = 20_260_101
LEAST_VARIANCE = 1e-16
UNTRIED = ""  # stands, in a pair, for a level that no test has shown yet


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
    higher_is_better: bool = True

    @property
    def log_rate(self) -> float:
        """Of what we hope for: turned round where fewer is better."""
        rate = math.log((self.x + 0.5) / (self.n + 1))
        return rate if self.higher_is_better else -rate

    @property
    def variance(self) -> float:
        missing = 1 - self.x / self.n if self.x < self.n else 0.5 / (self.n + 1)
        return missing / (self.x + 0.5)


@dataclass(frozen=True)
class LevelEffect:
    """A level's lift over the average level of its cell, and the chance that it is the best.

    ``experiments``, ``visitors`` and ``conversions`` are those of the cell itself.
    """

    level: str
    experiments: int
    visitors: int
    conversions: int
    lift: Interval
    chance_best: float


@dataclass(frozen=True)
class LevelPair:
    """How ``level`` would do in place of ``over``: its lift, and the chance that it is above 0."""

    level: str
    over: str
    lift: Interval
    chance: float


@dataclass(frozen=True)
class CellReading:
    """The levels of a cell, the best first, and every one against every other.

    ``pairs`` has UNTRIED as a level as well: a new one is as likely to be good as those tried.
    """

    levels: tuple[LevelEffect, ...]
    pairs: tuple[LevelPair, ...]


def comparable(arms: Sequence[FinishedArm]) -> list[FinishedArm]:
    """Arms with visitors, of experiment phases in which at least two levels were shown."""
    seen = [arm for arm in arms if arm.n > 0]
    levels: dict[tuple[str, int], set[str]] = defaultdict(set)
    for arm in seen:
        levels[arm.experiment, arm.phase].add(arm.level)
    return [arm for arm in seen if len(levels[arm.experiment, arm.phase]) > 1]


def resonance(
    arms: Sequence[FinishedArm], persona: str | None = None, stage: str | None = None
) -> list[LevelEffect]:
    """The effect of each level for a persona at a stage (None: over all), the best first."""
    cell = (persona, stage)
    reading = read_cells(arms, [cell]).get(cell)
    return list(reading.levels) if reading else []


def read_cells(arms: Sequence[FinishedArm], cells: Sequence[Cell]) -> dict[Cell, CellReading]:
    """What the model says of each cell; nothing if no phase compares two levels.

    log rate = base(experiment, phase) + level + level x persona + level x persona x stage +
    wording + chance. The three level terms have spread tau, the wording (one per arm) spread
    sigma; both are averaged over a grid with half-normal(.15) priors, the bases are flat. A cell
    that was never tested itself is read from the others, and is less certain for it.
    """
    rows = comparable(arms)
    if not rows:
        return {}
    asked = [_Asked(rows, cell) for cell in cells]
    y = np.array([row.log_rate for row in rows])
    noise = np.diag([row.variance for row in rows])
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
    log_weights = []
    for tau in SPREADS:
        for sigma in SPREADS:
            variance = noise + sigma**2 * same_wording + tau**2 * alike
            precision, log_evidence = _without_base(variance, base, y)
            log_weights.append(
                log_evidence - (tau**2 + sigma**2) / (2 * TYPICAL_SPREAD**2) + math.log(tau * sigma)
            )
            for each in asked:
                each.add(tau, precision, y)
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    return {each.cell: each.read(weights) for each in asked}


class _Asked:
    """A cell that is asked for: its levels and, for each point of the grid, what is known of them.

    The last row of means and covariances is that of a level no test has shown.
    """

    def __init__(self, rows: Sequence[FinishedArm], cell: Cell):
        self.cell = cell
        self.rows = [row for row in rows if _is_in(row, cell)]
        self.levels = sorted({row.level for row in self.rows})
        if len(self.levels) < 2:
            self.levels = sorted({row.level for row in rows})
        self.depth, read_as = _depth(self.rows, cell)
        self.shared = _shared_terms(rows, self.levels, self.depth, read_as)
        self.means: list[Floats] = []
        self.covariances: list[Floats] = []

    def add(self, tau: float, precision: Floats, y: Floats) -> None:
        c = tau**2 * self.shared
        self.means.append(c @ precision @ y)
        own = self.depth * tau**2 * np.eye(len(self.levels) + 1)
        self.covariances.append(own - c @ precision @ c.T)

    def read(self, weights: Floats) -> CellReading:
        means, covariances = np.array(self.means), np.array(self.covariances)
        tried = len(self.levels)
        effects = self._effects(weights, means[:, :tried], covariances[:, :tried, :tried])
        return CellReading(tuple(effects), tuple(self._pairs(weights, means, covariances)))

    def _effects(self, weights: Floats, means: Floats, covariances: Floats) -> list[LevelEffect]:
        """Lifts over the mean of the levels, from the mixture over the grid."""
        count = len(self.levels)
        contrast = np.eye(count) - 1 / count
        spread = contrast @ covariances @ contrast.T
        lifts = _lifts(weights, means @ contrast.T, np.diagonal(spread, axis1=1, axis2=2))
        best = _shares_best(weights, means, covariances)
        effects = []
        for place, level in enumerate(self.levels):
            own = [row for row in self.rows if row.level == level]
            effects.append(
                LevelEffect(
                    level=level,
                    experiments=len({row.experiment for row in own}),
                    visitors=sum(row.n for row in own),
                    conversions=sum(row.x for row in own),
                    lift=lifts[place],
                    chance_best=best[place],
                )
            )
        return sorted(effects, key=lambda effect: (-effect.lift.point, effect.level))

    def _pairs(self, weights: Floats, means: Floats, covariances: Floats) -> list[LevelPair]:
        names = [*self.levels, UNTRIED]
        tried = range(len(self.levels))
        ends = [(one, other) for one in range(len(names)) for other in tried if one != other]
        contrast = np.zeros((len(ends), len(names)))
        for number, (one, other) in enumerate(ends):
            contrast[number, one], contrast[number, other] = 1.0, -1.0
        centred = means @ contrast.T
        variances = np.einsum("pi,gij,pj->gp", contrast, covariances, contrast, optimize=True)
        deviations = np.sqrt(np.maximum(variances, LEAST_VARIANCE))
        chances = weights @ ndtr(centred / deviations)
        lifts = _lifts(weights, centred, variances)
        return [
            LevelPair(names[one], names[other], lift, min(float(chance), 1.0))
            for (one, other), lift, chance in zip(ends, lifts, chances, strict=True)
        ]


def _is_in(row: FinishedArm, cell: Cell) -> bool:
    persona, stage = cell
    return persona in (None, row.persona) and stage in (None, row.stage)


def _depth(own: Sequence[FinishedArm], cell: Cell) -> tuple[int, Cell]:
    """Of how many terms (1 to 3) an effect in the cell is the sum, and whose terms they are.

    A wide cell in which only one persona, or one persona at one stage, was tested is read as that.
    """
    combinations = {(row.persona, row.stage) for row in own}
    if len(combinations) == 1:
        return 3, combinations.pop()
    personas = {persona for persona, _ in combinations}
    if len(personas) == 1:
        return 2, (personas.pop(), None)
    return (1 if cell[0] is None else 2 if cell[1] is None else 3), cell


def _indicators(keys: Sequence[tuple[object, ...]]) -> Floats:
    """One column per distinct key, 1 where the row has it."""
    columns = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    answer = np.zeros((len(keys), len(columns)))
    answer[np.arange(len(keys)), [columns[key] for key in keys]] = 1.0
    return answer


def _shared_terms(
    rows: Sequence[FinishedArm], levels: Sequence[str], depth: int, read_as: Cell
) -> Floats:
    """Covariance of a cell's effects with each row in units of tau^2; the last row is of none."""
    persona, stage = read_as
    answer = np.zeros((len(levels) + 1, len(rows)))
    places = {level: place for place, level in enumerate(levels)}
    for number, row in enumerate(rows):
        place = places.get(row.level)
        if place is None:
            continue
        shared = 1
        if depth > 1 and row.persona == persona:
            shared = 3 if depth > 2 and row.stage == stage else 2
        answer[place, number] = shared
    return answer


def _without_base(variance: Floats, base: Floats, y: Floats) -> tuple[Floats, float]:
    """P = S^-1 - S^-1 X (X'S^-1X)^-1 X'S^-1 and the log likelihood with flat bases taken out."""
    inverse = np.linalg.inv(variance)
    weighted = inverse @ base
    gram = base.T @ weighted
    precision = np.asarray(inverse - weighted @ np.linalg.solve(gram, weighted.T), dtype=float)
    _, log_det = np.linalg.slogdet(variance)
    _, log_det_base = np.linalg.slogdet(gram)
    return precision, float(-0.5 * (log_det + log_det_base + y @ precision @ y))


def _lifts(weights: Floats, means: Floats, variances: Floats) -> list[Interval]:
    """Points and 95 % ends of mixtures over the grid (first axis), one for each column."""
    deviations = np.sqrt(np.maximum(variances, LEAST_VARIANCE))
    points = weights @ means
    repeated = np.tile(weights, (means.shape[1], 1))
    ends = mixture_ends(repeated, means.T, deviations.T, points)
    return [
        Interval(math.expm1(float(low)), math.expm1(float(point)), math.expm1(float(high)))
        for (low, high), point in zip(ends, points, strict=True)
    ]


def _shares_best(weights: Floats, means: Floats, covariances: Floats) -> list[float]:
    """In what share of draws each level has the largest effect."""
    random = np.random.default_rng(DRAW_SEED)
    chosen = random.multinomial(DRAWS, weights)
    best = np.zeros(means.shape[1])
    for number in np.flatnonzero(chosen):
        draws = random.multivariate_normal(
            means[number], covariances[number], size=chosen[number], check_valid="ignore"
        )
        best += np.bincount(draws.argmax(axis=1), minlength=len(best))
    return [float(share) for share in best / DRAWS]

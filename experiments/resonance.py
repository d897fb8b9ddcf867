"""Which pain, and which framework, moves people: pooled over all finished tests.

A first, plain table: every arm against its control, pooled by inverse variance (fixed effect).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from experiments.history import FinishedReading, finished_readings
from experiments.models import Arm, Goal

Z_95 = 1.959964


@dataclass(frozen=True)
class Resonance:
    """What tests say of one pain or framework: arms that used it against controls that did not.

    ``key`` is the id of a pain as text, or a framework. ``tests`` counts experiments, ``wins``
    those it won. ``lift`` is the pooled lift as a fraction with its 95 % interval, in the good
    direction of each goal; None where no effect could be told.
    """

    key: str
    name: str
    tests: int
    wins: int
    lift: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ResonanceTable:
    """Rows by pooled lift, best first. ``experiments`` finished experiments were read."""

    experiments: int
    pains: tuple[Resonance, ...]
    frameworks: tuple[Resonance, ...]


@dataclass(frozen=True)
class _Trial:
    """One arm against the control on a factor in which the two differ."""

    experiment: int
    key: str
    name: str
    won: bool
    effect: float
    variance: float


def resonance_of(*, workspace_id: int) -> ResonanceTable:
    """The table of a workspace, over conversion goals, in four queries."""
    readings = [
        reading
        for reading in finished_readings(workspace_id=workspace_id)
        if reading.kind == Goal.Kind.CONVERSION
    ]
    arms: dict[int, dict[int, Arm]] = defaultdict(dict)
    rows = Arm.objects.filter(
        workspace_id=workspace_id, experiment__in=[reading.experiment for reading in readings]
    ).select_related("variant__pain")
    for arm in rows:
        arms[arm.experiment_id][arm.position] = arm
    return ResonanceTable(
        experiments=len(readings),
        pains=_pool(_trials(readings, arms, _pain)),
        frameworks=_pool(_trials(readings, arms, _framework)),
    )


def pooled(effects: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """(effect, variance) of independent effects with their variances, weighed by precision."""
    weights = [(effect, 1 / variance) for effect, variance in effects]
    total = math.fsum(weight for _, weight in weights)
    if not total:
        return None
    return math.fsum(effect * weight for effect, weight in weights) / total, 1 / total


def _pain(arm: Arm) -> tuple[str, str] | None:
    pain = arm.variant.pain
    return None if pain is None else (str(pain.pk), pain.title)


def _framework(arm: Arm) -> tuple[str, str] | None:
    name = arm.variant.framework
    return (name, name.replace("_", " ")) if name else None


def _trials(
    readings: Iterable[FinishedReading],
    arms: dict[int, dict[int, Arm]],
    factor: Callable[[Arm], tuple[str, str] | None],
) -> list[_Trial]:
    trials = []
    for reading in readings:
        of_these = arms[reading.experiment]
        control = factor(of_these[0])
        for position, effect, variance in reading.effects():
            level = factor(of_these[position])
            if level is None or level == control:
                continue
            good = effect if reading.higher_is_better else -effect
            won = reading.verdict == "winner" and reading.winner == position
            trials.append(_Trial(reading.experiment, *level, won, good, variance))
    return trials


def _pool(trials: Iterable[_Trial]) -> tuple[Resonance, ...]:
    by_key: dict[str, list[_Trial]] = defaultdict(list)
    for trial in trials:
        by_key[trial.key].append(trial)
    rows = []
    for key, own in by_key.items():
        result = pooled((trial.effect, trial.variance) for trial in own)
        lift = low = high = None
        if result is not None:
            effect, half = result[0], Z_95 * math.sqrt(result[1])
            lift, low, high = (math.expm1(e) for e in (effect, effect - half, effect + half))
        tests = {trial.experiment for trial in own}
        wins = {trial.experiment for trial in own if trial.won}
        rows.append(Resonance(key, own[0].name, len(tests), len(wins), lift, low, high))
    return tuple(sorted(rows, key=lambda row: (-(row.lift or 0.0), row.name)))

"""Does the resonance model know how sure it may be? Simulated workspaces with known effects."""

import math
from collections.abc import Collection

import numpy as np

from bench.tables import row
from experiments.stats.readings import Interval
from experiments.stats.resonance import UNTRIED, FinishedArm, read_cells

LEVELS = ("waiting", "doubt", "cost", "shame")
PERSONAS = ("new", "returning")
STAGES = ("noticing", "choosing")
CELL = ("new", "choosing")
SEED = 20261140


def workspace(
    random: np.random.Generator, experiments: int = 30, visitors: int = 4_000
) -> tuple[list[FinishedArm], dict[str, float]]:
    """Finished experiments of two levels each, and the true log effect of each level in CELL."""
    tau, sigma = np.abs(random.normal(0, 0.15, 2))
    effect: dict[tuple[str, ...], float] = {}
    for level in LEVELS:
        effect[level,] = random.normal(0, tau)
        for persona in PERSONAS:
            effect[level, persona] = random.normal(0, tau)
            for stage in STAGES:
                effect[level, persona, stage] = random.normal(0, tau)

    def total(level: str, persona: str, stage: str) -> float:
        return effect[level,] + effect[level, persona] + effect[level, persona, stage]

    arms = []
    for number in range(experiments):
        persona, stage = str(random.choice(PERSONAS)), str(random.choice(STAGES))
        base = math.log(random.uniform(0.03, 0.15))
        for position, level in enumerate(random.choice(LEVELS, 2, replace=False).tolist()):
            log_rate = base + total(level, persona, stage) + random.normal(0, sigma)
            converted = int(random.binomial(visitors, min(math.exp(log_rate), 0.9)))
            arms.append(
                FinishedArm(
                    str(number), 1, str(position), level, visitors, converted, persona, stage
                )
            )
    return arms, {level: total(level, *CELL) for level in LEVELS}


def true_lift(true: dict[str, float], level: str, levels: Collection[str]) -> float:
    """The lift of a level over the mean of those that the cell has shown."""
    return math.expm1(true[level] - sum(true[each] for each in levels) / len(levels))


def holds(lift: Interval, truth: float) -> bool:
    """Whether the interval holds the truth; an end that is not known bounds nothing."""
    above = lift.low is None or lift.low <= truth
    return above and (lift.high is None or truth <= lift.high)


def coverage(workspaces: int) -> None:
    """How often the 95 % intervals hold the truth, and how often the likely best is the best."""
    random = np.random.default_rng(SEED)
    shown: list[bool] = []
    compared: list[bool] = []
    claimed = right = 0.0
    for _ in range(workspaces):
        arms, true = workspace(random)
        reading = read_cells(arms, [CELL])[CELL]
        levels = [effect.level for effect in reading.levels]
        shown += [
            holds(effect.lift, true_lift(true, effect.level, levels)) for effect in reading.levels
        ]
        compared += [
            holds(pair.lift, math.expm1(true[pair.level] - true[pair.over]))
            for pair in reading.pairs
            if pair.level != UNTRIED
        ]
        likely = max(reading.levels, key=lambda effect: effect.chance_best)
        claimed += likely.chance_best
        right += likely.level == max(levels, key=lambda level: true[level])
    print(f"\nResonance: levels of {workspaces} simulated workspaces")
    row("coverage", "of pairs", "target", "P best said", "was best")
    row(
        f"{np.mean(shown):.1%}",
        f"{np.mean(compared):.1%}",
        "93-97 %",
        f"{claimed / workspaces:.1%}",
        f"{right / workspaces:.1%}",
    )

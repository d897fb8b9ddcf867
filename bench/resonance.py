"""Does the resonance model know how sure it may be? Simulated workspaces with known effects."""

import math

import numpy as np

from bench.tables import row
from experiments.stats.resonance import FinishedArm, resonance

LEVELS = ("waiting", "doubt", "cost", "shame")
PERSONAS = ("new", "returning")
STAGES = ("noticing", "choosing")
CELL = ("new", "choosing")
SEED = 20261140


def workspace(
    random: np.random.Generator, experiments: int = 30, visitors: int = 4_000
) -> tuple[list[FinishedArm], dict[str, float]]:
    """Finished experiments of two levels each, and the true lift of each level in CELL."""
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
    true = {level: total(level, *CELL) for level in LEVELS}
    mean = sum(true.values()) / len(true)
    return arms, {level: math.expm1(value - mean) for level, value in true.items()}


def coverage(workspaces: int) -> None:
    """How often the 95 % interval holds the truth, and how often the likely best is the best."""
    random = np.random.default_rng(SEED)
    inside = shown = 0
    claimed = right = 0.0
    for _ in range(workspaces):
        arms, true = workspace(random)
        effects = resonance(arms, *CELL)
        for effect in effects:
            low, high = effect.lift.low, effect.lift.high
            inside += low is not None and high is not None and low <= true[effect.level] <= high
            shown += 1
        likely = max(effects, key=lambda effect: effect.chance_best or 0)
        claimed += likely.chance_best or 0
        right += likely.level == max(true, key=lambda level: true[level])
    print(f"\nResonance: levels of {workspaces} simulated workspaces")
    row("coverage", "target", "P best said", "was best")
    row(
        f"{inside / shown:.1%}",
        "93-97 %",
        f"{claimed / workspaces:.1%}",
        f"{right / workspaces:.1%}",
    )

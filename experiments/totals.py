"""The totals that a look keeps, and what can be read off them without any statistics package.

``{"phases": [{"number", "weights", "crossed", "n": [arm], "goals": {key: [[x, sum, sumsq], ...]}}],
"simulated": bool}``, arms by position, the control first. Where a goal is compared with the time
before, its cells go on: ``[x, sum, sumsq, before, beforesq, cross]``.
"""

from collections.abc import Mapping
from typing import Any

from experiments.stats import cuped
from experiments.stats.phases import summarise_pair
from experiments.stats.readings import ArmCounts, Counts, GoalKind, Phase


def counts_of(totals: Mapping[str, Any], goal: str) -> Counts:
    """One goal's counts."""
    return Counts(
        tuple(
            Phase(
                weights=tuple(phase["weights"]),
                arms=tuple(
                    ArmCounts(n, *cell)
                    for n, cell in zip(phase["n"], phase["goals"][goal], strict=True)
                ),
            )
            for phase in totals["phases"]
        )
    )


def effects_of(
    totals: Mapping[str, Any], goal: str, kind: GoalKind
) -> list[tuple[int, float, float]]:
    """(arm, log ratio to the control, its variance) of every arm whose effect can be told."""
    phases = counts_of(totals, goal).phases
    if not phases:
        return []
    if kind == "value":
        phases = cuped.adjusted(phases)
    effects = []
    for arm in range(1, len(phases[0].arms)):
        summary = summarise_pair(phases, arm, kind)
        if summary.log_lift is not None and summary.variance > 0:
            effects.append((arm, summary.log_lift, summary.variance))
    return effects

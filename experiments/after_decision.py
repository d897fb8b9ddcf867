"""What later data say of a decision: whether the lift lasts, and whether the winner does harm.

Part of a look, so for workers and commands only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.models import Experiment, ExperimentGoal
from experiments.stats.holdback import Kept, read_holdback
from experiments.stats.readings import ArmCounts, Carried, Counts, Design, Phase
from experiments.totals import counts_of

Role = ExperimentGoal.Role
HOLDBACK = ":holdback"
"""Where a look carries it, beside its goals: no goal has such a key."""


@dataclass(frozen=True)
class GoalRead:
    """A goal as this look has just read it: its design, its carried state, the arms it harms."""

    link: ExperimentGoal
    design: Design
    carried: Carried
    harmed: frozenset[int]


@dataclass
class AfterDecision:
    """``holdback`` as the look's analysis keeps it, None if nobody was held back: the reading of
    the goal that decides, and under ``goals`` that of every guardrail. ``warnings`` are
    {"code", "goal", "text"}. ``carried`` is for the next look."""

    holdback: dict[str, Any] | None = None
    warnings: list[dict[str, str]] = field(default_factory=list)
    carried: dict[str, Any] = field(default_factory=dict)


def read_after_decision(
    *,
    experiment: Experiment,
    winner: int | None,
    totals: Mapping[str, Any],
    goals: Mapping[str, GoalRead],
    before: Mapping[str, Any],
    pace: Counts,
) -> AfterDecision:
    """``winner`` is the position of the arm that went live, None where no other text than before
    did. ``before`` is what the look before handed on; ``pace`` has day and elapsed time."""
    found = AfterDecision()
    if experiment.state != Experiment.State.DECIDED or not winner:
        return found
    for key, goal in goals.items():
        if goal.link.role == Role.GUARDRAIL and winner in goal.harmed:
            name = goal.design.arms[winner]
            text = (
                f"{goal.design.outcome} suffers with {name}, which was made live: look at that "
                "before you keep it."
            )
            found.warnings.append({"code": "harmed", "goal": key, "text": text})
    if totals.get("holdback"):
        _read_holdback(found, winner, totals, goals, before, pace)
    return found


def _read_holdback(
    found: AfterDecision,
    winner: int,
    totals: Mapping[str, Any],
    goals: Mapping[str, GoalRead],
    before: Mapping[str, Any],
    pace: Counts,
) -> None:
    readings: dict[str, Any] = {}
    for key, goal in goals.items():
        if goal.link.role == Role.SECONDARY:
            continue
        counts = counts_of({"phases": totals["holdback"]}, key)
        pair = goal.carried.pairs[winner - 1]
        names = goal.design.arms
        reading, kept = read_holdback(
            replace(goal.design, arms=(names[0], names[winner])),
            replace(pace, phases=tuple(_pair_only(phase, winner) for phase in counts.phases)),
            (pair.low, pair.high),
            Kept.from_json(before[key]) if key in before else None,
        )
        found.carried[key] = kept.as_json()
        readings[key] = {"role": goal.link.role, "name": goal.link.goal.name} | reading.as_json()
        if goal.link.role == Role.PRIMARY:
            found.holdback = reading.as_json()
        # Of a guardrail only harm counts: nobody promised that it would get better.
        if reading.state == "worse" or (reading.warns and goal.link.role == Role.PRIMARY):
            found.warnings.append(
                {"code": f"holdback_{reading.state}", "goal": key, "text": reading.sentence}
            )
    if found.holdback is not None:
        found.holdback["goals"] = readings


def _pair_only(phase: Phase, winner: int) -> Phase:
    """Only the old text and the winner are shown after a decision."""
    arms: tuple[ArmCounts, ...] = (phase.arms[0], phase.arms[winner])
    return Phase((phase.weights[0], phase.weights[winner]), arms)

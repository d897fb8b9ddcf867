"""One contrast tested at several places, read as one test: little traffic adds up.

Each phase of each test is a stratum of its own, so places with different rates, shares or goals are
compared each within itself and never thrown together. Part of a look, so for workers and commands
only; ``contrast_results.py`` tells pages what was read last.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Subquery

from experiments.arm_names import arm_names
from experiments.contrasts import LEVEL, tests_of_contrast
from experiments.designs import SPLITS
from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Look
from experiments.standing_looks import pooled_looks, standing, taken_out
from experiments.stats.readings import (
    UNITS_THAT_ARE_SPLIT,
    Analysis,
    Carried,
    Counts,
    Design,
    Phase,
)
from experiments.stats.verdict import analyse
from experiments.terms import factor_now
from experiments.totals import counts_of
from experiments.transitions import NOT_STARTED

Levels = tuple[str, ...]
FEWEST_TESTS = 2
FIXED = Experiment.Allocation.FIXED
CONTRAST = ":contrast"
"""Where a look carries the state, beside its goals: no goal has such a key."""
SPLIT_UNITS = set(UNITS_THAT_ARE_SPLIT)


@dataclass(frozen=True)
class Member:
    """A test of the contrast: what its arms say by position, its goal, and what was counted."""

    experiment: Experiment
    arms: list[Arm]
    levels: Levels
    goal: Goal
    totals: Mapping[str, Any]


@dataclass(frozen=True)
class ContrastRead:
    """``analysis`` and ``carried`` as the look keeps them."""

    analysis: dict[str, Any]
    carried: dict[str, Any]


def pooled_contrast(
    *, experiment: Experiment, totals: Mapping[str, Any], design: Design, pace: Counts
) -> ContrastRead | None:
    """The pooled reading now that ``experiment`` has these totals; None unless another test of its
    contrast has been counted as well.

    ``design`` is that of the experiment's own deciding goal. Left out are tests that were not
    split as designed, that an optimiser ran, of one text against itself, of other levels, or of a
    goal of another kind or direction. In seven queries.
    """
    if not experiment.contrast:
        return None
    members = _members(experiment, totals)
    own = next((one for one in members if one.experiment.pk == experiment.pk), None)
    if own is None:
        return None
    first = members[0]
    fitting = [
        one
        for one in members
        if one.goal.kind == own.goal.kind
        and one.goal.direction == own.goal.direction
        and one.levels in (first.levels, first.levels[::-1])
    ]
    if len(fitting) < FEWEST_TESTS or own not in fitting:
        return None
    phases = tuple(phase for one in fitting for phase in _phases(one, first.levels))
    tests = [one.experiment.key for one in fitting]
    names = {one.goal.name for one in fitting}
    pooled = replace(
        design,
        arms=arm_names(first.arms),
        rule="anytime",
        plan=None,
        outcome=f"“{names.pop()}”" if len(names) == 1 else "what each place is there for",
        split="cuppa",
        is_bandit=any(one.experiment.allocation != FIXED for one in fitting),
        unit="visitor" if {one.experiment.unit for one in fitting} <= SPLIT_UNITS else "impression",
    )
    counts = Counts(phases, day=pace.day)
    before = _handed_on(experiment, tests, first.levels)
    analysis, carried = analyse(pooled, counts, before)
    return ContrastRead(
        _as_kept(experiment, fitting, analysis, pooled),
        {"tests": tests, "levels": list(first.levels), "state": carried.as_json()},
    )


def _members(experiment: Experiment, totals: Mapping[str, Any]) -> list[Member]:
    """Tests of the contrast that have been counted, the oldest first."""
    tests = [
        one
        for one in tests_of_contrast(experiment.workspace, experiment.contrast)
        if one.state not in NOT_STARTED and SPLITS[one.split_by] != "optimiser" and not one.is_aa
    ]
    ids = [one.pk for one in tests]
    arms: dict[int, list[Arm]] = defaultdict(list)
    for arm in (
        Arm.objects.filter(workspace_id=experiment.workspace_id, experiment__in=ids)
        .select_related("variant__pain")
        .order_by("position")
    ):
        arms[arm.experiment_id].append(arm)
    goals = {
        link.experiment_id: link.goal
        for link in ExperimentGoal.objects.filter(
            workspace_id=experiment.workspace_id,
            experiment__in=ids,
            role=ExperimentGoal.Role.PRIMARY,
        ).select_related("goal")
    }
    counted = _counted(experiment, ids) | {experiment.pk: totals}
    return [
        Member(one, arms[one.pk], levels, goals[one.pk], counted[one.pk])
        for one in tests
        if one.pk in counted and one.pk in goals and (levels := _levels(arms[one.pk]))
    ]


def _counted(experiment: Experiment, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """The totals of each test's last look that stands, but not of one that was broken."""
    reports = taken_out(workspace_id=experiment.workspace_id, experiments=ids)
    looks = Look.objects.filter(workspace_id=experiment.workspace_id, experiment=OuterRef("pk"))
    last = standing(looks, reports).order_by("-taken_at", "-id")
    newest = Experiment.objects.filter(
        workspace_id=experiment.workspace_id, pk__in=ids
    ).values_list(Subquery(last.values("pk")[:1]))
    rows = Look.objects.filter(workspace_id=experiment.workspace_id, pk__in=newest).values_list(
        "experiment_id", "totals", "analysis__verdict"
    )
    return {pk: totals for pk, totals, verdict in rows if verdict != "broken"}


def _levels(arms: list[Arm]) -> Levels:
    """What each arm says of the one factor in which they differ; empty if several differ."""
    factor = factor_now(arms)
    if factor not in LEVEL:
        return ()
    return tuple(str(getattr(arm.variant, LEVEL[factor]) or "") for arm in arms)


def _phases(member: Member, levels: Levels) -> tuple[Phase, ...]:
    """The member's strata, its arms in the order of the first test's."""
    phases = counts_of(member.totals, member.goal.key).phases
    if member.levels == levels:
        return phases
    return tuple(Phase(phase.weights[::-1], phase.arms[::-1]) for phase in phases)


def _handed_on(experiment: Experiment, tests: list[str], levels: Levels) -> Carried | None:
    """The state after the newest pooled reading, whichever test's look it was part of.

    A new beginning if a test has since been left out: what it had added would be kept for ever.
    """
    kept = (
        pooled_looks(experiment)
        .filter(carried__has_key=CONTRAST)
        .order_by("-taken_at", "-id")
        .values_list(f"carried__{CONTRAST}", flat=True)
        .first()
    )
    if not kept or not set(kept["tests"]) <= set(tests) or kept["levels"] != list(levels):
        return None
    return Carried.from_json(kept["state"])


def _as_kept(
    experiment: Experiment, members: Sequence[Member], analysis: Analysis, design: Design
) -> dict[str, Any]:
    return {
        "name": experiment.contrast,
        "tests": [one.experiment.key for one in members],
        "arms": list(design.arms),
        "verdict": analysis.verdict,
        "arm": analysis.arm,
        "readings": analysis.as_json()["arms"],
        "visitors": sum(
            arm.n for one in members for phase in _phases(one, one.levels) for arm in phase.arms
        ),
        "sentence": f"{len(members)} tests of this contrast taken together. {analysis.sentence}",
    }

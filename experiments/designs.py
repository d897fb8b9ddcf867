"""What was fixed when an experiment started, as the statistics want it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from experiments.arm_names import arm_names
from experiments.history import PastEffects
from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from experiments.stats.readings import Counts, Design, GoalKind, Plan, Rule, Split

RULES: dict[str, Rule] = {
    Experiment.Rule.ANYTIME: "anytime",
    Experiment.Rule.PLANNED: "planned_end",
    Experiment.Rule.EXACT: "tiny_counts",
}
SPLITS: dict[str, Split] = {
    Experiment.SplitBy.CUPPA: "cuppa",
    Experiment.SplitBy.PLATFORM_TEST: "platform_test",
    Experiment.SplitBy.OPTIMISER: "optimiser",
}
OVER = (Experiment.State.STOPPED, Experiment.State.DECIDED, Experiment.State.ROLLED_BACK)
SHORTEST = 1e-6  # of a day


def design_of(
    experiment: Experiment, link: ExperimentGoal, arms: Sequence[Arm], past: PastEffects
) -> Design:
    """The design by which one of the goals is read.

    ``arms`` by position, with their variants and pains. A goal that does not decide, and one of
    values, is read with the anytime rule, whatever the experiment's; that rule is then sharpest
    near the planned size.
    """
    goal = link.goal
    kind: GoalKind = "value" if goal.kind == Goal.Kind.VALUE else "conversion"
    is_primary = link.role == ExperimentGoal.Role.PRIMARY
    rule = RULES[experiment.rule] if is_primary and kind == "conversion" else "anytime"
    plan = plan_of(experiment)
    return Design(
        arms=arm_names(arms),
        rule="anytime" if rule == "planned_end" and plan is None else rule,
        plan=plan,
        kind=kind,
        outcome=f"“{goal.name}”",
        higher_is_better=goal.direction == Goal.Direction.UP,
        alpha=experiment.alpha,
        rope=experiment.rope,
        history=past.of(kind=goal.kind, higher_is_better=goal.direction == Goal.Direction.UP),
        split=SPLITS[experiment.split_by],
        unit=experiment.unit,
        is_bandit=experiment.allocation != Experiment.Allocation.FIXED,
    )


def plan_of(experiment: Experiment) -> Plan | None:
    """The planned end; None for an open one."""
    if experiment.rule != Experiment.Rule.PLANNED:
        return None
    size, days = experiment.plan.get("size"), experiment.plan.get("days")
    if size:
        return Plan(size=int(size))
    return Plan(days=float(days)) if days else None


def is_over(experiment: Experiment) -> bool:
    """Whether nobody new takes part."""
    return experiment.state in OVER


def timed(experiment: Experiment, counts: Counts, now: datetime) -> Counts:
    """The counts with how long they took, so that a planned date and the days still needed can
    be told.

    Days of a plan are calendar days, of which one a year has 23 hours: the planned end is reached
    at its hour, not after so many times 24 hours.
    """
    day = now.astimezone(ZoneInfo(experiment.time_zone)).date()
    start = experiment.started_at
    if start is None:
        return Counts(counts.phases, day=day)
    end = min(experiment.stopped_at or now, now)
    elapsed = max((end - start) / timedelta(days=1), SHORTEST)
    seen = sum(arm.n for phase in counts.phases for arm in phase.arms)
    plan = plan_of(experiment)
    passed = elapsed
    if plan is not None and plan.days and experiment.ends_at and experiment.ends_at > start:
        passed = plan.days * (end - start) / (experiment.ends_at - start)
    return Counts(counts.phases, passed, seen / elapsed, day, is_over(experiment))

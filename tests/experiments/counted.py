"""Experiments with counts set by hand, so that a test can choose them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from experiments.models import Arm, DailyCount, Experiment, Goal, Phase

DAY = date(2026, 5, 1)


def set_counts(
    experiment: Experiment,
    *arms: tuple[float, ...],
    phase: Phase | None = None,
    goal: Goal | None = None,
) -> None:
    """(n, x) of each arm by position over all days, or (n, x, sum, sumsq, before, beforesq,
    cross), for the goal that decides or another; what was set before is replaced."""
    phase = phase or experiment.phases.order_by("number").last()
    assert phase is not None
    goal = goal or experiment.experiment_goals.get(role="primary").goal
    known = {"workspace": experiment.workspace, "experiment": experiment, "phase": phase}
    known |= {"day": DAY, "source": DailyCount.Source.UPLOADED}
    for arm, (n, *numbers) in zip(
        Arm.objects.filter(experiment=experiment).order_by("position"), arms, strict=True
    ):
        fields = ("x", "sum", "sumsq", "before", "beforesq", "cross")
        row = dict(zip(fields, numbers, strict=False))
        DailyCount.objects.update_or_create(**known, arm=arm, goal=None, defaults={"n": n})
        DailyCount.objects.update_or_create(**known, arm=arm, goal=goal, defaults=row)


def decide(experiment: Experiment, share: float, **fields: Any) -> Phase:
    """Decide for the second arm, with a share of visitors held back, without the lifecycle."""
    now = timezone.now()
    winner = experiment.arms.get(position=1).variant
    experiment.phases.filter(ended_at=None).update(ended_at=now)
    changed = {"state": Experiment.State.DECIDED, "winner": winner, "decided_at": now}
    for name, value in (changed | {"stopped_at": now} | fields).items():
        setattr(experiment, name, value)
    experiment.save()
    return Phase.objects.create(
        workspace=experiment.workspace,
        experiment=experiment,
        number=2,
        kind=Phase.Kind.HOLDBACK,
        weights=[share, 1 - share],
        started_at=now + timedelta(seconds=1),
    )

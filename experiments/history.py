"""What finished experiments have shown: the past that corrects a new winner's lift."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from experiments.models import Experiment, ExperimentGoal, Look
from experiments.standing_looks import last_that_stands
from experiments.totals import effects_of

FINISHED = (Experiment.State.STOPPED, Experiment.State.DECIDED, Experiment.State.ROLLED_BACK)


@dataclass(frozen=True)
class FinishedReading:
    """The last look at a finished experiment that was not broken."""

    experiment: int
    message: int
    goal: str
    kind: str
    higher_is_better: bool
    totals: dict[str, Any]
    verdict: str
    winner: int | None

    def effects(self) -> list[tuple[int, float, float]]:
        """(arm, log ratio to the control, variance) of every arm, losers included."""
        return effects_of(self.totals, self.goal, "value" if self.kind == "value" else "conversion")


def finished_readings(*, workspace_id: int) -> Iterator[FinishedReading]:
    """Last looks of all stopped, decided or rolled back experiments, in three queries.

    Left out: experiments whose visitors were not split as designed, those that a platform's
    optimiser ran, which are observed and not tested, and trials of one text against itself, which
    tell nothing of what another text can do.
    """
    last = last_that_stands(workspace_id)
    rows = (
        Experiment.objects.filter(workspace_id=workspace_id, state__in=FINISHED)
        .exclude(split_by=Experiment.SplitBy.OPTIMISER)
        .exclude(is_aa=True)
        .annotate(look=Subquery(last.values("pk")[:1]))
        .filter(look__isnull=False)
        .order_by("pk")
    )
    experiments = {row.look: row for row in rows}
    looks = Look.objects.filter(workspace_id=workspace_id, pk__in=experiments)
    goals = {
        link.experiment_id: link.goal
        for link in ExperimentGoal.objects.filter(
            workspace_id=workspace_id,
            experiment__in=[row.pk for row in rows],
            role=ExperimentGoal.Role.PRIMARY,
        ).select_related("goal")
    }
    for look in looks.order_by("experiment_id"):
        experiment = experiments[look.pk]
        goal = goals.get(experiment.pk)
        if goal is None or look.analysis.get("verdict") == "broken":
            continue
        yield FinishedReading(
            experiment=experiment.pk,
            message=experiment.message_id,
            goal=goal.key,
            kind=goal.kind,
            higher_is_better=goal.direction == goal.Direction.UP,
            totals=look.totals,
            verdict=look.analysis["verdict"],
            winner=look.analysis.get("winner"),
        )


@dataclass(frozen=True)
class PastEffects:
    """(kind of goal, whether higher is better, log ratio, standard error) of every arm of the
    finished experiments, losers included."""

    rows: tuple[tuple[str, bool, float, float], ...]

    def of(self, *, kind: str, higher_is_better: bool) -> tuple[tuple[float, float], ...]:
        """(log ratio, standard error) of one kind of goal, turned so that what was good then is
        good for this goal: an arm that lowered cancellations by a tenth did well."""
        return tuple(
            (effect if higher == higher_is_better else -effect, error)
            for own, higher, effect, error in self.rows
            if own == kind
        )


def past_effects(*, workspace_id: int, besides: int) -> PastEffects:
    """The past of a workspace without the experiment ``besides``, in three queries."""
    return PastEffects(
        tuple(
            (reading.kind, reading.higher_is_better, effect, math.sqrt(variance))
            for reading in finished_readings(workspace_id=workspace_id)
            if reading.experiment != besides
            for _, effect, variance in reading.effects()
        )
    )

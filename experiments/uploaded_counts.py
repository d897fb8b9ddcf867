"""Counts from elsewhere, such as an agency's report, read by the same statistics as our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from experiments.models import Arm, DailyCount, Event, Experiment, ExperimentGoal, Phase
from experiments.refusals import ExperimentRefusedError
from workspaces.access import EDIT, Access
from workspaces.changes import record


@dataclass(frozen=True)
class UploadedCount:
    """What one arm had on one day: ``n`` new visitors, ``x`` of them converted."""

    arm: str
    day: date
    n: int
    x: int


def upload_counts(
    *, access: Access, experiment: Experiment, counts: Sequence[UploadedCount]
) -> int:
    """Set the counts of the days given, for the newest phase and the primary goal; how many rows.

    A day sent again replaces what was sent before. ExperimentRefusedError if the experiment counts
    its own events (one experiment never has both), was not started, is archived, or a count names
    an unknown arm, comes twice, or has more conversions than visitors over all days.
    """
    access.require(EDIT)
    with transaction.atomic():
        stored: Experiment = (
            Experiment.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=experiment.pk)
        )
        _check(stored, counts)
        phase = Phase.objects.filter(workspace=access.workspace, experiment=stored).last()
        if phase is None:
            raise ExperimentRefusedError("wrong_state", "Start the experiment before its counts.")
        arms = {
            arm.key: arm
            for arm in Arm.objects.filter(
                workspace=access.workspace, experiment=stored
            ).select_related("variant")
        }
        unknown = sorted({count.arm for count in counts} - set(arms))
        if unknown:
            raise ExperimentRefusedError("unknown_arm", f"There is no arm “{unknown[0]}”.")
        goal_id = (
            ExperimentGoal.objects.filter(
                workspace=access.workspace,
                experiment=stored,
                role=ExperimentGoal.Role.PRIMARY,
            )
            .values_list("goal_id", flat=True)
            .get()
        )
        before = _stored(stored, phase)
        rows = DailyCount.objects.filter(workspace=access.workspace, experiment=stored, phase=phase)
        for count in counts:
            rows.filter(arm=arms[count.arm], day=count.day).delete()
            for goal, n, x in ((None, count.n, 0), (goal_id, 0, count.x)):
                DailyCount.objects.create(
                    workspace=access.workspace,
                    experiment=stored,
                    phase=phase,
                    arm=arms[count.arm],
                    goal_id=goal,
                    day=count.day,
                    source=DailyCount.Source.UPLOADED,
                    n=n,
                    x=x,
                )
        _check_sums(stored, phase)
        if _stored(stored, phase) == before:
            return len(counts)
        Experiment.objects.filter(pk=stored.pk, workspace=access.workspace).update(
            recount_wanted_at=timezone.now()
        )
        record(access=access, action="counts uploaded", target=stored, after={"rows": len(counts)})
    return len(counts)


def _stored(experiment: Experiment, phase: Phase) -> set[tuple[Any, ...]]:
    rows = DailyCount.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, phase=phase
    )
    return set(rows.values_list("arm", "goal", "day", "source", "n", "x"))


def _check(experiment: Experiment, counts: Sequence[UploadedCount]) -> None:
    if experiment.state == Experiment.State.DRAFT:
        raise ExperimentRefusedError("wrong_state", "Start the experiment before its counts.")
    if experiment.frozen_at is not None:
        raise ExperimentRefusedError(
            "archived", "This experiment is archived; its counts are final."
        )
    if Event.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment).exists():
        raise ExperimentRefusedError(
            "counts_events", "This experiment counts its own events; the two are never mixed."
        )
    if len({(count.arm, count.day) for count in counts}) < len(counts):
        raise ExperimentRefusedError("day_twice", "Send each arm and day once.")


def _check_sums(experiment: Experiment, phase: Phase) -> None:
    """Conversions can come on later days than their visitors, so only the sums must fit."""
    totals: dict[int, list[int]] = {}
    rows = DailyCount.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, phase=phase
    )
    for arm, n, x in rows.values_list("arm_id", "n", "x"):
        total = totals.setdefault(arm, [0, 0])
        total[0] += n
        total[1] += x
    if any(x > n for n, x in totals.values()):
        raise ExperimentRefusedError(
            "more_than_all", "An arm has more conversions than visitors: is it clicks per view?"
        )

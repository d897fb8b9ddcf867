"""Derive an experiment's daily counts from the event log: whole, and as often as you like.

Nothing is ever added up on arrival, so no order, repetition or crash can spoil a count.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from experiments.event_store import wait_for_intake
from experiments.models import DailyCount, Event, EventType, Experiment, ExperimentGoal
from experiments.recount_sql import CountedGoal, count_rows, day_starts
from experiments.refusals import ExperimentRefusedError
from experiments.tallying import Tally, tally_of

LOCK_FOR_RECOUNT = 7_302
"""First half of the advisory lock that lets one recount of an experiment write at a time."""


def recount(*, experiment: Experiment) -> Tally | None:
    """Count from the log and replace the daily counts; what was found.

    None if nothing was done: counts were uploaded, or another process is counting right now (the
    mark stays, so it is tried again). The caller clears the mark with ``clear_mark`` once it has
    done with the counts what it must. ExperimentRefusedError ``frozen`` for final counts: their
    events may be gone.
    """
    if has_uploads(experiment):
        return None
    refuse_frozen(experiment)
    # From here on every intake sets a new mark, and those that did not need to have ended.
    with transaction.atomic():
        wait_for_intake(experiment.pk)
        experiment.counted_at = timezone.now()
        Experiment.objects.filter(pk=experiment.pk, workspace_id=experiment.workspace_id).update(
            counted_at=experiment.counted_at
        )
    with transaction.atomic():
        if not _may_write(experiment):
            return None
        tally = count(experiment=experiment)
        DailyCount.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).delete()
        DailyCount.objects.bulk_create(_rows(experiment, tally))
    return tally


def refuse_frozen(experiment: Experiment) -> None:
    """ExperimentRefusedError if the counts are final, and nothing from before is left to count."""
    if experiment.frozen_at is None or (
        experiment.recount_wanted_at is not None
        and experiment.recount_wanted_at <= experiment.frozen_at
    ):
        return
    raise ExperimentRefusedError(
        "frozen",
        "The counts of an archived test are final: its single events may have been deleted.",
    )


def has_uploads(experiment: Experiment) -> bool:
    """Whether the counts were uploaded; then no event of the experiment is ever counted."""
    rows = DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
    return bool(rows.filter(source=DailyCount.Source.UPLOADED).exists())


def clear_mark(*, experiment: Experiment, counted_at: datetime) -> None:
    """Take away the wish for a recount, unless it is newer than the start of this one."""
    Experiment.objects.filter(
        pk=experiment.pk,
        workspace_id=experiment.workspace_id,
        recount_wanted_at__lte=counted_at,
    ).update(recount_wanted_at=None)


def count(*, experiment: Experiment) -> Tally:
    """Count an experiment from the log without writing anything."""
    links = ExperimentGoal.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment
    ).select_related("goal")
    goals = [
        CountedGoal(
            link.goal_id,
            link.goal.kind == link.goal.Kind.VALUE,
            link.goal.window_days,
            link.cuped_days,
        )
        for link in links
    ]
    caps = {
        link.goal_id: link.cap if link.goal.kind == link.goal.Kind.VALUE else 1.0 for link in links
    }
    span = Event.objects.filter(
        workspace_id=experiment.workspace_id,
        experiment=experiment,
        type=EventType.EXPOSURE,
    ).aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None:
        return Tally()
    window = timedelta(days=max((goal.window_days for goal in goals), default=0))
    days = day_starts(span["first"], span["last"] + window, ZoneInfo(experiment.time_zone))
    rows = count_rows(
        workspace_id=experiment.workspace_id,
        experiment_id=experiment.pk,
        goals=goals,
        days=days,
    )
    return tally_of(rows, caps)


def _rows(experiment: Experiment, tally: Tally) -> Sequence[DailyCount]:
    return [
        DailyCount(
            workspace_id=experiment.workspace_id,
            experiment=experiment,
            phase_id=phase,
            arm_id=arm,
            goal_id=goal,
            day=day,
            **asdict(numbers),
        )
        for (phase, arm, goal, day), numbers in sorted(
            tally.cells.items(),
            key=lambda item: (item[0][3], item[0][0], item[0][1], item[0][2] or 0),
        )
        if not numbers.is_nothing()
    ]


def _may_write(experiment: Experiment) -> bool:
    """Whether this is the only recount of the experiment; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)",
            [LOCK_FOR_RECOUNT, experiment.pk % 2**31],
        )
        return bool(cursor.fetchone()[0])

"""Derive an experiment's daily counts from the event log: whole, and as often as you like.

Nothing is ever added up on arrival, so no order, repetition or crash can spoil a count.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from experiments.event_store import wait_for_intake
from experiments.models import DailyCount, Event, EventType, Experiment, ExperimentGoal
from experiments.recount_sql import (
    CONVERTED,
    CROSSED,
    PARTICIPANT,
    VALUE,
    CountedGoal,
    CountRow,
    count_rows,
    day_starts,
)

LOCK_FOR_RECOUNT = 7_302
"""First half of the advisory lock that lets one recount of an experiment write at a time."""

Cell = tuple[int, int, int | None, date]
"""Phase, arm and goal (None: participants) by id, and the local day."""


@dataclass
class Tally:
    """What a recount found: rows for DailyCount, and how many visitors each phase left out."""

    cells: dict[Cell, list[float]] = field(default_factory=dict)
    crossed: dict[int, int] = field(default_factory=dict)


def recount(*, experiment: Experiment) -> Tally | None:
    """Count from the log and replace the daily counts; what was found.

    None if nothing was done: counts were uploaded, or another process is counting right now (the
    mark stays, so it is tried again). The caller clears the mark with ``clear_mark`` once it has
    done with the counts what it must.
    """
    if has_uploads(experiment):
        return None
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
        CountedGoal(link.goal_id, link.goal.kind == link.goal.Kind.VALUE, link.goal.window_days)
        for link in links
    ]
    caps = {link.goal_id: link.cap for link in links}
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
    return _tally(rows, caps)


def _tally(rows: Iterable[CountRow], caps: dict[int, float | None]) -> Tally:
    tally = Tally()
    values: dict[tuple[int, int, int, str], list[tuple[date, float]]] = defaultdict(list)
    for row in rows:
        if row.kind == CROSSED:
            tally.crossed[row.phase] = row.number
        elif row.kind == PARTICIPANT:
            tally.cells[(row.phase, row.arm, None, row.day)] = [row.number, 0, 0.0, 0.0]
        elif row.kind == CONVERTED:
            tally.cells[(row.phase, row.arm, row.goal, row.day)] = [0, row.number, 0.0, 0.0]
        elif row.kind == VALUE:
            values[(row.phase, row.arm, row.goal, row.visitor)].append((row.day, row.amount))
    _add_values(tally, values, caps)
    return tally


def _add_values(
    tally: Tally,
    values: dict[tuple[int, int, int, str], list[tuple[date, float]]],
    caps: dict[int, float | None],
) -> None:
    """Sums per visitor, winsorised at the goal's cap, as increments of each day.

    The squared sum grows by what a day adds to the square of the visitor's total, so that days add
    up. fsum rounds once, so the order in which events came changes nothing.
    """
    sums: dict[Cell, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for (phase, arm, goal, _), events in values.items():
        cap = caps[goal]
        by_day: dict[date, list[float]] = defaultdict(list)
        for day, amount in events:
            by_day[day].append(amount)
        so_far: list[float] = []
        before = 0.0
        for place, day in enumerate(sorted(by_day)):
            so_far += by_day[day]
            total = math.fsum(so_far)
            if cap is not None:
                total = min(total, cap)
            cell: Cell = (phase, arm, goal, day)
            added, squares = sums[cell]
            added += (total, -before)
            squares += (total * total, -before * before)
            before = total
            if place == 0:
                tally.cells.setdefault(cell, [0, 0, 0.0, 0.0])[1] += 1
    for summed, (added, squares) in sums.items():
        found = tally.cells.setdefault(summed, [0, 0, 0.0, 0.0])
        found[2], found[3] = math.fsum(added), math.fsum(squares)


def _rows(experiment: Experiment, tally: Tally) -> Sequence[DailyCount]:
    return [
        DailyCount(
            workspace_id=experiment.workspace_id,
            experiment=experiment,
            phase_id=phase,
            arm_id=arm,
            goal_id=goal,
            day=day,
            n=int(n),
            x=int(x),
            sum=total,
            sumsq=squares,
        )
        for (phase, arm, goal, day), (n, x, total, squares) in sorted(
            tally.cells.items(),
            key=lambda item: (item[0][3], item[0][0], item[0][1], item[0][2] or 0),
        )
        if n or x or total or squares  # a value beyond its cap may add nothing on a later day
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

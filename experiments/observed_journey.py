"""The journey as visitors really walk it: derived from the log by the worker, read by pages.

``body`` of an ObservedJourney holds sums only, with stages, arms and places named by their keys:
``moved_to`` is the newest event by which visitors were moved, ``counted_to`` the newest that the
sums know, ``stretches`` the sums by number of days, ``drawing_since`` when a worker began to read.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from experiments.constants import JOURNEY_AGES_AFTER, JOURNEY_DAYS, JOURNEY_EVERY
from experiments.models import Arm, Event, EventType, ObservedJourney, SignalRule
from experiments.observed_journey_sql import (
    AGAIN,
    ALL,
    COPY,
    ENTRY,
    EXIT,
    FLOW,
    OUTCOME,
    SEEN,
    TIME,
    JourneyRow,
    journey_rows,
)
from experiments.visitor_stages import move_all_visitors, move_new_visitors
from personas.models import JourneyStage
from workspaces.access import EDIT, Access
from workspaces.changes import record

log = logging.getLogger(__name__)

MARKS = (EventType.SIGNAL, EventType.CONVERSION)


def observe_all(*, now: datetime | None = None) -> int:
    """Keep every workspace's observed journey up to date; how many were drawn anew."""
    now = now or timezone.now()
    wanted = set(SignalRule.objects.values_list("workspace_id", flat=True).distinct())
    wanted |= set(
        ObservedJourney.objects.filter(wanted_at__isnull=False).values_list(
            "workspace_id", flat=True
        )
    )
    drawn = 0
    for workspace_id in sorted(wanted):
        try:
            drawn += keep_up(workspace_id=workspace_id, now=now)
        except Exception:
            log.exception("The journey of workspace %s could not be observed.", workspace_id)
    return drawn


def keep_up(*, workspace_id: int, now: datetime) -> bool:
    """Move visitors by their new signals, and draw the journey anew where that is due.

    True if it was drawn. Cheap where nothing happened: two queries. The sums are read outside any
    transaction, so that nobody who writes waits for them.
    """
    began = timezone.now()
    due = _move_and_claim(workspace_id, now)
    if due is None:
        return False
    stretches = _stretches(
        workspace_id,
        journey_rows(workspace_id=workspace_id, now=now, stretches=JOURNEY_DAYS),
    )
    rows = ObservedJourney.objects.filter(workspace_id=workspace_id)
    with transaction.atomic():
        moved_to = rows.select_for_update().values_list("body__moved_to", flat=True).get()
        body = {"moved_to": moved_to, "counted_to": due, "stretches": stretches}
        rows.update(body=body, taken_at=now, days=max(JOURNEY_DAYS))
        # What was wished for since it began to read is still to be done.
        rows.filter(wanted_at__lte=began).update(wanted_at=None)
    return True


@transaction.atomic
def _move_and_claim(workspace_id: int, now: datetime) -> int | None:
    """Move visitors; where the sums are due, the newest event they will know, else None.

    One worker at a time reads them: it leaves word in the row, which is good for JOURNEY_EVERY.
    """
    row, is_new = ObservedJourney.objects.select_for_update().get_or_create(
        workspace_id=workspace_id, defaults={"taken_at": now, "days": max(JOURNEY_DAYS)}
    )
    body = dict(row.body)
    moved_to = int(body.get("moved_to", 0))
    newest = max(_newest_mark(workspace_id, moved_to), moved_to)
    age = now - row.taken_at
    whole = is_new or row.wanted_at is not None or age >= JOURNEY_AGES_AFTER
    has_news = newest > int(body.get("counted_to", 0))
    due = whole or (has_news and age >= JOURNEY_EVERY)
    if due and (claimed := body.get("drawing_since")):
        due = now - datetime.fromisoformat(claimed) >= JOURNEY_EVERY
    if due and whole:
        move_all_visitors(workspace_id=workspace_id)
    elif newest > moved_to:
        move_new_visitors(workspace_id=workspace_id, after=moved_to)
    changed = body | {"moved_to": newest}
    if due:
        changed["drawing_since"] = now.isoformat()
    if changed != row.body:
        ObservedJourney.objects.filter(pk=row.pk).update(body=changed)
    return newest if due else None


def rebuild(*, workspace_id: int, now: datetime | None = None) -> ObservedJourney:
    """Everything anew from the log: the same log and the same moment give the same rows."""
    now = now or timezone.now()
    want_observation(workspace_id=workspace_id)
    keep_up(workspace_id=workspace_id, now=now)
    found: ObservedJourney = ObservedJourney.objects.get(workspace_id=workspace_id)
    return found


def ask_for_observation(*, access: Access) -> bool:
    """Somebody wants it drawn anew; the worker does so within the minute. False if it was
    asked for already."""
    access.require(EDIT)
    now = timezone.now()
    with transaction.atomic():
        _, is_new = ObservedJourney.objects.get_or_create(
            workspace=access.workspace, defaults={"taken_at": now, "wanted_at": now}
        )
        waiting = ObservedJourney.objects.for_workspace(access.workspace).filter(wanted_at=None)
        asked = is_new or bool(waiting.update(wanted_at=now))
        if asked:
            record(access=access, action="observation asked for", target=access.workspace)
    return asked


def want_observation(*, workspace_id: int) -> bool:
    """Have the worker rebuild it. False where there is nothing yet to rebuild."""
    rows = ObservedJourney.objects.filter(workspace_id=workspace_id)
    return bool(rows.update(wanted_at=timezone.now()))


def _newest_mark(workspace_id: int, after: int) -> int:
    newer = Event.objects.filter(workspace_id=workspace_id, pk__gt=after, type__in=MARKS)
    return int(newer.aggregate(newest=Max("pk"))["newest"] or 0)


def _stretches(workspace_id: int, rows: Iterable[JourneyRow]) -> dict[str, Any]:
    """The sums by days, in an order that does not depend on the database."""
    found = list(rows)
    stages = dict(JourneyStage.objects.filter(workspace_id=workspace_id).values_list("pk", "key"))
    arms = {
        arm.pk: arm
        for arm in Arm.objects.filter(
            workspace_id=workspace_id, pk__in={row.second for row in found if row.kind == COPY}
        ).select_related("variant", "experiment__message__placement")
    }
    stretches: dict[str, Any] = {}
    for days in JOURNEY_DAYS:
        told = sorted(
            (row for row in found if row.days == days),
            key=lambda row: (row.kind, row.first, row.second),
        )
        stretches[str(days)] = _stretch(told, stages, arms)
    return stretches


def _stretch(
    rows: Iterable[JourneyRow], stages: dict[int, str], arms: dict[int, Arm]
) -> dict[str, Any]:
    whole: dict[str, Any] = {"visitors": 0, "simulated": 0}
    at: dict[str, dict[str, int]] = {}
    ways: dict[tuple[str, str], dict[str, Any]] = {}
    back: list[dict[str, Any]] = []
    copy: list[dict[str, Any]] = []
    for row in rows:
        if row.kind == ALL:
            whole |= {"visitors": row.visitors, "simulated": row.many}
            continue
        stage = stages[row.first]
        here = at.setdefault(stage, {})
        if row.kind == SEEN:
            here["visitors"] = row.visitors
        elif row.kind == ENTRY:
            here["entries"] = row.visitors
        elif row.kind == EXIT:
            here["exits"] = row.visitors
        elif row.kind == OUTCOME:
            here |= {"left": row.visitors, "went_on": row.many}
        elif row.kind in (FLOW, TIME):
            way = ways.setdefault((stage, stages[row.second]), {})
            told = {"visitors": row.visitors, "moves": row.many}
            way |= told if row.kind == FLOW else {"median_seconds": round(row.seconds)}
        elif row.kind == AGAIN:
            back.append({"from": stage, "to": stages[row.second], "visitors": row.visitors})
        elif row.kind == COPY and row.second in arms:
            copy.append(_copy_row(stage, arms[row.second], row))
    flows = [{"from": first, "to": second, **way} for (first, second), way in ways.items()]
    return whole | {"stages": at, "flows": flows, "came_back": back, "copy": copy}


def _copy_row(stage: str, arm: Arm, row: JourneyRow) -> dict[str, Any]:
    return {
        "stage": stage,
        "experiment": arm.experiment.key,
        "variant": arm.variant.key,
        "placement": arm.experiment.message.placement.key,
        "left": row.visitors,
        "went_on": row.many,
    }

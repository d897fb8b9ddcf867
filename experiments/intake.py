"""Take in what happened: durable before the answer, each event once, whoever sends it how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from experiments.constants import REPLAY_AT_ONCE
from experiments.delivery.bad_events import fingerprint, storable
from experiments.delivery.events import (
    Fault,
    ParsedEvent,
    Sender,
    parse_event,
)
from experiments.delivery.registry import registry
from experiments.delivery.snapshot import Snapshot
from experiments.event_store import insert_events, wait_for_recounts
from experiments.models import Experiment, QuarantinedEvent
from workspaces.access import EDIT, Access
from workspaces.changes import record

ACCEPTED = "accepted"
DUPLICATE = "duplicate"
REJECTED = "rejected"
MAYBE_NEWER = {"unknown_experiment", "unknown_arm", "unknown_phase", "unknown_goal"}
"""Faults that a snapshot half a second old can cause."""


@dataclass(frozen=True, slots=True)
class EventResult:
    """What became of the event at ``index`` of the batch; ``code`` and ``detail`` if rejected."""

    index: int
    id: str | None
    status: str
    code: str | None = None
    detail: str | None = None


def take_in(
    *, workspace_id: int, events: Sequence[Any], received_at: datetime, sender: Sender
) -> list[EventResult]:
    """Store a batch of raw events; one result each, in their order.

    When it returns, accepted events are committed. Bad ones lie in the quarantine.
    """
    parsed = _parse_all(workspace_id, events, received_at, sender)
    good = [item for item in parsed if isinstance(item, ParsedEvent)]
    snapshot = registry.snapshot_of(workspace_id)
    with transaction.atomic():
        wait_for_recounts(_affected(snapshot, good))
        new = insert_events(workspace_id=workspace_id, events=good, received_at=received_at)
        _quarantine(workspace_id, events, parsed, received_at)
        _want_recount(workspace_id, _affected(snapshot, [e for e in good if e.id in new]))
    results = []
    for index, (raw, item) in enumerate(zip(events, parsed, strict=True)):
        if isinstance(item, Fault):
            results.append(EventResult(index, _id_of(raw), REJECTED, item.code, item.detail))
        elif item.id in new:
            new.discard(item.id)  # the same id again in this batch is a duplicate
            results.append(EventResult(index, str(item.id), ACCEPTED))
        else:
            results.append(EventResult(index, str(item.id), DUPLICATE))
    return results


def replay(*, access: Access, events: Sequence[QuarantinedEvent]) -> list[EventResult]:
    """Try quarantined events again, as if they came at the time they did; the results by event.

    What is taken now, or was there already, is marked as replayed and leaves the quarantine's
    list. A person vouches for it, so a class is believed.
    """
    access.require(EDIT)
    results: list[EventResult] = []
    registry.refresh()
    snapshot = registry.snapshot_of(access.workspace.pk)
    for index, row in enumerate(events[:REPLAY_AT_ONCE]):
        parsed = parse_event(
            row.body, snapshot=snapshot, received_at=row.received_at, sender=Sender(True)
        )
        if isinstance(parsed, Fault):
            results.append(
                EventResult(index, _id_of(row.body), REJECTED, parsed.code, parsed.detail)
            )
            continue
        with transaction.atomic():
            wait_for_recounts(_affected(snapshot, [parsed]))
            new = insert_events(
                workspace_id=access.workspace.pk, events=[parsed], received_at=row.received_at
            )
            if new:
                _want_recount(access.workspace.pk, _affected(snapshot, [parsed]))
            QuarantinedEvent.objects.filter(pk=row.pk, workspace=access.workspace).update(
                replayed_at=timezone.now()
            )
            record(access=access, action="replayed", target=row, after={"code": row.code})
        results.append(EventResult(index, str(parsed.id), ACCEPTED if new else DUPLICATE))
    return results


def _parse_all(
    workspace_id: int, events: Sequence[Any], received_at: datetime, sender: Sender
) -> list[ParsedEvent | Fault]:
    """Parse with the snapshot at hand; once more with a new one if something was not found."""
    for attempt in (1, 2):
        snapshot = registry.snapshot_of(workspace_id)
        parsed = [
            parse_event(raw, snapshot=snapshot, received_at=received_at, sender=sender)
            for raw in events
        ]
        faults = {item.code for item in parsed if isinstance(item, Fault)}
        if attempt == 2 or not faults & MAYBE_NEWER:
            break
        registry.refresh()
        if registry.snapshot_of(workspace_id) is snapshot:
            break
    return parsed


def _affected(snapshot: Snapshot, events: Sequence[ParsedEvent]) -> set[int]:
    """Experiments whose counts these events can change."""
    goals = {event.goal for event in events if event.goal is not None}
    affected = {event.experiment for event in events if event.experiment is not None}
    for goal in snapshot.goals.values():
        if goal.id in goals:
            affected.update(goal.experiments)
    return affected


def _quarantine(
    workspace_id: int,
    events: Sequence[Any],
    parsed: Sequence[ParsedEvent | Fault],
    received_at: datetime,
) -> None:
    rows = [
        QuarantinedEvent(
            workspace_id=workspace_id,
            received_at=received_at,
            code=item.code,
            detail=item.detail[:300],
            body=storable(raw),
            fingerprint=fingerprint(raw),
        )
        for raw, item in zip(events, parsed, strict=True)
        if isinstance(item, Fault)
    ]
    if rows:
        QuarantinedEvent.objects.bulk_create(rows, ignore_conflicts=True)


def _want_recount(workspace_id: int, experiments: set[int]) -> None:
    """Mark experiments for a recount, unless a mark that no recount has seen is there."""
    if experiments:
        Experiment.objects.filter(
            Q(recount_wanted_at=None)
            | Q(counted_at__isnull=False, recount_wanted_at__lte=F("counted_at")),
            workspace_id=workspace_id,
            pk__in=experiments,
        ).update(recount_wanted_at=timezone.now())


def _id_of(raw: Any) -> str | None:
    value = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(value, str):
        return None
    return value[:64].encode("utf-8", "replace").decode()

"""Take in what happened: durable before the answer, each event once, whoever sends it how often."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, TypeGuard
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from experiments.aliases import new_pairs, pairs_in, remember, tests_of
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
        new = _store(snapshot, [(event, received_at) for event in good])
        if len(good) < len(parsed):
            _quarantine(workspace_id, events, parsed, received_at)
    return _results(events, parsed, new)


def replay(*, access: Access, events: Sequence[QuarantinedEvent]) -> list[EventResult]:
    """Try quarantined events again, as if they came at the time they did; the results by event.

    What is taken now, or was there already, is marked as replayed and leaves the quarantine's
    list: all in one transaction, with one audit record. A person vouches for it, so a class is
    believed.
    """
    access.require(EDIT)
    registry.refresh()
    snapshot = registry.snapshot_of(access.workspace.pk)
    rows = list(events[:REPLAY_AT_ONCE])
    parsed = [
        parse_event(row.body, snapshot=snapshot, received_at=row.received_at, sender=Sender(True))
        for row in rows
    ]
    taken = [(row, event) for row, event in zip(rows, parsed, strict=True) if _is_good(event)]
    with transaction.atomic():
        new = _store(snapshot, [(event, row.received_at) for row, event in taken])
        _mark_replayed(access, [row for row, _ in taken if row.replayed_at is None])
    return _results([row.body for row in rows], parsed, new)


def _store(snapshot: Snapshot, told: Sequence[tuple[ParsedEvent, datetime]]) -> set[UUID]:
    """Store events, each with the moment it was received, and ask for the recounts that they make
    necessary; the ids of those that were new. Within the caller's transaction."""
    workspace_id = snapshot.workspace_id
    events = [event for event, _ in told]
    affected = _affected(snapshot, events)
    unknown = new_pairs(workspace_id, pairs_in(events))
    wait_for_recounts(affected | tests_of(snapshot, unknown))
    new: set[UUID] = set()
    for received_at, of_then in groupby(told, key=lambda each: each[1]):
        new |= insert_events(
            workspace_id=workspace_id,
            events=[event for event, _ in of_then],
            received_at=received_at,
        )
    if not new:
        return new
    if len(new) < len(events):
        stored = [event for event in events if event.id in new]
        affected = _affected(snapshot, stored)
        unknown &= pairs_in(stored)
    if unknown:
        remember(workspace_id, unknown, timezone.now())
        affected |= tests_of(snapshot, unknown)
    _want_recount(workspace_id, affected)
    return new


def _is_good(event: ParsedEvent | Fault) -> TypeGuard[ParsedEvent]:
    return isinstance(event, ParsedEvent)


def _mark_replayed(access: Access, rows: Sequence[QuarantinedEvent]) -> None:
    if not rows:
        return
    QuarantinedEvent.objects.filter(
        pk__in=[row.pk for row in rows], workspace=access.workspace
    ).update(replayed_at=timezone.now())
    codes = Counter(row.code for row in rows)
    record(
        access=access,
        action="replayed",
        target=rows[0] if len(rows) == 1 else access.workspace,
        after={"events": len(rows), "codes": dict(codes), "ids": [row.pk for row in rows]},
    )


def _results(
    raw: Sequence[Any], parsed: Sequence[ParsedEvent | Fault], new: set[UUID]
) -> list[EventResult]:
    """What became of each; of an id that came twice only the first was accepted."""
    results = []
    for index, (body, item) in enumerate(zip(raw, parsed, strict=True)):
        if isinstance(item, Fault):
            results.append(EventResult(index, _id_of(body), REJECTED, item.code, item.detail))
        elif item.id in new:
            new.discard(item.id)
            results.append(EventResult(index, str(item.id), ACCEPTED))
        else:
            results.append(EventResult(index, str(item.id), DUPLICATE))
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

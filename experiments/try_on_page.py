"""What our test page shows of a workspace's copy, and takes from it: never counted.

The page runs the real script against these instead of the public addresses, so that nobody needs
a key to see it working, and everything it reports is marked as a preview.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from experiments.delivery.context import Context
from experiments.delivery.evaluator import (
    NotLiveError,
    UnknownPlacementError,
    evaluate,
)
from experiments.delivery.registry import registry
from experiments.delivery.senders import Sender
from experiments.intake import EventResult, take_in
from workspaces.access import VIEW, Access

MOST_PLACEMENTS = 200
MOST_EVENTS = 50
VISITOR_BEGINS = "test-page-"
"""So that even somebody who reads the log sees where they came from."""


def copy_to_try(
    *, access: Access, visitor: str, locale: str, placements: Sequence[str]
) -> dict[str, Any]:
    """What the script gets for these placements, in the words of POST /api/v1/copy."""
    access.require(VIEW)
    registry.refresh_if_due()
    snapshot = registry.snapshot_of(access.workspace.pk)
    context = Context(visitor=VISITOR_BEGINS + visitor, locale=locale or None)
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    now = timezone.now()
    for name in placements[:MOST_PLACEMENTS]:
        try:
            answer = evaluate(snapshot, name, context, now)
        except UnknownPlacementError:
            missing[name] = "not_found"
            continue
        except NotLiveError:
            missing[name] = "not_live"
            continue
        given = answer.assignment
        found[name] = {
            "placement": name,
            "variant": answer.variant,
            "language": answer.language,
            "parts": answer.parts,
            "experiment": given
            and {"key": given.experiment, "arm": given.arm, "phase": given.phase},
            "assigned": answer.assigned,
            "reason": answer.reason,
        }
    return {"copy": found, "missing": missing, "version": snapshot.version}


def take_tried(*, access: Access, events: Sequence[Any]) -> list[EventResult]:
    """Store what the test page reports, as previews; one result each, as of any event."""
    access.require(VIEW)
    marked = [_marked(event) for event in events[:MOST_EVENTS]]
    return take_in(
        workspace_id=access.workspace.pk,
        events=marked,
        received_at=timezone.now(),
        sender=Sender(True),
    )


def _marked(event: Any) -> Any:
    if not isinstance(event, Mapping):
        return event
    told = {name: event[name] for name in ALLOWED if name in event}
    return {**told, "visitor": f"{VISITOR_BEGINS}{told.get('visitor', '')}", "class": "preview"}


ALLOWED = ("id", "type", "visitor", "at", "experiment", "phase", "arm", "goal", "value", "name")
"""What of an event the test page may say. Who a person is, it never does."""

"""Which visitors a person is: told by events that carry both.

A person who logs in, orders or subscribes on a page leaves the hash of the e-mail address beside
the visitor's id. What a shop or a ledger reports about the address months later then finds the
visitor. Only what was newly stored tells anything: an event that is sent again after the person was
erased brings nobody back.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from experiments.delivery.events import ParsedEvent
from experiments.delivery.snapshot import Snapshot
from experiments.models import Event, EventType, VisitorAlias

Pair = tuple[str, str]
"""Person and visitor."""


def pairs_in(events: Iterable[ParsedEvent]) -> set[Pair]:
    """The pairs that events tell; programs tell none."""
    return {
        (event.person, event.visitor)
        for event in events
        if event.person and event.visitor and event.event_class == "human"
    }


def new_pairs(workspace_id: int, pairs: Collection[Pair]) -> set[Pair]:
    """Those of the pairs that were not known."""
    if not pairs:
        return set()
    known = VisitorAlias.objects.filter(
        workspace_id=workspace_id,
        person__in={person for person, _ in pairs},
        visitor__in={visitor for _, visitor in pairs},
    )
    return set(pairs) - set(known.values_list("person", "visitor"))


def tests_of(snapshot: Snapshot, pairs: Collection[Pair]) -> set[int]:
    """Ids of the tests that count these visitors: what was told of the person before may now
    belong to one of them."""
    if not pairs:
        return set()
    seen = Event.objects.filter(
        workspace_id=snapshot.workspace_id,
        experiment__in=[experiment.id for experiment in snapshot.experiments.values()],
        visitor__in={visitor for _, visitor in pairs},
        type=EventType.EXPOSURE,
    )
    return set(seen.order_by().values_list("experiment_id", flat=True).distinct())


def remember(workspace_id: int, pairs: Collection[Pair], now: datetime) -> None:
    """Store pairs; one that is there already stays as it is."""
    if pairs:
        VisitorAlias.objects.bulk_create(
            [
                VisitorAlias(
                    workspace_id=workspace_id, person=person, visitor=visitor, created_at=now
                )
                for person, visitor in sorted(pairs)
            ],
            ignore_conflicts=True,
        )

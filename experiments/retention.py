"""Single events go when nobody needs them any more: counts and looks stay.

Only where a workspace says how long events are kept. What a test that is not archived still counts
is never touched, however old: its exposures, conversions of its goals since it began, and those of
the days before that it is compared with. Signals stay, since where visitors stand is read off them.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q

from experiments.models import (
    DeliverySettings,
    Event,
    EventType,
    Experiment,
    ExperimentGoal,
    Goal,
    ObservedJourney,
    SignalRule,
    VisitorAlias,
)
from workspaces.access import system_access
from workspaces.changes import record
from workspaces.models import Workspace

Rows = Any
"""A query for (id of an event, key of what it belongs to)."""

EVENTS_AT_ONCE = 10_000
"""Deleted in one transaction, so that intake never waits for long."""
JOURNEY_DAYS = 90
"""Of goals that move visitors along the journey, if no picture of it says otherwise."""


def delete_old_events(*, now: datetime) -> int:
    """Delete what every workspace wants gone; how many events. Safe to run twice, or to stop."""
    deleted = 0
    wishes = DeliverySettings.objects.filter(keep_events_days__isnull=False)
    for wish in wishes.select_related("workspace").order_by("pk"):
        assert wish.keep_events_days is not None
        until = now - timedelta(days=wish.keep_events_days)
        deleted += _delete(wish.workspace, _exposures(wish.workspace, until), until)
        for goal, kept_from in _goals(wish.workspace, now):
            rows = Event.objects.filter(
                workspace=wish.workspace,
                type=EventType.CONVERSION,
                goal=goal,
                received_at__lt=until,
            )
            if kept_from is not None:
                rows = rows.filter(at__lt=kept_from)
            deleted += _delete(wish.workspace, rows.values_list("pk", "goal__key"), until)
        _forget_aliases(wish.workspace, until)
    return deleted


def _exposures(workspace: Workspace, until: datetime) -> Rows:
    """Exposures of archived tests, once all that came before they were frozen is counted."""
    frozen = Experiment.objects.filter(workspace=workspace, frozen_at__isnull=False).exclude(
        recount_wanted_at__lte=F("frozen_at")
    )
    return Event.objects.filter(
        workspace=workspace, experiment__in=frozen, received_at__lt=until
    ).values_list("pk", "experiment__key")


def _goals(workspace: Workspace, now: datetime) -> list[tuple[int, datetime | None]]:
    """Every goal with the moment from which some test, or the journey, still needs it."""
    kept_from: dict[int, datetime] = {}

    def keep(goal: int, moment: datetime) -> None:
        kept_from[goal] = min(moment, kept_from.get(goal, moment))

    needed = Q(experiment__frozen_at=None) | Q(
        experiment__recount_wanted_at__lte=F("experiment__frozen_at")
    )
    links = ExperimentGoal.objects.filter(needed, workspace=workspace)
    # A sender whose clock was slow may have shown a test before it began.
    exposures = Event.objects.filter(
        workspace=workspace,
        type=EventType.EXPOSURE,
        experiment__in=links.values("experiment"),
    )
    first = dict(exposures.order_by().values_list("experiment").annotate(Min("at")))
    for test, goal, started, days in links.values_list(
        "experiment_id", "goal_id", "experiment__started_at", "cuped_days"
    ):
        begin = min(started or now, first.get(test, now))
        keep(goal, begin - timedelta(days=days))
    goals = dict(Goal.objects.filter(workspace=workspace).values_list("key", "pk"))
    pictures = ObservedJourney.objects.filter(workspace=workspace).values_list("days", flat=True)
    rules = SignalRule.objects.filter(workspace=workspace, kind=SignalRule.Kind.CONVERSION)
    for key in rules.values_list("name", flat=True):
        if key in goals:
            keep(goals[key], now - timedelta(days=max([JOURNEY_DAYS, *pictures])))
    return [(pk, kept_from.get(pk)) for pk in goals.values()]


def _delete(workspace: Workspace, rows: Rows, until: datetime) -> int:
    """Delete rows of (id, what they belong to) in batches, each with its audit record."""
    deleted = 0
    while True:
        with transaction.atomic():
            batch = list(rows.order_by()[:EVENTS_AT_ONCE])
            if not batch:
                return deleted
            Event.objects.filter(workspace=workspace, pk__in=[pk for pk, _ in batch]).delete()
            record(
                access=system_access(workspace),
                action="deleted old events",
                target=workspace,
                after={
                    "received_before": until.isoformat(timespec="seconds"),
                    "events": len(batch),
                    "of": dict(Counter(name for _, name in batch)),
                },
            )
        deleted += len(batch)


def _forget_aliases(workspace: Workspace, until: datetime) -> None:
    """Forget who visitors are whom no test that still counts has seen."""
    counting = Experiment.objects.filter(workspace=workspace, frozen_at=None)
    old = VisitorAlias.objects.filter(workspace=workspace, created_at__lt=until)
    last = 0
    while page := list(old.filter(pk__gt=last).order_by("pk").values_list("pk", "visitor")[:1_000]):
        last = page[-1][0]
        seen = set(
            Event.objects.filter(
                workspace=workspace,
                experiment__in=counting,
                visitor__in={visitor for _, visitor in page},
            ).values_list("visitor", flat=True)
        )
        old.filter(pk__in=[pk for pk, visitor in page if visitor not in seen]).delete()

"""Which signal means which stage: what was seen, what it is taken for, and what nobody said yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from experiments.models import Event, EventClass, EventType, Goal, SignalRule
from experiments.observed_journey import want_observation
from experiments.refusals import ExperimentRefusedError
from experiments.signal_guess import guess_stage
from personas.models import JourneyStage, Transition
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import change_row, create_row, remove_row

SEEN_DAYS = 30
MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class SeenSign:
    """A signal, or a goal reached, in the last days. ``label`` is how people call it; ``stage`` is
    what its name suggests, None where it suggests nothing."""

    kind: str
    name: str
    label: str
    events: int
    visitors: int
    last_at: datetime | None
    stage: JourneyStage | None = None


def signs_seen(*, access: Access, now: datetime | None = None) -> list[SeenSign]:
    """What people's clients told in the last ``SEEN_DAYS`` days, the most frequent first, and every
    goal there is. Two queries."""
    access.require(VIEW)
    since = (now or timezone.now()) - timedelta(days=SEEN_DAYS)
    told: dict[str, Any] = {
        "events": Count("id"),
        "visitors": Count("visitor", distinct=True),
        "last": Max("at"),
    }
    of_people: Any = Event.objects.for_workspace(access.workspace).filter(
        event_class=EventClass.HUMAN, at__gte=since
    )
    signals = (
        of_people.filter(type=EventType.SIGNAL)
        .values("name")
        .annotate(**told)
        .order_by("-visitors", "name")[:MOST_NAMES]
    )
    reached: dict[int, Any] = {
        row["goal_id"]: row
        for row in of_people.filter(type=EventType.CONVERSION, goal__isnull=False)
        .exclude(visitor="")
        .values("goal_id")
        .annotate(**told)
        .order_by("goal_id")
    }
    kinds = SignalRule.Kind
    seen = [
        SeenSign(
            kinds.SIGNAL, row["name"], row["name"], row["events"], row["visitors"], row["last"]
        )
        for row in signals
    ]
    for goal in Goal.objects.for_workspace(access.workspace):
        row = reached.get(goal.pk, {})
        counts = (row.get("events", 0), row.get("visitors", 0), row.get("last"))
        seen.append(SeenSign(kinds.CONVERSION, goal.key, goal.name, *counts))
    return seen


def signs_without_stage(
    *, access: Access, seen: Iterable[SeenSign], rules: Iterable[SignalRule]
) -> list[SeenSign]:
    """What was seen and is taken for nothing yet, each with the stage its name suggests."""
    mapped = {(rule.kind, rule.name) for rule in rules}
    open_ones = [sign for sign in seen if (sign.kind, sign.name) not in mapped and sign.events]
    if not open_ones:
        return []
    stages = list(JourneyStage.objects.for_workspace(access.workspace))
    ways = Transition.objects.for_workspace(access.workspace)
    by_key = {stage.key: stage for stage in stages}
    words: list[tuple[str, tuple[str, ...]]] = [
        (stage.key, (stage.name, stage.key)) for stage in stages
    ]
    words += [
        (way.to_stage.key, (way.event, *map(str, way.signals)))
        for way in ways.select_related("to_stage")
    ]
    return [
        SeenSign(
            sign.kind,
            sign.name,
            sign.label,
            sign.events,
            sign.visitors,
            sign.last_at,
            by_key.get(guess_stage(sign.label, words) or ""),
        )
        for sign in open_ones
    ]


def create_signal_rule(
    *, access: Access, stage: JourneyStage, name: str, kind: str = SignalRule.Kind.SIGNAL
) -> SignalRule:
    """Take a signal, or a goal reached, for a stage. ExperimentRefusedError where it is taken for
    one already, ValidationError for a name that is none."""
    access.require(EDIT)
    rule = SignalRule(workspace=access.workspace, kind=kind, name=name.strip(), stage=stage)
    with transaction.atomic():
        _check(access, rule)
        create_row(access=access, instance=rule)
        want_observation(workspace_id=access.workspace.pk)
    return rule


def change_signal_rule(*, access: Access, rule: SignalRule, changes: Mapping[str, Any]) -> bool:
    """Change a rule; True if anything did. The journey is read anew."""
    access.require(EDIT)
    changes = dict(changes)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
    with transaction.atomic():
        for name, value in changes.items():
            setattr(rule, name, value)
        _check(access, rule)
        changed = change_row(access=access, instance=rule, changes=changes)
        if changed:
            want_observation(workspace_id=access.workspace.pk)
    return changed


def remove_signal_rule(*, access: Access, rule: SignalRule) -> None:
    """Take a signal for nothing again."""
    access.require(EDIT)
    with transaction.atomic():
        remove_row(access=access, instance=rule)
        want_observation(workspace_id=access.workspace.pk)


def _check(access: Access, rule: SignalRule) -> None:
    rule.clean_fields(exclude=["workspace", "stage"])
    goals = Goal.objects.for_workspace(access.workspace)
    if rule.kind == SignalRule.Kind.CONVERSION and not goals.filter(key=rule.name).exists():
        raise ValidationError({"name": f"There is no goal with the key “{rule.name}”."})
    same = SignalRule.objects.for_workspace(access.workspace).filter(kind=rule.kind, name=rule.name)
    taken = same.exclude(pk=rule.pk).select_related("stage").first()
    if taken is not None:
        raise ExperimentRefusedError(
            "name_taken", f"“{rule.name}” means “{taken.stage}” already. Change that rule instead."
        )

"""Taking back the last change of the journey that somebody made themselves.

The audit log says what it was. Only the very last one can be taken back, within a day, and only as
long as nobody has changed the same thing since: nothing of anybody else's work is lost.
"""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, Q
from django.utils import timezone

from personas.keep_journey import LOADED, ORDERED, TIDIED
from personas.models import (
    JourneyStage,
    MomentQuote,
    RecognitionRule,
    StagePain,
    Transition,
)
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row, snapshot
from workspaces.models import AuditRecord, DeliveryVersion

UNDONE = "undone"
UNDO_HOURS = 24
MODELS: dict[str, Any] = {
    model._meta.model_name or "": model
    for model in (JourneyStage, Transition, StagePain, MomentQuote, RecognitionRule)
}
"""In the order in which what was removed comes back."""
OF_ONE_ROW = ("journeystage", "transition")
OF_MANY = (LOADED, TIDIED, ORDERED)
WORDS = {LOADED: "starting from a template", TIDIED: "tidying up", ORDERED: "the new order"}


class CannotUndoError(ValueError):
    """Something has happened since; a sentence says what."""


def last_change(*, access: Access) -> AuditRecord | None:
    """The change of the journey that this person can take back. One query."""
    if access.user is None:
        return None
    since = timezone.now() - timedelta(hours=UNDO_HOURS)
    rows = AuditRecord.objects.for_workspace(access.workspace).filter(
        Q(target_type__in=OF_ONE_ROW) | Q(target_type="workspace", action__in=(*OF_MANY, UNDONE)),
        at__gte=since,
        user=access.user,
    )
    found: AuditRecord | None = rows.order_by("-at", "-id").first()
    known = ("created", "changed", "removed", *OF_MANY)
    return found if found is not None and found.action in known else None


def words_of(change: AuditRecord) -> str:
    """What would be taken back, in words."""
    if change.target_type == "workspace":
        return WORDS[change.action]
    if change.action == "changed" and set(change.after) <= {"x", "y"}:
        return f"moving “{change.target_label}”"
    verb = {"created": "adding", "changed": "changing", "removed": "deleting"}[change.action]
    return f"{verb} “{change.target_label}”"


def undo(*, access: Access) -> str:
    """Take back the last change; in words, what it was. CannotUndoError if that cannot be."""
    access.require(EDIT)
    change = last_change(access=access)
    if change is None:
        raise CannotUndoError("There is nothing of yours to take back.")
    try:
        with transaction.atomic():
            _take_back(access, change)
            DeliveryVersion.objects.bump(access.workspace.pk)
    except ProtectedError as error:
        raise CannotUndoError("There is copy for it by now, so it stays.") from error
    except IntegrityError as error:
        raise CannotUndoError("What it hung on is gone, so it cannot come back.") from error
    return words_of(change)


def _take_back(access: Access, change: AuditRecord) -> None:
    if change.target_type == "workspace":
        with one_record(access=access, action=UNDONE, target=access.workspace):
            _take_back_many(access, change)
            said = {"undone": change.action}
            record(access=access, action=UNDONE, target=access.workspace, after=said)
        return
    model = MODELS[change.target_type]
    if change.action == "removed":
        _bring_back(access, model, change)
        return
    row = model.objects.for_workspace(access.workspace).filter(pk=change.target_id).first()
    if row is None:
        raise CannotUndoError("It is gone by now.")
    if change.action == "created":
        is_stage = model is JourneyStage
        _nothing_hangs(access, [row.pk] if is_stage else [], [] if is_stage else [row.pk])
        remove_row(access=access, instance=row, action=UNDONE)
        return
    now = snapshot(row, change.after)
    if now != change.after:
        raise CannotUndoError("Somebody has changed it since.")
    for name, value in change.before.items():
        setattr(row, model._meta.get_field(name).attname, value)
    row.save(update_fields=list(change.before))
    record(access=access, action=UNDONE, target=row, before=now, after=change.before)


def _nothing_hangs(access: Access, stages: list[int], ways: list[int]) -> None:
    """CannotUndoError where something was put at these stages or moments since, which would go
    along; it may be somebody else's."""
    hanging: list[Any] = [
        Transition.objects.for_workspace(access.workspace)
        .filter(Q(from_stage__in=stages) | Q(to_stage__in=stages))
        .exclude(pk__in=ways),
        StagePain.objects.for_workspace(access.workspace).filter(stage__in=stages),
        MomentQuote.objects.for_workspace(access.workspace).filter(transition__in=ways),
        RecognitionRule.objects.for_workspace(access.workspace).filter(transition__in=ways),
    ]
    if any(rows.exists() for rows in hanging):
        raise CannotUndoError("Something was added to it since, so it stays.")


def _bring_back(access: Access, model: type[Model], change: AuditRecord) -> None:
    """A row that was removed, with what went along with it, under the numbers they had."""
    along = change.after.get("along", [])
    if change.after.get("counts"):
        raise CannotUndoError("Too much went with it to bring it back.")
    gone = [(change.target_type, change.target_id, change.before)]
    gone += [(each["type"], each["id"], each["before"]) for each in along]
    order = list(MODELS)
    rows = [
        _row(MODELS[kind], pk, values)
        for kind, pk, values in sorted(gone, key=lambda each: order.index(each[0]))
        if kind in MODELS
    ]
    first = next(row for row in rows if isinstance(row, model))
    with one_record(access=access, action=UNDONE, target=first):
        for row in rows:
            create_row(access=access, instance=row, action=UNDONE)


def _row(model: Any, pk: str, values: dict[str, Any]) -> Any:
    fields = {
        model._meta.get_field(name).attname: value
        for name, value in values.items()
        if name not in ("id", "created_at")
    }
    return model(pk=int(pk), **fields)


def _take_back_many(access: Access, change: AuditRecord) -> None:
    stages = JourneyStage.objects.for_workspace(access.workspace)
    if change.action == LOADED:
        moments, added = change.after.get("transitions", []), change.after.get("stages", [])
        _nothing_hangs(access, added, moments)
        Transition.objects.for_workspace(access.workspace).filter(pk__in=moments).delete()
        stages.filter(pk__in=added).delete()
        return
    kept = change.before.get("places") or change.before.get("positions") or {}
    rows = list(stages.filter(pk__in=[int(pk) for pk in kept if pk.isdigit()]))
    for row in rows:
        if change.action == TIDIED:
            row.x, row.y = kept[str(row.pk)]
        else:
            row.position = kept[str(row.pk)]
    stages.bulk_update(rows, ["x", "y"] if change.action == TIDIED else ["position"])

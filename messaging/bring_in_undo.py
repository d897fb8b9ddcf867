"""Taking out what was brought in, as one change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, Model, OuterRef

from messaging.bring_in_guess import ROWS_AT_ONCE
from messaging.conflicts import WrongStateError
from messaging.models import (
    BroughtIn,
    BroughtText,
    InUse,
    Message,
    Placement,
    Variant,
    VariantSource,
    VariantVersion,
)
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion

OWN = (VariantSource, VariantVersion, InUse, BroughtText)
"""What a text that was brought in has by itself; everything else that leads to it, people did."""
State = BroughtIn.State


@dataclass(frozen=True, slots=True)
class TakenBack:
    """``kept`` are texts that people have done something with since."""

    removed: int
    kept: int


def undo(*, access: Access, batch: BroughtIn) -> TakenBack:
    """Take out what came in, as one change: texts nobody touched since go, with the places made for
    them; none of it counts as in use any more. WrongStateError where it is not in."""
    access.require(EDIT)
    with transaction.atomic():
        mine = BroughtIn.objects.for_workspace(access.workspace).filter(pk=batch.pk)
        if not mine.filter(state=State.APPLIED).update(state=State.UNDONE):
            raise WrongStateError("It is not in, or was taken back already.")
        rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
        since = batch.applied_at or batch.created_at
        of = list(rows.exclude(made=None).values_list("made_id", flat=True))
        uses = InUse.objects.for_workspace(access.workspace).filter(
            variant__in=of, how=InUse.How.BROUGHT_IN, created_at__gte=since
        )
        uses.filter(where=batch.where, place=batch.place).delete()
        ours = Variant.objects.for_workspace(access.workspace).filter(
            pk__in=of, writer=Variant.Writer.IMPORT, created_at__gte=since
        )
        held = [
            ~Exists(model._default_manager.filter(**{name: OuterRef("pk")}))
            for model, name in _pointing_here()
        ]
        free = ours.filter(*held, state=Variant.State.DRAFT, revision=1, assignee=None)
        gone = list(
            free.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        )
        kept = ours.count() - len(gone)
        messages = list(ours.order_by().values_list("message_id", flat=True).distinct())
        for at in range(0, len(gone), ROWS_AT_ONCE):
            Variant.objects.for_workspace(access.workspace).filter(
                pk__in=gone[at : at + ROWS_AT_ONCE]
            ).delete()
        _clear(access, messages, since)
        after = {"removed": len(gone), "kept": kept}
        record(access=access, action="taken back", target=batch, after=after)
    batch.refresh_from_db()
    return TakenBack(len(gone), kept)


def _pointing_here() -> Iterator[tuple[type[Model], str]]:
    """(model, field) of whatever leads to a text and that people made."""
    for each in Variant._meta.get_fields(include_hidden=True):
        if isinstance(each, ForeignObjectRel) and each.related_model not in OWN:
            yield each.related_model, each.field.name


def _clear(access: Access, messages: list[int], since: datetime) -> None:
    """Messages and places that came in with the texts and hold nothing now."""
    held = Variant.objects.for_workspace(access.workspace).filter(message=OuterRef("pk"))
    here = Message.objects.for_workspace(access.workspace)
    made = here.filter(pk__in=messages, created_at__gte=since, live_variant=None)
    places = Placement.objects.for_workspace(access.workspace).filter(
        messages__in=messages, created_at__gte=since
    )
    wanted = list(places.order_by("pk").values_list("pk", flat=True).distinct())
    empty = made.filter(~Exists(held))
    # The message for everybody came with the place, and goes with it.
    aimed = empty.exclude(persona=None, stage=None)
    here.filter(pk__in=list(aimed.values_list("pk", flat=True))).delete()
    used = here.filter(placement=OuterRef("pk")).exclude(
        persona=None, stage=None, transition=None, live_variant=None, variants=None
    )
    rows = Placement.objects.for_workspace(access.workspace).filter(pk__in=wanted)
    gone = list(rows.filter(~Exists(used)).values_list("pk", flat=True))
    if gone:
        Placement.objects.for_workspace(access.workspace).filter(pk__in=gone).delete()
        DeliveryVersion.objects.bump(access.workspace.pk)

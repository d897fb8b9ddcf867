"""Taking the drafts of one job back, but for those a person has done something with since."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, Model, OuterRef, QuerySet

from messaging.campaigns_ask import OPEN, jobs_of_campaign
from messaging.conflicts import WrongStateError
from messaging.models import (
    Campaign,
    Message,
    Placement,
    Variant,
    VariantSource,
    VariantVersion,
)
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion, Job

ROWS_AT_ONCE = 500
OWN = (VariantSource, VariantVersion)
"""What a text has from the start; everything else that stands on it, people did."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    removed: int
    kept: int


def untouched(access: Access, job: Job) -> "QuerySet[Variant]":
    """Drafts of ``job`` that nobody edited, submitted, assigned, discussed or built upon."""
    # Also what points at a text by a relation that has no name of its own (a question asked of
    # customers): deleting the text would take that along, with the answers.
    held = [
        ~Exists(model._default_manager.filter(**{name: OuterRef("pk")}))
        for model, name in _pointing_here()
    ]
    rows: QuerySet[Variant] = Variant.objects.for_workspace(access.workspace).filter(
        *held,
        job=job,
        state=Variant.State.DRAFT,
        revision=1,
        submitted_at=None,
        assignee=None,
        due_on=None,
    )
    return rows


def _pointing_here() -> Iterator[tuple[type[Model], str]]:
    """(model, field) of whatever leads to a text and that people made."""
    for each in Variant._meta.get_fields(include_hidden=True):
        if isinstance(each, ForeignObjectRel) and each.related_model not in OWN:
            yield each.related_model, each.field.name


def take_back_drafts(*, access: Access, campaign: Campaign, job: Job) -> TakenBack:
    """Remove what ``job`` wrote and nobody touched, with the places it made that are empty then.

    WrongStateError while the job is at work. Nothing left to take back changes nothing.
    """
    access.require(EDIT)
    if job.state in OPEN:
        raise WrongStateError("Drafts are being written still. Stop that first, or wait.")
    jobs_of_campaign(access, campaign).get(pk=job.pk)
    with transaction.atomic():
        rows = untouched(access, job)
        numbers = list(
            rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        )
        here = Variant.objects.for_workspace(access.workspace)
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            here.filter(pk__in=numbers[start : start + ROWS_AT_ONCE]).delete()
        kept = here.filter(job=job).count()
        places = _clear(access, job)
        if numbers or places:
            after = {"job": job.pk, "removed": len(numbers), "kept": kept, "places": places}
            record(access=access, action="drafts taken back", target=campaign, after=after)
    return TakenBack(len(numbers), kept)


def _clear(access: Access, job: Job) -> int:
    """Messages and places that the job made and that hold nothing; how many places went."""
    held = Variant.objects.for_workspace(access.workspace).filter(message=OuterRef("pk"))
    messages = Message.objects.for_workspace(access.workspace)
    empty = messages.filter(pk__in=_ids(job, "messages"), live_variant=None)
    numbers = list(empty.filter(~Exists(held)).values_list("pk", flat=True))
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        messages.filter(pk__in=numbers[start : start + ROWS_AT_ONCE]).delete()
    made = Placement.objects.for_workspace(access.workspace).filter(pk__in=_ids(job, "placements"))
    # The message for everybody came with the place, and goes with it.
    used = messages.filter(placement=OuterRef("pk")).exclude(
        persona=None, stage=None, transition=None, live_variant=None, variants=None
    )
    gone = list(made.filter(~Exists(used)).values_list("pk", flat=True))
    if gone:
        Placement.objects.for_workspace(access.workspace).filter(pk__in=gone).delete()
        DeliveryVersion.objects.bump(access.workspace.pk)
    return len(gone)


def _ids(job: Job, name: str) -> list[int]:
    return [each for each in job.result.get(name, ()) if isinstance(each, int)]

"""What a landing message says to those who come from copy about a pain."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from experiments.models import Continuation
from experiments.refusals import ExperimentRefusedError
from messaging.conflicts import UnfitError
from messaging.models import Message, Variant
from messaging.remarks import must_not_be_forbidden
from messaging.taken_back import TakenBackError, must_not_be_held
from personas.models import PainPoint
from workspaces.access import APPROVE, Access
from workspaces.changes import change_row, create_row, remove_row
from workspaces.models import DeliveryVersion, Workspace


def go_on(*, access: Access, message: Message, pain: PainPoint, variant: Variant) -> Continuation:
    """Say ``variant`` to those who come to ``message`` from copy about ``pain``, from now on.

    What was said to them before is replaced. ExperimentRefusedError unless the text is an approved
    one of this message, about this pain, that visitors may read.
    """
    access.require(APPROVE)
    with transaction.atomic():
        rows = Continuation.objects.for_workspace(access.workspace).select_for_update()
        there = rows.filter(message=message, pain=pain).first()
        if there is not None:
            change_continuation(access=access, continuation=there, changes={"variant": variant})
            return there
        row = Continuation(workspace=access.workspace, message=message, pain=pain, variant=variant)
        _check(access, row)
        create_row(access=access, instance=row)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return row


def change_continuation(
    *, access: Access, continuation: Continuation, changes: Mapping[str, Any]
) -> bool:
    """Say another text; True if it is another."""
    access.require(APPROVE)
    with transaction.atomic():
        for name, value in changes.items():
            setattr(continuation, name, value)
        _check(access, continuation)
        changed = change_row(access=access, instance=continuation, changes=changes)
        if changed:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


def go_on_no_more(*, access: Access, continuation: Continuation) -> None:
    """From now on they read what everybody reads."""
    access.require(APPROVE)
    with transaction.atomic():
        remove_row(access=access, instance=continuation)
        DeliveryVersion.objects.bump(access.workspace.pk)


def shown_to_those_who_came(workspace: Workspace) -> set[int]:
    """Ids of the variants that landing messages say to some visitors. One query."""
    rows = Continuation.objects.for_workspace(workspace).filter(
        variant__state=Variant.State.APPROVED
    )
    return set(rows.values_list("variant_id", flat=True))


def _check(access: Access, row: Continuation) -> None:
    variant = row.variant
    if variant.message_id != row.message_id:
        raise ValidationError({"variant": "This text belongs to another message."})
    if variant.pain_id != row.pain_id:
        raise ValidationError({"variant": f"This text does not speak of “{row.pain.title}”."})
    if variant.state != Variant.State.APPROVED:
        raise ExperimentRefusedError(
            "not_approved", "Visitors read approved texts only: have this one approved first."
        )
    same = Continuation.objects.for_workspace(access.workspace).filter(
        message_id=row.message_id, pain_id=row.pain_id
    )
    if same.exclude(pk=row.pk).exists():
        raise ExperimentRefusedError("there_already", "There is a text for this pain already.")
    try:
        must_not_be_held(access, [variant.pk])
        must_not_be_forbidden(access=access, variants=[variant.pk])
    except (TakenBackError, UnfitError) as error:
        raise ExperimentRefusedError(error.code, error.message) from error

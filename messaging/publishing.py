"""Putting an approved variant in front of visitors: the only way a message's live copy changes."""

from django.db import transaction
from django.utils import timezone

from messaging.conflicts import WrongStateError
from messaging.models import Message, Variant
from messaging.remarks import must_not_be_forbidden
from messaging.taken_back import must_not_be_held
from workspaces.access import APPROVE, Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion
from workspaces.webhooks import announce


def set_live(
    *, access: Access, message: Message, variant: Variant, action: str = "published"
) -> Message:
    """Show ``variant`` to everybody ``message`` speaks to, in place of what was live before.

    Live copy is replaced, never cleared; the first live variant of a placement's default message
    makes the placement live. Setting what is live already changes nothing. WrongStateError unless
    the variant is an approved one of this very message; TakenBackError while it repeats words that
    were taken back, UnfitError where a pack forbids by now what it says, or it repeats a customer
    who has not agreed. The row lock orders this against ``retire_variant`` and ``flag_copy``, so no
    variant is live and retired at once, or goes live while it is flagged.
    """
    access.require(APPROVE)
    with transaction.atomic():
        locked: Message = (
            Message.objects.for_workspace(access.workspace).select_for_update().get(pk=message.pk)
        )
        if locked.live_variant_id == variant.pk:
            return locked
        fits = (
            Variant.objects.for_workspace(access.workspace)
            .filter(pk=variant.pk, message=locked, state=Variant.State.APPROVED)
            .exists()
        )
        if not fits:
            raise WrongStateError("Only an approved variant of this message can go live.")
        must_not_be_held(access, [variant.pk])
        must_not_be_forbidden(access=access, variants=[variant.pk])
        before = locked.live_variant_id
        locked.live_variant_id = variant.pk
        locked.live_since = timezone.now()
        locked.save(update_fields=["live_variant", "live_since"])
        record(
            access=access,
            action=action,
            target=locked,
            before={"live_variant": before},
            after={"live_variant": variant.pk},
        )
        DeliveryVersion.objects.bump(access.workspace.pk)
        announce(
            access=access,
            event="variant.published",
            data={
                "variant": {"id": variant.pk, "key": variant.key},
                "previous_variant": before,
                "message": locked.pk,
                "placement": locked.placement.key,
            },
        )
    message.live_variant = variant
    message.live_since = locked.live_since
    return locked

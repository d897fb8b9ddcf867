"""The way of a variant from draft to approved, and out of use again.

draft -> submitted -> approved | rejected; any but the live one can be retired and restored. Each
step is one guarded update, so that of two people who decide at once one gets a WrongStateError.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from messaging.being_shown import shown_elsewhere
from messaging.channels import check_parts
from messaging.channels_here import channel_for
from messaging.conflicts import RefusedError, StillLiveError, UnfitError, WrongStateError
from messaging.models import Message, Variant
from messaging.remarks import must_be_settled, must_not_be_forbidden
from messaging.taken_again import flag_again
from messaging.taken_back import hold_again, must_not_be_held
from messaging.using_elsewhere import places_used
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import record
from workspaces.webhooks import announce

State = Variant.State
STILL_USED = (
    "It is still in use elsewhere ({places}). Take it away there, then say under “Where it is in "
    "use” that it has ended."
)


@dataclass(frozen=True, slots=True)
class Refused:
    """One variant of several that could not be approved, and why."""

    variant: Variant
    why: str


def submit_variant(*, access: Access, variant: Variant) -> Variant:
    """Ask for approval; from now on the words are fixed.

    UnfitError where the channel would refuse the copy (hard limits, missing parts, open merge
    tags), where it repeats a customer who has not agreed, or says what a pack forbids;
    UnsettledError where a remark that weighs is open (``messaging/remarks.py``).
    """
    access.require(EDIT)
    with transaction.atomic():
        # The words are checked under the lock, so that what was checked is what is submitted.
        locked = (
            Variant.objects.for_workspace(access.workspace)
            .select_for_update(of=("self",))
            .select_related("message__placement")
            .get(pk=variant.pk)
        )
        if locked.state == State.DRAFT:
            channel = channel_for(access=access, key=locked.message.placement.channel)
            faults = check_parts(channel, locked.parts)
            if faults:
                raise UnfitError(faults)
            must_be_settled(access=access, variant=locked)
            flag_again(access=access, variant=locked)
        return _move(access, variant, (State.DRAFT,), State.SUBMITTED, submitted_at=timezone.now())


def approve_variant(*, access: Access, variant: Variant) -> Variant:
    """Allow a submitted variant to be shown; it may now go live or into a test.

    TakenBackError while it repeats words that were taken back; UnfitError where it repeats a
    customer who has not agreed, says what a pack forbids that was switched on meanwhile, or no
    longer fits its channel.
    """
    access.require(APPROVE)
    with transaction.atomic():
        must_not_be_held(access, [variant.pk])
        # By what is stored: whoever presses may have read it before it was submitted.
        waiting = Variant.objects.for_workspace(access.workspace).filter(
            pk=variant.pk, state=State.SUBMITTED
        )
        ids = list(waiting.values_list("pk", flat=True))
        must_not_be_forbidden(access=access, variants=ids, limits=True)
        approved = _move(
            access, variant, (State.SUBMITTED,), State.APPROVED, **_decision(access, "")
        )
        announce(
            access=access,
            event="variant.approved",
            data={
                "variant": {"id": approved.pk, "key": approved.key},
                "message": approved.message_id,
                "placement": approved.message.placement.key,
            },
        )
    return approved


def reject_variant(*, access: Access, variant: Variant, reason: str) -> Variant:
    """Send a submitted variant back for good, with a reason its writer can use.

    ValueError without a reason.
    """
    access.require(APPROVE)
    reason = reason.strip()
    if not reason:
        raise ValueError("Say why, so that the next draft is better.")
    return _move(
        access, variant, (State.SUBMITTED,), State.REJECTED, **_decision(access, reason[:300])
    )


def approve_variants(
    *, access: Access, variants: Iterable[Variant]
) -> tuple[list[Variant], list[Refused]]:
    """Approve each that can be; the others stay as they are, with the reason."""
    access.require(APPROVE)
    approved: list[Variant] = []
    refused: list[Refused] = []
    for variant in variants:
        try:
            approved.append(approve_variant(access=access, variant=variant))
        except RefusedError as error:
            refused.append(Refused(variant, error.message))
    return approved, refused


def retire_variant(*, access: Access, variant: Variant) -> Variant:
    """Take a variant out of use. StillLiveError for what customers see: the live one, an arm of a
    running test, or what is still in use elsewhere."""
    access.require(EDIT)
    if variant.state in (State.SUBMITTED, State.APPROVED):
        access.require(APPROVE)
    with transaction.atomic():
        message = (
            Message.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=variant.message_id)
        )
        if message.live_variant_id == variant.pk:
            raise StillLiveError("This is what visitors see now. Publish another variant first.")
        if variant.pk in shown_elsewhere(access.workspace):
            raise StillLiveError("A test, or its holdback, shows it to visitors. End that first.")
        if places := places_used(access.workspace, variant=variant):
            raise StillLiveError(STILL_USED.format(places=places))
        return _move(
            access,
            variant,
            (State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED),
            State.RETIRED,
        )


def restore_variant(*, access: Access, variant: Variant) -> Variant:
    """Bring a retired variant back to where it was before it was retired."""
    access.require(EDIT)
    before = State.DRAFT
    if variant.decided_at is not None:
        before = State.REJECTED if variant.reason else State.APPROVED
    elif variant.submitted_at is not None:
        before = State.SUBMITTED
    if before == State.APPROVED:
        access.require(APPROVE)
    with transaction.atomic():
        restored = _move(access, variant, (State.RETIRED,), before, action="restored")
        hold_again(access, restored)
    return restored


def _decision(access: Access, reason: str) -> dict[str, Any]:
    return {"decided_by": access.user, "decided_at": timezone.now(), "reason": reason}


def _move(
    access: Access,
    variant: Variant,
    allowed: tuple[str, ...],
    state: str,
    *,
    action: str = "",
    **changes: Any,
) -> Variant:
    """Change the state if it is one of ``allowed``, with its audit record; else WrongStateError."""
    before = variant.state
    with transaction.atomic():
        # What the audit record says of before must be what the update replaced.
        guard = allowed if before not in allowed else (before,)
        moved = (
            Variant.objects.for_workspace(access.workspace)
            .filter(pk=variant.pk, state__in=guard)
            .update(state=state, **changes)
        )
        if not moved:
            variant.refresh_from_db(fields=["state"])
            raise WrongStateError(
                f"{variant.key} is {variant.get_state_display().lower()}; "
                f"this needs one that is {_listed(allowed)}."
            )
        variant.refresh_from_db()
        after = {"state": state}
        if changes.get("reason"):
            after["reason"] = changes["reason"]
        record(
            access=access,
            action=action or state,
            target=variant,
            before={"state": before},
            after=after,
        )
    return variant


def _listed(states: tuple[str, ...]) -> str:
    return " or ".join(State(state).label.lower() for state in states)

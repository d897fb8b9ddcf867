"""Places where copy appears, and the messages they hold for whom and when.

Sites ask for a placement by its key, live or not, so a new, re-keyed or removed one is a new
version of what is delivered. A message that has never been live is not.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from messaging.channels_here import channel_for
from messaging.conflicts import AlreadyThereError, FixedError, StillLiveError, TwoTimesError
from messaging.models import Campaign, Message, Placement
from messaging.using_elsewhere import places_used
from personas.models import JourneyStage, Persona, Transition
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, remove_row
from workspaces.models import DeliveryVersion

STILL_USED = (
    "Texts of it are still in use elsewhere ({places}), so it stays. Take them away there, then "
    "say under Share, In use, that this has ended."
)


def create_placement(
    *,
    access: Access,
    key: str,
    name: str,
    channel: str,
    description: str = "",
    campaign: Campaign | None = None,
) -> Placement:
    """A new placement with its default message: for everybody, in the workspace's language.

    KeyError for a channel we do not know, ValidationError for a key of other characters,
    AlreadyThereError for one that is taken.
    """
    access.require(EDIT)
    channel_for(access=access, key=channel)
    placement = Placement(
        workspace=access.workspace,
        key=key,
        name=name,
        channel=channel,
        description=description,
        campaign=campaign,
    )
    placement.clean_fields()
    with one_record(access=access, action="created", target=placement):
        if Placement.objects.for_workspace(access.workspace).filter(key=key).exists():
            raise AlreadyThereError(f"There is a placement called {key} already.")
        create_row(access=access, instance=placement)
        message = Message(placement=placement, language=access.workspace.language)
        create_row(access=access, instance=message)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return placement


def change_placement(*, access: Access, placement: Placement, changes: Mapping[str, Any]) -> bool:
    """Change a placement; its channel is fixed once it holds copy, its key once it is live."""
    access.require(EDIT)
    with transaction.atomic():
        stored = (
            Placement.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=placement.pk)
        )
        messages = Message.objects.for_workspace(access.workspace).filter(placement=stored)
        has_new_key = changes.get("key", stored.key) != stored.key
        if has_new_key:
            if messages.filter(live_variant__isnull=False).exists():
                raise FixedError("Sites fetch this placement by its key, so the key stays.")
            taken = Placement.objects.for_workspace(access.workspace).filter(key=changes["key"])
            if taken.exists():
                raise AlreadyThereError(f"There is a placement called {changes['key']} already.")
        if changes.get("channel", stored.channel) != stored.channel:
            channel_for(access=access, key=changes["channel"])
            if messages.filter(variants__isnull=False).exists():
                raise FixedError("There is copy for this channel, so the channel stays.")
        changed = change_row(access=access, instance=placement, changes=changes)
        if has_new_key:
            DeliveryVersion.objects.bump(access.workspace.pk)
        return changed


def remove_placement(*, access: Access, placement: Placement) -> None:
    """Delete a placement that was never live, with its drafts. StillLiveError where visitors see
    it, or a text of it is in use elsewhere."""
    access.require(EDIT)
    live = Message.objects.for_workspace(access.workspace).filter(
        placement=placement, live_variant__isnull=False
    )
    with transaction.atomic():
        if live.exists():
            raise StillLiveError("Visitors see this placement, so it stays.")
        _must_not_be_used(access, variant__message__placement=placement)
        _remove(access, placement)
        DeliveryVersion.objects.bump(access.workspace.pk)


def create_message(
    *,
    access: Access,
    placement: Placement,
    persona: Persona | None = None,
    stage: JourneyStage | None = None,
    transition: Transition | None = None,
    language: str = "",
) -> Message:
    """What ``placement`` says to one persona, at one stage, in one language; each may be open.

    With a ``transition`` it answers that moment of decision instead of a stage; TwoTimesError
    with both. AlreadyThereError where the placement has this message.
    """
    access.require(EDIT)
    if stage is not None and transition is not None:
        raise TwoTimesError
    message = Message(
        workspace=access.workspace,
        placement=placement,
        persona=persona,
        stage=stage,
        transition=transition,
        language=language or access.workspace.language,
    )
    message.clean_fields()
    with transaction.atomic():
        # Locked, so that two people who add the same message meet here and not in the database.
        Placement.objects.for_workspace(access.workspace).select_for_update().get(pk=placement.pk)
        same = Message.objects.for_workspace(access.workspace).filter(
            placement=placement,
            persona=persona,
            stage=stage,
            transition=transition,
            language=message.language,
        )
        if same.exists():
            raise AlreadyThereError(f"{placement} already has this message: {message.aimed_at}.")
        create_row(access=access, instance=message)
    return message


def remove_message(*, access: Access, message: Message) -> None:
    """Delete a message that was never live. The default of a placement stays with it.

    StillLiveError where visitors see it, or a text of it is in use elsewhere.
    """
    access.require(EDIT)
    with transaction.atomic():
        stored = (
            Message.objects.for_workspace(access.workspace).select_for_update().get(pk=message.pk)
        )
        if stored.live_variant_id is not None:
            raise StillLiveError("Visitors see this message, so it stays.")
        if stored.is_default and stored.language == access.workspace.language:
            raise FixedError("Every placement keeps its default message.")
        _must_not_be_used(access, variant__message=stored)
        _remove(access, stored)


def _must_not_be_used(access: Access, **of: Placement | Message) -> None:
    if places := places_used(access.workspace, **of):
        raise StillLiveError(STILL_USED.format(places=places))


def _remove(access: Access, row: Placement | Message) -> None:
    try:
        remove_row(access=access, instance=row)
    except ProtectedError as error:
        raise FixedError("A test rests on this copy, so it stays.") from error

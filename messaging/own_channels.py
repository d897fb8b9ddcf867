"""A workspace's own channels, and its own limits for ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from messaging.channels import Channel, Fault, check_parts
from messaging.channels.document import tidy_document
from messaging.channels.registry import channel_from
from messaging.channels_here import channels_of, forget, our_keys
from messaging.conflicts import AlreadyThereError, RefusedError
from messaging.models import Campaign, Destination, OwnChannel, Placement, Variant
from messaging.writing.own_layout import tidy_layout
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, remove_row

SHOWN = 50
"""Broken texts that are named; of more, only how many."""


class ChannelInUseError(RefusedError):
    """Placements or campaigns rest on this channel, so it stays."""

    code = "in_use"


class BreaksTextsError(RefusedError):
    """Texts that fit today would not fit any more; ``broken`` are the first of them."""

    code = "breaks_texts"

    def __init__(self, broken: "list[Broken]", count: int) -> None:
        said = "One text that fits today would not" if count == 1 else f"{count} texts would not"
        named = ", ".join(each.variant.key for each in broken[:5])
        super().__init__(f"{said} fit any more: {named}{' …' if count > 5 else ''}.")
        self.broken, self.count = broken, count


@dataclass(frozen=True, slots=True)
class Broken:
    """A text that fits its channel today, and what would be wrong with it afterwards."""

    variant: Variant
    faults: tuple[Fault, ...]


def add_channel(
    *,
    access: Access,
    key: str,
    document: Mapping[str, Any],
    layout: Mapping[str, Any] | None = None,
    anyway: bool = False,
) -> OwnChannel:
    """A channel of the workspace's own, or, under the key of one of ours, its own limits for it.

    DocumentError with every fault of ``document``, ValueError for a ``layout`` that does not fit
    it, AlreadyThereError for a key that is taken, BreaksTextsError (unless ``anyway``) where texts
    that fit today would not.
    """
    access.require(EDIT)
    tidied, kept = _tidied(key, document, layout)
    with transaction.atomic():
        if OwnChannel.objects.for_workspace(access.workspace).filter(key=key).exists():
            raise AlreadyThereError(f"There is a channel called {key} of yours already.")
        _must_not_break(access, tidied, anyway)
        row = OwnChannel(key=key, name=tidied["name"], document=tidied, layout=kept)
        create_row(access=access, instance=row)
    forget(access.workspace)
    return row


def change_channel(
    *,
    access: Access,
    channel: OwnChannel,
    document: Mapping[str, Any],
    layout: Mapping[str, Any] | None = None,
    anyway: bool = False,
) -> bool:
    """Give ``channel`` other parts or limits; its key stays. Errors as ``add_channel``.

    Without a ``layout`` the one it has stays, as far as it still fits.
    """
    access.require(EDIT)
    wanted = channel.layout if layout is None else layout
    try:
        tidied, kept = _tidied(channel.key, document, wanted)
    except ValueError:
        if layout is not None:
            raise
        tidied, kept = _tidied(channel.key, document, None)
    with transaction.atomic():
        _must_not_break(access, tidied, anyway)
        changes = {"name": tidied["name"], "document": tidied, "layout": kept}
        changed = change_row(access=access, instance=channel, changes=changes)
    forget(access.workspace)
    return changed


def remove_channel(*, access: Access, channel: OwnChannel) -> None:
    """Take a channel away. One of ours that was changed has our limits again.

    ChannelInUseError while anything rests on a channel that would be gone.
    """
    access.require(EDIT)
    with transaction.atomic():
        if channel.key not in our_keys():
            resting = resting_on(access, channel.key)
            if resting:
                raise ChannelInUseError(f"{channel.name} stays: {', '.join(resting)} use it.")
        remove_row(access=access, instance=channel)
    forget(access.workspace)


def resting_on(access: Access, key: str) -> list[str]:
    """What uses the channel ``key`` here, by name: placements, then campaigns."""
    workspace = access.workspace
    found = [
        f"“{name}”"
        for name in Placement.objects.for_workspace(workspace)
        .filter(channel=key)
        .values_list("name", flat=True)
    ]
    leading = Destination.objects.for_workspace(workspace).filter(channel=key)
    campaigns = set(leading.values_list("campaign__name", flat=True))
    chosen = Campaign.objects.for_workspace(workspace).values_list("name", "channels")
    campaigns |= {name for name, channels in chosen if key in channels}
    return found + [f"the campaign “{name}”" for name in sorted(campaigns)]


def broken_by(access: Access, channel: Channel) -> tuple[list[Broken], int]:
    """Texts in use that fit today and would not fit ``channel``: the first, and how many.

    Texts put out of use or turned down do not count; nobody reads them.
    """
    now = channels_of(access).get(channel.key)
    if now is None:
        return [], 0
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(message__placement__channel=channel.key)
        .exclude(state__in=(Variant.State.RETIRED, Variant.State.REJECTED))
        .select_related("message__placement")
        .order_by("key")
    )
    found: list[Broken] = []
    count = 0
    for row in rows.iterator(chunk_size=500):
        before = {(fault.part, fault.code) for fault in check_parts(now, row.parts)}
        faults = [
            fault
            for fault in check_parts(channel, row.parts)
            if (fault.part, fault.code) not in before
        ]
        if faults:
            count += 1
            if count <= SHOWN:
                found.append(Broken(row, tuple(faults)))
    return found, count


def _must_not_break(access: Access, document: dict[str, Any], anyway: bool) -> None:
    if anyway:
        return
    longest = next(iter(channels_of(access).values())).parts[0].longest
    broken, count = broken_by(access, channel_from(document, longest))
    if count:
        raise BreaksTextsError(broken, count)


def _tidied(
    key: str, document: Mapping[str, Any], layout: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    tidied = tidy_document(document, key=key)
    return tidied, tidy_layout(layout or {}, channel_from(tidied))

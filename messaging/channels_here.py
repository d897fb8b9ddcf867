"""The channels and merge tags of one workspace: ours, and what it added or changed.

Read once for a request or a job, in one query, and kept on the workspace in hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from django.db.models import CharField, Value

from messaging.channels import Channel, all_channels
from messaging.channels.merge_tags import longest_values
from messaging.channels.registry import channel_from
from messaging.models import MergeTags, OwnChannel
from workspaces.access import Access
from workspaces.models import Workspace

KEPT_AS = "_places_here"


@dataclass(frozen=True, slots=True)
class TagsHere:
    """``fields``: dialect -> token -> field, as far as the workspace says; ``longest``: every
    token that may be used here -> the longest value there is; ``dialect`` is empty for none."""

    dialect: str
    fields: Mapping[str, Mapping[str, str]]
    longest: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlacesHere:
    channels: dict[str, Channel]
    tags: TagsHere


def channels_of(access: Access) -> dict[str, Channel]:
    """Every channel of this workspace by key: ours, as it changed them, and then its own."""
    return channels_in(access.workspace)


def channel_for(*, access: Access, key: str) -> Channel:
    """The channel called ``key`` here; KeyError with the keys there are if there is none."""
    channels = channels_of(access)
    if key not in channels:
        raise KeyError(f"there is no channel {key!r}; there are {', '.join(channels)}")
    return channels[key]


def tags_of(access: Access) -> TagsHere:
    """What the workspace says of its merge tags, and what we expect where it says nothing."""
    return places_in(access.workspace).tags


def channels_in(workspace: Workspace) -> dict[str, Channel]:
    """As ``channels_of``, where there is no access, as in what only shows rows already read."""
    return places_in(workspace).channels


def places_in(workspace: Workspace) -> PlacesHere:
    """All of it, read once for as long as this ``workspace`` object lives."""
    kept: PlacesHere | None = workspace.__dict__.get(KEPT_AS)
    if kept is None:
        kept = workspace.__dict__[KEPT_AS] = _read(workspace)
    return kept


def forget(workspace: Workspace) -> None:
    """Have the next question read again; for whoever changed a channel or the merge tags."""
    workspace.__dict__.pop(KEPT_AS, None)


def _read(workspace: Workspace) -> PlacesHere:
    text = CharField()
    own = OwnChannel.objects.for_workspace(workspace).order_by("name", "id")
    tags = MergeTags.objects.for_workspace(workspace).order_by()
    # One query for both, since every page that shows copy asks for both. Sorted afterwards:
    # databases sort a union as a whole.
    rows = (
        own.order_by()
        .annotate(kind=Value("channel", output_field=text))
        .values_list("key", "document", "layout", "kind")
        .union(
            tags.annotate(kind=Value("tags", output_field=text)).values_list(
                "dialect", "fields", "longest", "kind"
            ),
            all=True,
        )
    )
    dialect, fields, longest = "", {}, {}
    documents: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    for key, first, second, kind in rows:
        if kind == "tags":
            dialect, fields, longest = key, first, second
        else:
            documents.append((key, first, second))
    documents.sort(key=lambda row: (str(row[1].get("name", "")).casefold(), row[0]))
    here = TagsHere(dialect, fields, _longest(fields, longest))
    if not documents and not longest and not fields:
        return PlacesHere(all_channels(), here)
    return PlacesHere(_channels(documents, here.longest), here)


def _longest(
    fields: Mapping[str, Mapping[str, str]], longest: Mapping[str, str]
) -> Mapping[str, str]:
    if not fields and not longest:
        return longest_values()
    named = {token: "" for names in fields.values() for token in names}
    return {**named, **longest_values(), **longest}


def _channels(
    documents: list[tuple[str, dict[str, Any], dict[str, Any]]], longest: Mapping[str, str]
) -> dict[str, Channel]:
    found = dict(all_channels())
    for key, document, layout in documents:
        whose: Literal["changed", "own"] = "changed" if key in all_channels() else "own"
        found[key] = replace(
            channel_from(document | {"key": key}), whose=whose, layout=layout or None
        )
    if longest is longest_values():
        return found
    return {
        key: replace(channel, parts=tuple(replace(part, longest=longest) for part in channel.parts))
        for key, channel in found.items()
    }


@cache
def our_keys() -> frozenset[str]:
    """The keys of the channels that every workspace has."""
    return frozenset(all_channels())

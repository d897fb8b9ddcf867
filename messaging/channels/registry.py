"""The channels we know: one JSON file each under ``data/``, with its source and date."""

import json
import re
from collections.abc import Mapping
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

from messaging.channels.channel import Channel, Part

DATA = Path(__file__).parent / "data"
NUMBERED = re.compile(r"_(\d{1,6})$")


@cache
def all_channels() -> dict[str, Channel]:
    """Every channel by key, in the order in which people are shown them."""
    documents = [json.loads(path.read_text("utf-8")) for path in DATA.glob("*.json")]
    documents.sort(key=lambda document: int(document["position"]))
    return {str(document["key"]): channel_from(document) for document in documents}


def get_channel(key: str) -> Channel:
    """The channel called ``key``; KeyError with the keys there are if there is none."""
    channels = all_channels()
    if key not in channels:
        raise KeyError(f"there is no channel {key!r}; there are {', '.join(channels)}")
    return channels[key]


@cache
def reading_order() -> dict[str, int]:
    """A place for every part key, such that the parts of each channel stand in their order.

    For copy at rest: PostgreSQL does not keep the order in which a JSON object was written.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for channel in all_channels().values():
        keys = [part.key for part in channel.parts]
        sorter.add(keys[0])
        for before, after in pairwise(keys):
            sorter.add(after, before)
    return {key: place for place, key in enumerate(sorter.static_order())}


def reading_place(key: str) -> tuple[int, int, str]:
    """Where the part ``key`` is read among others, also where it is of a workspace's own channel.

    Such keys end in the number they were added as (``kicker_2``), which is their order.
    """
    order = reading_order()
    if key in order:
        return (order[key], 0, "")
    number = NUMBERED.search(key)
    return (len(order), int(number[1]) if number else 0, key)


def channel_from(document: dict[str, Any], longest: Mapping[str, str] | None = None) -> Channel:
    """The channel that a document describes, as the files under ``data/`` are written.

    ``longest`` are the longest values a workspace knows behind its merge tags.
    """
    return Channel(
        key=document["key"],
        name=document["name"],
        parts=tuple(_part(part, longest) for part in document["parts"]),
        source=document.get("source", ""),
        checked_on=document.get("checked_on", ""),
        notes=document.get("notes", ""),
        payload_octets=document.get("payload_octets"),
        merge_tags=document.get("merge_tags", False),
        utm=document.get("utm", {}),
        like=document.get("like", ""),
    )


def _part(document: dict[str, Any], longest: Mapping[str, str] | None) -> Part:
    seen_on = tuple((place, length) for place, length in document.get("seen_on", ()))
    return Part(**document | {"seen_on": seen_on, "longest": longest})

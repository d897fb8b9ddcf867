"""The channels we know: one JSON file each under ``data/``, with its source and date."""

import json
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

from messaging.channels.channel import Channel, Part

DATA = Path(__file__).parent / "data"


@cache
def all_channels() -> dict[str, Channel]:
    """Every channel by key, in the order in which people are shown them."""
    documents = [json.loads(path.read_text("utf-8")) for path in DATA.glob("*.json")]
    documents.sort(key=lambda document: int(document["position"]))
    return {str(document["key"]): _channel(document) for document in documents}


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


def _channel(document: dict[str, Any]) -> Channel:
    return Channel(
        key=document["key"],
        name=document["name"],
        parts=tuple(Part(**part) for part in document["parts"]),
        source=document["source"],
        checked_on=document["checked_on"],
        notes=document.get("notes", ""),
        payload_octets=document.get("payload_octets"),
        merge_tags=document.get("merge_tags", False),
    )

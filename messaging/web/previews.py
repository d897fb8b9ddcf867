"""What a preview shows of copy: fallbacks filled in, what is seen, how an ad may be combined."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from messaging.channels import Channel, all_channels, measure
from messaging.channels.merge_tags import with_fallbacks
from messaging.channels_here import channels_in
from messaging.web.reading_view import sms_segments
from workspaces.models import Workspace

COMBINATIONS = 4
"""So many ways an ad may be combined are shown: enough to see that any two must go together."""
HEADLINES, DESCRIPTIONS = 3, 2
"""The most of each that a search ad shows at once."""


@dataclass(frozen=True, slots=True)
class Combination:
    headlines: tuple[str, ...]
    descriptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place that shows less than the usual one: ``part`` is seen there up to ``length``."""

    part: str
    name: str
    length: int


def preview_of(
    context: Mapping[str, Any], channel: str, parts: Mapping[str, Any], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """What the preview of ``channel`` needs beside ``parts``; ``extra`` may hold ``pins``."""
    parts = parts or {}  # a template hands over "" where there is nothing yet
    workspace = context.get("workspace")
    channels = channels_in(workspace) if isinstance(workspace, Workspace) else all_channels()
    place = channels.get(channel)
    if place is None:
        return {"parts": filled(parts)}
    shown = filled({**parts, **_as_sent(place, parts)})
    known = {
        "place": place,
        "shape": place.like or place.key,
        "parts": shown,
        "limits": {part.key: part.truncation for part in place.parts if part.truncation},
        "others": [
            OtherPlace(part.key, name, length)
            for part in place.parts
            for name, length in part.seen_on
        ],
        "named_parts": [(part, shown[part.key]) for part in place.parts if shown.get(part.key)],
    }
    if isinstance(shown.get("headlines"), list):
        known["combinations"] = combinations(shown, extra.get("pins") or {})
    body = shown.get("body")
    if place.parts[0].counting == "sms" and isinstance(body, str):
        known["segments"] = sms_segments(body)
        known["most_segments"] = measure(place.parts[0], parts["body"]).segments
    return known


def filled(parts: Mapping[str, Any]) -> dict[str, Any]:
    """``parts`` as a reader of whom we know nothing sees them."""
    return {key: _filled(value) for key, value in parts.items()}


def combinations(parts: Mapping[str, Any], pins: Mapping[str, Any]) -> list[Combination]:
    """Some ways in which a search ad may be put together, no two alike; pins hold in each."""
    found: list[Combination] = []
    for turn in range(COMBINATIONS):
        made = Combination(
            _chosen(parts, pins, "headlines", HEADLINES, turn),
            _chosen(parts, pins, "descriptions", DESCRIPTIONS, turn),
        )
        if made not in found:
            found.append(made)
    return found


def _chosen(
    parts: Mapping[str, Any], pins: Mapping[str, Any], part: str, positions: int, turn: int
) -> tuple[str, ...]:
    """What stands at each position in one turn: a pinned text at its own, free ones elsewhere."""
    value = parts.get(part)
    texts = [text for text in value if text] if isinstance(value, list) else []
    places = pins.get(part, {})
    at: dict[int, list[str]] = {}
    free: list[str] = []
    for index, text in enumerate(texts):
        position = places.get(str(index))
        if position is None:
            free.append(text)
        else:
            at.setdefault(int(position), []).append(text)
    chosen: list[str] = []
    unpinned = positions - len(at)
    # Once all free texts were shown, they go on in another order.
    start = turn * unpinned + (turn * unpinned) // max(len(free), 1)
    taken = 0
    for position in range(1, positions + 1):
        if position in at:
            chosen.append(at[position][turn % len(at[position])])
        elif taken < len(free):
            chosen.append(free[(start + taken) % len(free)])
            taken += 1
    return tuple(chosen)


def _as_sent(place: Channel, parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        part.key: part.as_sent(parts[part.key])
        for part in place.parts
        if part.appended and isinstance(parts.get(part.key), str)
    }


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return with_fallbacks(value)
    return [with_fallbacks(str(text)) for text in value] if isinstance(value, list) else value

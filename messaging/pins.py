"""Pins: which text of a list always stands at which position of an ad.  [pure]

``pins`` maps a part to index -> position, indexes as texts and positions from 1:
``{"headlines": {"0": 1}}``. A pin belongs to its text: it moves with it, and goes with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from messaging.channels import Channel

Pins = dict[str, dict[str, int]]


class PinsError(ValueError):
    """A pin that cannot be; ``faults`` maps its place (``headlines.0``) to a sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


def tidy_pins(
    channel: Channel, parts: Mapping[str, object], pins: Mapping[str, Mapping[str, object]]
) -> Pins:
    """``pins`` of ``parts`` as they were given, for ``parts`` as they are kept.

    Blank texts are left out of a part, so the pins after them move up. PinsError for a part that
    has no pins, a text there is not, or a position there is not.
    """
    faults: dict[str, str] = {}
    kept: Pins = {}
    known = {part.key: part for part in channel.parts}
    for key, places in pins.items():
        if not places:
            continue
        part = known.get(key)
        if part is None or not part.pins:
            pinned = ", ".join(each.key for each in channel.parts if each.pins) or "none"
            faults[key] = f"Nothing can be pinned in {key} of {channel.name}; it can in: {pinned}."
            continue
        texts = parts.get(key)
        given: Sequence[object] = texts if isinstance(texts, list) else []
        filled = [index for index, text in enumerate(given) if str(text).strip()]
        for name, position in places.items():
            place = f"{key}.{name}"
            if type(position) is not int or not 1 <= position <= part.pins:
                faults[place] = f"{part.name} can be pinned to 1 to {part.pins}."
            elif not name.isdecimal() or int(name) >= len(given):
                faults[place] = f"{part.name} has no text number {name}, counted from 0."
            elif int(name) in filled:
                kept.setdefault(key, {})[str(filled.index(int(name)))] = position
    if faults:
        raise PinsError(faults)
    return kept


def follow(pins: Mapping[str, Mapping[str, int]], before: object, after: object) -> Pins:
    """``pins`` of the parts ``before``, for the parts ``after``: each stays with its text, and
    one whose text is no longer there is gone."""
    kept: Pins = {}
    old = before if isinstance(before, Mapping) else {}
    new = after if isinstance(after, Mapping) else {}
    for key, places in pins.items():
        was, now = old.get(key), new.get(key)
        if not isinstance(was, list) or not isinstance(now, list):
            continue
        for name, position in places.items():
            index = int(name)
            if index < len(was) and was[index] in now:
                kept.setdefault(key, {})[str(now.index(was[index]))] = position
    return kept


def in_words(channel: Channel, parts: Mapping[str, object], pins: Mapping[str, object]) -> str:
    """What is pinned where, in one line; empty where nothing is."""
    said: list[str] = []
    for part in channel.parts:
        places, texts = pins.get(part.key), parts.get(part.key)
        if not isinstance(places, Mapping) or not isinstance(texts, list):
            continue
        for index, text in enumerate(texts):
            if str(index) in places:
                said.append(f"“{text}” at {places[str(index)]}")
    return ", ".join(said)


def position_of(pins: Mapping[str, Mapping[str, int]], part: str, index: int) -> int | None:
    """Where the text number ``index`` of ``part`` is pinned; None where it is free."""
    return pins.get(part, {}).get(str(index))


class Pinned(Protocol):
    """A text as ``factor`` compares it: its parts, and the variant that has its pins, if any."""

    @property
    def parts(self) -> Mapping[str, object]: ...

    @property
    def variant(self) -> Any: ...


def factor(channel: Channel, left: Pinned, right: Pinned) -> list[tuple[str, str, str, bool]]:
    """Pins as one thing a test can vary; nothing where neither text has any."""
    one, other = (
        in_words(channel, each.parts, each.variant.pins if each.variant else {})
        for each in (left, right)
    )
    return [("Pinned", one, other, one != other)] if one or other else []

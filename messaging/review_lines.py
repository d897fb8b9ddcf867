"""The lines of a text as a client reads and rewords them: one after the other, each by its place.
[pure]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messaging.channels import Channel, Parts


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a wording. ``index`` is its place in a part of several, else None; ``most`` the
    letters the platform takes, where it has a limit."""

    place: str
    index: int | None
    name: str
    text: str
    most: int | None = None
    multiline: bool = False

    @property
    def key(self) -> str:
        """Its name in forms: ``headline``, or ``headlines.2``."""
        return self.place if self.index is None else f"{self.place}.{self.index}"


@dataclass(frozen=True, slots=True)
class Reworded:
    """Another wording of one line of a text."""

    place: str
    index: int | None
    was: str
    text: str


class LineGoneError(ValueError):
    """The line is no longer in the text."""


def lines_of(channel: Channel | None, parts: Mapping[str, Any]) -> list[Line]:
    """The lines of ``parts`` in the channel's order; without a channel, by the names of parts."""
    found: list[Line] = []
    known = list(channel.parts) if channel is not None else []
    named = {part.key for part in known}
    for part in known:
        texts = _texts(parts.get(part.key))
        several = len(texts) > 1
        singular = part.name.removesuffix("s") if part.is_list else part.name
        for index, text in texts:
            name = f"{singular} {index + 1}" if part.is_list and several else singular
            found.append(
                Line(
                    part.key,
                    index if isinstance(parts[part.key], list) else None,
                    name,
                    text,
                    part.hard,
                    part.multiline,
                )
            )
    for key, value in sorted(parts.items()):
        if key not in named:
            name = key.replace("_", " ").capitalize()
            found += [
                Line(key, index if isinstance(value, list) else None, name, text)
                for index, text in _texts(value)
            ]
    return found


def _texts(value: object) -> list[tuple[int, str]]:
    several = value if isinstance(value, list) else [value]
    return [
        (index, text)
        for index, text in enumerate(several)
        if isinstance(text, str) and text.strip()
    ]


def text_at(parts: Mapping[str, Any], place: str, index: int | None) -> str:
    """The text at a place, empty where there is none."""
    value = parts.get(place)
    if isinstance(value, list):
        at = index or 0
        value = value[at] if at < len(value) else ""
    return value if isinstance(value, str) else ""


def with_wordings(parts: Mapping[str, Any], wordings: Sequence[Reworded]) -> Parts:
    """``parts`` with each line replaced where it still says what it did; LineGoneError where not.

    A line of a list is found by its words, for lists are sorted anew.
    """
    made: Parts = {
        key: list(value) if isinstance(value, list) else value for key, value in parts.items()
    }
    for each in wordings:
        value = parts.get(each.place)
        if isinstance(value, list):
            own = each.index or 0
            at = own if own < len(value) and value[own] == each.was else None
            if at is None and each.was in value:
                at = value.index(each.was)
            if at is None:
                raise LineGoneError(each.was)
            kept = made[each.place]
            assert isinstance(kept, list)
            kept[at] = each.text
        elif value == each.was:
            made[each.place] = each.text
        else:
            raise LineGoneError(each.was)
    return made

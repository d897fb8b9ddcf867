"""What a channel is: its parts, how long each may be, and how length is counted."""

from dataclasses import dataclass
from typing import Literal

Counting = Literal["characters", "double_width", "sms"]


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a channel's copy.

    ``hard`` is the length above which the platform rejects the text, ``truncation`` the length
    beyond which it is accepted but not seen; None where there is no such limit. They are never
    turned into one another. ``minimum`` and ``maximum`` say how many texts the part takes: a part
    with ``maximum`` above 1 holds a list of texts, otherwise one text.
    """

    key: str
    name: str
    hard: int | None = None
    truncation: int | None = None
    minimum: int = 1
    maximum: int = 1
    counting: Counting = "characters"
    multiline: bool = False
    hard_octets: int | None = None
    """The most octets of UTF-8 the field may hold, where the limit is one of octets."""

    @property
    def is_list(self) -> bool:
        return self.maximum > 1


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of place where copy appears, and where the facts we hold about it are from."""

    key: str
    name: str
    parts: tuple[Part, ...]
    source: str = ""
    checked_on: str = ""
    notes: str = ""
    payload_octets: int | None = None
    """The most octets of UTF-8 all parts may hold together."""
    merge_tags: bool = False
    """Whether the platform fills in merge tags in this channel's copy."""

    def part(self, key: str) -> Part:
        """The part called ``key``; KeyError with the names there are if there is none."""
        for part in self.parts:
            if part.key == key:
                return part
        names = ", ".join(part.key for part in self.parts)
        raise KeyError(f"{self.key} has no part {key!r}; it has {names}")


Parts = dict[str, str | list[str]]
"""The copy itself: part key -> text, or a list of texts where the part takes several."""

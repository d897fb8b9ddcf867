"""What a channel is: its parts, how long each may be, and how length is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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
    seen_on: tuple[tuple[str, int], ...] = ()
    """Places that show another length than ``truncation``, and how much is seen there."""
    pins: int = 0
    """How many positions a text of this list can be pinned to; 0 where there is no such thing."""
    appended: str = ""
    """What is sent after every text of this part, such as how to opt out; it counts."""
    longest: Mapping[str, str] | None = field(default=None, hash=False)
    """The longest value a workspace knows behind each merge tag; None for what we expect."""

    @property
    def is_list(self) -> bool:
        return self.maximum > 1

    def as_sent(self, text: str) -> str:
        """``text`` with what is appended to it, unless it says that already."""
        if not self.appended or not text or self.appended.casefold() in text.casefold():
            return text
        return f"{text} {self.appended}"


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
    utm: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What a link in this channel says of itself where nobody says otherwise."""
    whose: Literal["", "changed", "own"] = ""
    """Empty for ours, "changed" where a workspace changed one of ours, "own" for one it added."""
    like: str = ""
    """The channel of ours it is shown as, where it is not ours itself."""
    layout: Mapping[str, Any] | None = field(default=None, hash=False)
    """How a workspace wants it filled, as in ``writing/layouts.toml``; None to go by its parts."""

    def part(self, key: str) -> Part:
        """The part called ``key``; KeyError with the names there are if there is none."""
        for part in self.parts:
            if part.key == key:
                return part
        names = ", ".join(part.key for part in self.parts)
        raise KeyError(f"{self.key} has no part {key!r}; it has {names}")


Parts = dict[str, str | list[str]]
"""The copy itself: part key -> text, or a list of texts where the part takes several."""

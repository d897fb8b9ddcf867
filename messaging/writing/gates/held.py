"""What a gate looks at, and what it may say about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from messaging.channels import Fault, Parts, check_parts
from messaging.writing.brief import Brief

Level = Literal["breach", "note"]
"""A breach holds a draft back; a note is only told."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing a gate holds against ``text[start:end]`` of a Copy; the whole text if they are
    equal. ``detail`` names the words, so that a person can let just these pass."""

    detail: str
    start: int = 0
    end: int = 0
    why: str = ""
    suggestion: str = ""
    level: Level = "breach"
    place: str = ""
    """The part, where the gate knows that rather than the words."""


class Copy:
    """The copy of all parts as one text, and the brief it is judged by.

    Drafts are judged by the thousand, so what a gate needs is made when it is first asked for.
    """

    __slots__ = ("_faults", "_places", "_plain", "brief", "parts", "said", "text")

    def __init__(self, parts: Parts, brief: Brief) -> None:
        self.parts = parts
        self.brief = brief
        self.said = _placed(parts)
        self.text = "\n".join([text for _, text in self.said])
        self._faults: tuple[Fault, ...] | None = None
        self._places: tuple[tuple[str, int, int], ...] | None = None
        self._plain: str | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the channel itself would refuse."""
        if self._faults is None:
            self._faults = tuple(check_parts(self.brief.channel, self.parts))
        return self._faults

    @property
    def plain(self) -> str:
        """The text in small letters with straight quotes, every letter where it was."""
        if self._plain is None:
            self._plain = plain(self.text)
        return self._plain

    @property
    def places(self) -> tuple[tuple[str, int, int], ...]:
        """(place as ``headlines[2]``, start, end) of every text in ``text``."""
        if self._places is None:
            found = []
            at = 0
            for place, text in self.said:
                found.append((place, at, at + len(text)))
                at += len(text) + 1
            self._places = tuple(found)
        return self._places


Judge = Callable[[Copy], Iterable[Held]]


def plain(text: str) -> str:
    """``text`` in small letters with straight quotes; never shorter or longer."""
    straight = text.replace("’", "'")
    lowered = straight.lower()
    # A few letters (a dotted capital I) become two; then each letter for itself, if it can.
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := each.lower()) == 1 else each for each in straight)


def _placed(parts: Parts) -> list[tuple[str, str]]:
    placed: list[tuple[str, str]] = []
    for key, value in parts.items():
        if isinstance(value, str):
            placed.append((key, value))
        elif isinstance(value, list | tuple):
            placed += [(f"{key}[{n}]", each) for n, each in enumerate(value) if type(each) is str]
    return placed

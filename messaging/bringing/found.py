"""One text that runs elsewhere, as it was found.  [pure]"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from messaging.channels.channel import Parts
from messaging.verbatim import words_of

MOST_TEXTS = 2000
"""In one go: more than anybody confirms, and what one transaction may take."""
LONGEST_TEXT = 5_000
LONGEST_NAME = 120


class NothingFoundError(ValueError):
    """There is no text to bring in; the message says why, to whoever gave it."""


@dataclass(frozen=True, slots=True)
class Found:
    """``is_off``: where it comes from says that it is paused or ended there."""

    name: str
    channel: str
    parts: Parts
    since: date | None = None
    is_off: bool = False

    @property
    def sameness(self) -> tuple[str, ...]:
        """Equal for two texts that say the same words in the same channel."""
        return (self.channel, *sameness_of(self.parts))


def sameness_of(parts: Parts) -> tuple[str, ...]:
    """The words of a text without case, punctuation and blanks, part by part."""
    said = []
    for key in sorted(parts):
        value = parts[key]
        for text in [value] if isinstance(value, str) else value:
            words = " ".join(words_of(text))
            if words:
                said.append(f"{key}:{words}")
    return tuple(said)


def once(found: Iterable[Found]) -> list[Found]:
    """Each text once, those without words left out, in their order."""
    known: dict[tuple[str, ...], Found] = {}
    for each in found:
        if len(each.sameness) > 1:
            known.setdefault(each.sameness, each)
    return list(known.values())


def cut(text: str) -> str:
    """A text as it is kept: no NUL, no endless length."""
    return text.replace("\x00", "").strip()[:LONGEST_TEXT]

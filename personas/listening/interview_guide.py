"""What to ask a customer, and how notes become quotes (``interview_guide.toml``)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from personas.listening.constants import MAX_QUOTE_LENGTH

UNPROMPTED_MARK = "*"
BULLET = re.compile(r"^\s*(?:[-•–·]|\d{1,3}[.)])\s+")
ELSE = "else"
"""The key of what they said that answers none of the questions."""


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    part: str
    ask: str
    listen: str


@dataclass(frozen=True, slots=True)
class Guide:
    """``source`` and ``status`` hold for what is said in a talk of this kind."""

    key: str
    label: str
    why: str
    source: str
    status: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """One quote from the notes. ``asked`` None: not known."""

    text: str
    question: str
    asked: bool | None


class LongNoteError(ValueError):
    """A line of the notes is longer than any quote; ``key`` says under which question."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"One line is longer than {MAX_QUOTE_LENGTH:,} characters. Put each quote on a line."
        )
        self.key = key


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
ADVICE: Mapping[str, list[str]] = _TOLD.pop("advice")
GUIDES: dict[str, Guide] = {
    key: Guide(
        key,
        one["label"],
        one["why"],
        one["source"],
        one["status"],
        tuple(Question(**question) for question in one["questions"]),
    )
    for key, one in _TOLD.items()
}


def quotes_noted(guide: Guide, notes: Mapping[str, str]) -> Iterator[Noted]:
    """A quote a line, in the order of the guide. LongNoteError for a line that is no quote.

    ``notes`` goes by the key of the question. A line that begins with an asterisk was said
    unprompted, so no question stands before it.
    """
    for key, ask in (*((one.key, one.ask) for one in guide.questions), (ELSE, "")):
        for line in notes.get(key, "").splitlines():
            text = BULLET.sub("", line).strip()
            unprompted = text.startswith(UNPROMPTED_MARK)
            text = BULLET.sub("", text.lstrip(UNPROMPTED_MARK)).strip()
            if not any(letter.isalpha() for letter in text):
                continue
            if len(text) > MAX_QUOTE_LENGTH:
                raise LongNoteError(key)
            if unprompted:
                yield Noted(text, "", False)
            else:
                yield Noted(text, ask, True if ask else None)

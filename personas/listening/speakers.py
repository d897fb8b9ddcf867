"""Who speaks in a transcript, and which of them is most likely the customer."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from personas.listening.normalise import normal_form
from personas.listening.tables import Row

_WORDS = tomllib.loads(Path(__file__).with_name("transcript_words.toml").read_text("utf-8"))
LISTENING = frozenset(_WORDS["listening"].split())
PHRASES = frozenset(line.strip() for line in _WORDS["listening_phrases"].splitlines())
ASKS = frozenset(_WORDS["asks"].split())
ANSWERS = frozenset(_WORDS["answers"].split())
NO_NAMES = frozenset(_WORDS["no_names"].split())
NAME_WORDS = frozenset(_WORDS["name_words"].split())
NOBODY = "Not named"
"""Who said what stands before the first name."""
MOST_LISTENING_WORDS = 4
MOST_ROLE_WORDS = 3
NAME_LENGTH = 40
NAME_WORDS_AT_MOST = 5
SMALL_PARTS = frozenset(_WORDS["small_parts"].split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """``turns`` are quotes' worth of turns; ``listening`` are those that only say "mm-hm".

    ``asking`` is the share of their turns that ask, 0 to 1.
    """

    name: str
    turns: int
    words: int
    questions: int
    listening: int
    first: str

    @property
    def asking(self) -> float:
        return self.questions / self.turns if self.turns else 0.0


def is_listening(text: str) -> bool:
    """Does this say only that one listens ("yeah", "mm-hm")?"""
    if len(text) > NAME_LENGTH:
        return False
    parts = [part for part in re.split(r"[.,;!?…]+", normal_form(text)) if part.strip()]
    words = [word for part in parts for word in part.split()]
    if not words or len(words) > MOST_LISTENING_WORDS:
        return not words
    return all(
        part.strip() in PHRASES or all(word in LISTENING for word in part.split()) for part in parts
    )


def is_role(name: str) -> bool:
    """Is this what somebody is in the conversation ("Speaker 2", "Interviewer"), and no name?"""
    words = [word for word in re.split(r"[\W\d_]+", name.casefold()) if word]
    if not words or words[0] not in ASKS | ANSWERS:
        return False
    return len(words) <= (1 if len(words[0]) == 1 else MOST_ROLE_WORDS)


def is_name(text: str) -> bool:
    """Can this be who speaks? Capital letters, or what somebody is in a conversation."""
    if not text or len(text) > NAME_LENGTH or is_role(text):
        return bool(text) and len(text) <= NAME_LENGTH
    words = text.split()
    first = re.sub(r"\W", "", words[0]).casefold() if words else ""
    if not words or len(words) > NAME_WORDS_AT_MOST or first in NO_NAMES:
        return False
    return all(
        word[0].isupper() or word in SMALL_PARTS or not word[0].isalpha() or _no_capitals(word)
        for word in words
    ) and any(letter.isalpha() for letter in words[0])


def _no_capitals(word: str) -> bool:
    """Written in letters that have no capitals, as Japanese is."""
    return word[0].isalpha() and word[0].upper() == word[0].lower()


def speakers_of(rows: Iterable[Row]) -> list[Speaker]:
    """Everybody in the rows of a transcript, in the order in which they begin to speak."""
    found: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    for row in rows:
        name, text = row.cells[0], row.cells[1]
        counts = found.setdefault(name, [0, 0, 0, 0])
        if is_listening(text):
            counts[3] += 1
            continue
        first.setdefault(name, text)
        counts[0] += 1
        counts[1] += len(text.split())
        counts[2] += "?" in text
    return [
        Speaker(name, turns, words, questions, listening, first.get(name, ""))
        for name, (turns, words, questions, listening) in found.items()
    ]


def likely_customers(speakers: Sequence[Speaker]) -> list[str]:
    """All but whoever asks: by what they are called, else by who asks most."""
    asking = {one.name for one in speakers if _called(one.name, ASKS)}
    others = [one for one in speakers if one.name not in asking and one.turns]
    if not asking and len(others) > 1:
        unnamed = [one for one in others if not _called(one.name, ANSWERS - {"speaker", "person"})]
        most = max(unnamed, key=lambda one: (one.questions, one.asking), default=None)
        if most is not None and most.questions:
            asking.add(most.name)
    chosen = [one.name for one in others if one.name not in asking and one.name != NOBODY]
    return chosen or [one.name for one in others]


def _called(name: str, words: Iterable[str]) -> bool:
    own = [word for word in re.split(r"[\W\d_]+", name.casefold()) if word]
    return bool(own) and own[0] in words


def name_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Finds the names of speakers within what was said; None where they go by no names."""
    wanted: set[str] = set()
    for name in names:
        if not name or is_role(name) or name == NOBODY:
            continue
        words = [word for word in re.split(r"[^\w'’-]+", name) if len(word) > 2]
        wanted |= {name} | {word for word in words if word.casefold() not in NAME_WORDS}
    wanted = {one for one in wanted if one.casefold() not in NAME_WORDS and one[:1].isupper()}
    if not wanted:
        return None
    longest_first = sorted(wanted, key=lambda one: (-len(one), one))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

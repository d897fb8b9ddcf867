"""What jars in one seat of the journey: copy against copy, copy against quotes, copy against the
moment. Pure.

Each rule only points at words that stand there; it knows nothing of meaning, so a person decides.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

AMOUNT = re.compile(
    r"(?P<sign>[£$€])?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
    r"\s?(?P<unit>%|[^\W\d_]+)?"
    r"(?:\s(?P<per>(?:a|an|per)\s[^\W\d_]+))?"
)
THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")
UNITS = frozenset(
    "% second minute hour day week month year customer company team people step click".split()  # noqa: SIM905
)
COMMON_WORDS = 2
"""Two amounts are of one thing where their sentences share so many other words of weight."""
LONG_WORD = 4
MOST_AMOUNTS = 30
"""Different amounts of one text that are compared; a price list has fewer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text with what it is called on the page: a place of ours, or who said it."""

    key: int
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``ours`` is the key of our text, ``other`` that of the one it jars with, None for the moment
    itself. ``words`` are the two sides, as they stand there."""

    kind: str
    ours: int
    other: int | None
    words: tuple[str, str]
    why: str


def contradictions(
    texts: Sequence[Said], quotes: Sequence[Said], stage_kind: str
) -> tuple[Contradiction, ...]:
    """All that jars among what we say (``texts``) and what customers say at this moment."""
    return (*_denied(texts, quotes), *_unfit(texts, stage_kind), *_amounts(texts))


@cache
def _rules() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(__file__).with_name("contradictions.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _denied(texts: Sequence[Said], quotes: Sequence[Said]) -> list[Contradiction]:
    found = []
    for rule in _rules()["denied"].values():
        ours, theirs = _pattern(tuple(rule["ours"])), _pattern(tuple(rule["theirs"]))
        against = [(quote, hit[0]) for quote in quotes if (hit := theirs.search(quote.text))]
        for text in texts:
            claim = ours.search(text.text)
            if claim and against:
                quote, words = against[0]
                why = f"We say “{claim[0]}”; {quote.where} says “{words}”."
                found.append(Contradiction("denied", text.key, quote.key, (claim[0], words), why))
    return found


def _unfit(texts: Sequence[Said], stage_kind: str) -> list[Contradiction]:
    found: list[Contradiction] = []
    for rule in _rules()["unfit"].values():
        if stage_kind not in rule["kinds"]:
            continue
        pattern = _pattern(tuple(rule["ours"]))
        found += [
            Contradiction("unfit", text.key, None, (hit[0], stage_kind), str(rule["why"]))
            for text in texts
            if (hit := pattern.search(text.text))
        ]
    return found


def _amounts(texts: Sequence[Said]) -> list[Contradiction]:
    """Two texts that give two numbers for what seems to be one thing."""
    found = []
    named = {id(text): _named_amounts(text.text) for text in texts}
    for first, second in combinations(texts, 2):
        for amount, words, about in named[id(first)]:
            for other, other_words, other_about in named[id(second)]:
                same_thing = amount[1:] == other[1:] and len(about & other_about) >= COMMON_WORDS
                if same_thing and amount[0] != other[0]:
                    why = f"{first.where} says “{words}”, {second.where} says “{other_words}”."
                    pair = (words, other_words)
                    found.append(Contradiction("amounts", first.key, second.key, pair, why))
    return found


def _named_amounts(text: str) -> list[tuple[tuple[str, str, str], str, frozenset[str]]]:
    """(number, unit, per), as it is written, and the words of weight around it."""
    found: dict[Any, tuple[tuple[str, str, str], str, frozenset[str]]] = {}
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        about = frozenset(
            word.lower() for word in re.findall(r"[^\W\d_]+", sentence) if len(word) >= LONG_WORD
        )
        for hit in AMOUNT.finditer(sentence):
            unit = (hit["sign"] or hit["unit"] or "").lower().rstrip("s") or ""
            if unit in UNITS or hit["sign"]:
                number = THOUSANDS.sub("", hit["number"]).replace(",", ".")
                named = (number, unit, (hit["per"] or "").lower())
                rest = about - {unit, f"{unit}s"}
                found.setdefault((named, rest), (named, hit[0].strip(), rest))
                if len(found) == MOST_AMOUNTS:
                    return list(found.values())
    return list(found.values())


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    joined = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def kinds_of(rules: Mapping[str, Any] | None = None) -> frozenset[str]:
    """The stage kinds that the data names, so that a test can compare them with those there are."""
    unfit = (rules or _rules())["unfit"].values()
    return frozenset(kind for rule in unfit for kind in rule["kinds"])

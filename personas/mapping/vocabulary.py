"""Words and short phrases that are typical of one persona, against what everybody else says.

Each word is counted by the people who use it, not by how often they do: one talkative person is one
voice. Typical is what people of this persona use more than others do, by the log of the odds with
a prior, divided by its standard error (Monroe, Colaresi, Quinn, "Fightin' Words", 2008): rare words
do not win by accident, and common ones do not win by being common.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path

from personas.mapping.constants import (
    FEWEST_WHO_SAY_IT,
    LONGEST_PHRASE,
    PRIOR_SPEAKERS,
    SAMPLES_SHOWN,
    TYPICAL_FROM,
)

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
BREAK = re.compile(r"[.,;:!?()\[\]\"“”…\n\r]+| [-–—] ")
SHORTEST = 3
PHRASE_BONUS = 0.15
"""A phrase says more than a word of it: so much of its worth is added for each further word."""
SWALLOWED = 0.6
"""A word is left out where a longer phrase has so much of the people who say it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote. An empty ``person`` is somebody of their own; ``key`` finds the quote again."""

    key: int
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``people`` of the persona say it, ``elsewhere`` do among others; ``samples`` are quotes."""

    words: str
    people: int
    elsewhere: int
    typical: float
    samples: tuple[int, ...]


@cache
def stop_words() -> frozenset[str]:
    text = Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def plain_words(text: str) -> str:
    """A phrase as it is compared: small letters, straight apostrophes, single blanks."""
    return " ".join(WORD.findall(text.replace("’", "'").lower()))


def suggest_words(
    mine: Sequence[Said],
    others: Sequence[Said],
    *,
    known: Collection[str] = (),
    leave_out: Collection[str] = (),
    most: int = 20,
) -> list[Suggestion]:
    """The most typical words and phrases of ``mine``, best first; the same for the same quotes.

    What is ``known`` already, was rejected or names the product (``leave_out``) is not suggested.
    """
    here, there = _speakers(mine), _speakers(others)
    people, strangers = _people(mine), _people(others)
    barred = {plain_words(words) for words in (*known, *leave_out)}
    found = [
        (phrase, who, there.get(phrase, set()))
        for phrase, who in here.items()
        if len(who) >= FEWEST_WHO_SAY_IT and phrase not in barred
    ]
    scored = [
        (phrase, len(who), len(else_), typical)
        for phrase, who, else_ in found
        if (typical := _typical(len(who), people, len(else_), strangers)) >= TYPICAL_FROM
    ]
    scored.sort(key=lambda row: (-_worth(row[0], row[3]), -row[1], row[0]))
    chosen = _without_parts(scored)[:most]
    samples = _samples(mine, [phrase for phrase, *_ in chosen])
    return [
        Suggestion(_as_said(mine, phrase, samples[phrase]), n, m, typical, samples[phrase])
        for phrase, n, m, typical in chosen
    ]


def count_people(phrases: Iterable[str], said: Sequence[Said]) -> dict[str, int]:
    """For each phrase, how many people say it word by word."""
    wanted = {phrase: f" {plain_words(phrase)} " for phrase in phrases}
    who: dict[str, set[str]] = {phrase: set() for phrase in wanted}
    for number, quote in enumerate(said):
        text = f" {plain_words(quote.text)} "
        for phrase, plain in wanted.items():
            if plain.strip() and plain in text:
                who[phrase].add(quote.person or f"#{number}")
    return {phrase: len(people) for phrase, people in who.items()}


def _people(said: Sequence[Said]) -> int:
    return len({quote.person or f"#{number}" for number, quote in enumerate(said)})


def _speakers(said: Sequence[Said]) -> dict[str, set[str]]:
    """Phrase -> the people who say it."""
    who: dict[str, set[str]] = defaultdict(set)
    for number, quote in enumerate(said):
        person = quote.person or f"#{number}"
        for phrase in _phrases(quote.text):
            who[phrase].add(person)
    return who


def _phrases(text: str) -> set[str]:
    """The words and phrases of a quote, none of which crosses punctuation."""
    found: set[str] = set()
    stop = stop_words()
    for part in BREAK.split(text.replace("’", "'").lower()):
        words = WORD.findall(part)
        bare = [word in stop or len(word) < SHORTEST for word in words]
        for start, word in enumerate(words):
            if bare[start]:
                continue
            found.add(word)
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(words))):
                if not bare[end]:
                    found.add(" ".join(words[start : end + 1]))
    return found


def _typical(n: int, people: int, m: int, strangers: int) -> float:
    """How many standard errors more often ``n`` of ``people`` say it than ``m`` of ``strangers``.

    The prior says that people who were not heard would say it as often as all who were. With
    nobody to compare with, how many say it has to do.
    """
    if not strangers:
        return sqrt(n)
    rate = (n + m + 0.5) / (people + strangers + 1)
    prior, against = PRIOR_SPEAKERS * rate, PRIOR_SPEAKERS * (1 - rate)
    here, not_here = n + prior, people - n + against
    there, not_there = m + prior, strangers - m + against
    odds = log(here / not_here) - log(there / not_there)
    return odds / sqrt(1 / here + 1 / there)


def _worth(phrase: str, typical: float) -> float:
    return typical * (1 + PHRASE_BONUS * phrase.count(" "))


def _without_parts(scored: list[tuple[str, int, int, float]]) -> list[tuple[str, int, int, float]]:
    """Without words that are mostly said inside a phrase that stays, and phrases round a word that
    says as much."""
    kept: list[tuple[str, int, int, float]] = []
    for row in scored:
        inside = f" {row[0]} "
        said_already = any(
            (inside in f" {other[0]} " and other[1] >= SWALLOWED * row[1])
            or f" {other[0]} " in inside
            for other in kept
        )
        if not said_already:
            kept.append(row)
    return kept


def _samples(said: Sequence[Said], phrases: list[str]) -> dict[str, tuple[int, ...]]:
    """Some quotes for each phrase, each by somebody else, in the order given."""
    found: dict[str, list[int]] = {phrase: [] for phrase in phrases}
    heard: dict[str, set[str]] = {phrase: set() for phrase in phrases}
    for number, quote in enumerate(said):
        text = f" {plain_words(quote.text)} "
        person = quote.person or f"#{number}"
        for phrase in phrases:
            room = len(found[phrase]) < SAMPLES_SHOWN and person not in heard[phrase]
            if room and f" {phrase} " in text:
                found[phrase].append(quote.key)
                heard[phrase].add(person)
    return {phrase: tuple(keys) for phrase, keys in found.items()}


def _as_said(said: Sequence[Said], phrase: str, samples: tuple[int, ...]) -> str:
    """The phrase with the capitals people give it most often in the samples (“Excel”)."""
    pattern = re.compile(r"\b" + r"\W+".join(map(re.escape, phrase.split())) + r"\b", re.I)
    forms: Counter[str] = Counter()
    for quote in said:
        if quote.key in samples:
            for match in pattern.finditer(quote.text.replace("’", "'")):
                at_start = not match.start() or quote.text[: match.start()].rstrip()[-1:] in ".!?"
                forms[phrase if at_start else " ".join(match[0].split())] += 1
    if not forms:
        return phrase
    return min(forms, key=lambda form: (-forms[form], form))

"""Which pains may a quote speak of? Likeness of words, without a library or a model.

TF-IDF over word stems and runs of letters inside words, compared by cosine (Salton and Buckley,
1988). A pain is described by its own slots and by the quotes a person has linked to it, so the
suggestions get better with every confirmation. The same input gives the same answer.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from personas.listening.constants import (
    LEAST_CONFIDENCE,
    LETTER_RUN,
    LETTER_RUN_WEIGHT,
    NEAREST_QUOTE_SHARE,
    SUGGESTIONS_PER_QUOTE,
)
from personas.listening.normalise import normal_form

WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+")
ENDINGS = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s")
STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been but by can could did do does
    for from get got had has have how i i'd i'll i'm i've if in into is it it's its just me more my
    no not now of on or our out really so some than that the their them then there they this to too
    up us very was we were what when where which while who why will with would you your""".split()  # noqa: SIM905
)

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Described:
    """A pain for matching: what is said of it, and the quotes already linked to it."""

    key: int
    description: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``confidence`` is 0 to 1: how alike, and how much more so than the next best pain."""

    key: int
    confidence: float


def stem(word: str) -> str:
    """The word without its commonest English endings; short words stay."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def features(text: str) -> dict[str, float]:
    """Counted stems and letter runs of a text; letter runs forgive spelling."""
    counted: dict[str, float] = defaultdict(float)
    for word in WORD.findall(normal_form(text)):
        if word in STOP_WORDS:
            continue
        counted[stem(word)] += 1
        padded = f"#{word}#"
        for start in range(len(padded) - LETTER_RUN + 1):
            counted["~" + padded[start : start + LETTER_RUN]] += LETTER_RUN_WEIGHT
    return counted


class Matcher:
    """Compares quotes with pains. Built once, asked for each quote."""

    def __init__(self, pains: Sequence[Described]) -> None:
        documents = [
            (pain.key, text) for pain in pains for text in (pain.description, *pain.quotes)
        ]
        counted = [(key, features(text)) for key, text in documents if text.strip()]
        holders = Counter(name for _, counts in counted for name in counts)
        total = len(counted)
        self._rarity = {
            name: 1 + math.log((1 + total) / (1 + count)) for name, count in holders.items()
        }
        self._rarest = 1 + math.log(1 + total)
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._owner: list[int] = []
        centres: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for key, counts in counted:
            vector = self._vector(counts)
            self._add(key, vector)
            for name, weight in vector.items():
                centres[key][name] += weight
        self._centre_from = len(self._owner)
        for key in sorted(centres):
            self._add(key, _unit(centres[key]))

    def _vector(self, counts: Mapping[str, float]) -> Vector:
        """Words no pain has count towards the length: a quote about something else is unlike."""
        return _unit(
            {
                name: math.log1p(count) * self._rarity.get(name, self._rarest)
                for name, count in counts.items()
            }
        )

    def _add(self, key: int, vector: Vector) -> None:
        number = len(self._owner)
        self._owner.append(key)
        for name, weight in vector.items():
            self._index[name].append((number, weight))

    def scores(self, text: str) -> dict[int, float]:
        """Pain -> likeness, 0 to 1: its centre and its single nearest text, mixed."""
        likeness = [0.0] * len(self._owner)
        for name, weight in self._vector(features(text)).items():
            for number, other in self._index.get(name, ()):
                likeness[number] += weight * other
        nearest: dict[int, float] = {}
        centre: dict[int, float] = {}
        for number, value in enumerate(likeness):
            if value <= 0:
                continue
            target = centre if number >= self._centre_from else nearest
            key = self._owner[number]
            target[key] = max(target.get(key, 0.0), value)
        return {
            key: NEAREST_QUOTE_SHARE * nearest.get(key, 0.0)
            + (1 - NEAREST_QUOTE_SHARE) * centre.get(key, 0.0)
            for key in nearest
        }

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """The pains a quote may speak of, likeliest first; none if nothing is alike enough."""
        ranked = sorted(self.scores(text).items(), key=lambda item: (-item[1], item[0]))
        suggestions = []
        for place, (key, score) in enumerate(ranked[:SUGGESTIONS_PER_QUOTE]):
            rival = ranked[place + 1][1] if place + 1 < len(ranked) else 0.0
            confidence = confidence_of(score, rival)
            if confidence >= LEAST_CONFIDENCE:
                suggestions.append(Suggestion(key, confidence))
        return tuple(suggestions)


def confidence_of(score: float, rival: float) -> float:
    """Likeness, raised by the lead over the next best: clear leads are right more often."""
    lead = (score - rival) / score if score > 0 else 0.0
    return round(min(1.0, score * (1 + lead)), 3)


def _unit(weights: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def suggest_all(
    pains: Sequence[Described], quotes: Iterable[tuple[int, str]]
) -> dict[int, tuple[Suggestion, ...]]:
    """Quote key -> its suggestions, for the quotes that have any."""
    matcher = Matcher(pains)
    found = {key: matcher.suggest(text) for key, text in quotes}
    return {key: suggestions for key, suggestions in found.items() if suggestions}

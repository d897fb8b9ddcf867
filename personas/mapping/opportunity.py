"""How much a pain is worth writing about, with every term of the sum.

Opportunity = importance + max(importance - satisfaction, 0), 0 to 20, after Ulwick, "What
Customers Want" (2005), with ratings of 1 to 5 mapped to 0 to 10; times the strength of the
evidence, 0.25 to 1.

The ratings are those of customers, as a mean, once enough of them have rated the pain in a survey;
until then they are our guess.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from personas.mapping.constants import (
    ASKED_WEIGHT,
    ASSUMED_STRENGTH,
    FRESH_DAYS,
    FULL_SOURCE_FACTOR,
    HALF_LIFE_DAYS,
    HALF_WEIGHT,
    HIGH_CONFIDENCE_SOURCES,
    MOST_PER_PERSON,
    SOURCE_FACTORS,
    STATUS_WEIGHTS,
    UNDATED_WEIGHT,
    UNKNOWN_PROMPT_WEIGHT,
    UNPROMPTED_WEIGHT,
    USUAL_STATUS_WEIGHT,
)
from personas.mapping.ratings import Measured

ASSUMED = "assumed"
SOME = "some"
HIGH = "high"


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """What of a confirmed quote counts. An empty ``person`` is somebody of their own."""

    source: str
    customer_status: str = "unknown"
    asked: bool | None = None
    said_on: date | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Strength:
    """The evidence behind one pain, term by term; ``value`` is 0.25 to 1."""

    value: float
    weight: float
    source_factor: float
    quotes: int
    people: int
    sources: int
    unprompted: int
    ex_customers: int
    newest: date | None
    confidence: str

    @property
    def assumed(self) -> bool:
        return self.confidence == ASSUMED


@dataclass(frozen=True, slots=True)
class Opportunity:
    """``importance``, ``satisfaction`` and ``unmet`` 0 to 10; ``raw`` and ``score`` 0 to 20.

    ``ratings`` is what customers said, if anybody did; ``measured`` tells whether it is what the
    sum was made of.
    """

    importance: float
    satisfaction: float
    unmet: float
    raw: float
    strength: Strength
    score: float
    ratings: Measured | None = None

    @property
    def measured(self) -> bool:
        return self.ratings is not None and self.ratings.counts

    @property
    def rated_by(self) -> int:
        """How many people rated the pain, whether or not they are enough."""
        return self.ratings.n if self.ratings is not None else 0


def out_of_ten(rating: float) -> float:
    """A rating of 1 to 5 on a scale of 0 to 10."""
    return (rating - 1) * 2.5


def quote_weight(quote: QuoteFacts, today: date) -> float:
    """What one quote weighs: unprompted x who said it x how fresh."""
    prompted = {None: UNKNOWN_PROMPT_WEIGHT, True: ASKED_WEIGHT, False: UNPROMPTED_WEIGHT}
    status = STATUS_WEIGHTS.get(quote.customer_status, USUAL_STATUS_WEIGHT)
    return prompted[quote.asked] * status * freshness(quote.said_on, today)


def freshness(said_on: date | None, today: date) -> float:
    """1 for the first year, then half as much with each year that passes."""
    if said_on is None:
        return UNDATED_WEIGHT
    stale_days = max((today - said_on).days - FRESH_DAYS, 0)
    return float(0.5 ** (stale_days / HALF_LIFE_DAYS))


def evidence_strength(quotes: Sequence[QuoteFacts], today: date) -> Strength:
    """How much the confirmed quotes of one pain bear."""
    by_person: dict[str, float] = defaultdict(float)
    for number, quote in enumerate(quotes):
        by_person[quote.person or f"#{number}"] += quote_weight(quote, today)
    weight = sum(min(total, MOST_PER_PERSON) for total in by_person.values())
    sources = {quote.source for quote in quotes}
    factor = SOURCE_FACTORS.get(len(sources), FULL_SOURCE_FACTOR) if quotes else 0.0
    borne = factor * weight / (weight + HALF_WEIGHT) if quotes else 0.0
    return Strength(
        value=ASSUMED_STRENGTH + (1 - ASSUMED_STRENGTH) * borne,
        weight=weight,
        source_factor=factor,
        quotes=len(quotes),
        people=len(by_person),
        sources=len(sources),
        unprompted=sum(1 for quote in quotes if quote.asked is False),
        ex_customers=sum(1 for quote in quotes if quote.customer_status in STATUS_WEIGHTS),
        newest=max((quote.said_on for quote in quotes if quote.said_on), default=None),
        confidence=_confidence(quotes, today),
    )


def _confidence(quotes: Sequence[QuoteFacts], today: date) -> str:
    """By the same rule as ``persona_meter``, which also says what is missing."""
    if not quotes:
        return ASSUMED
    newest = max((quote.said_on for quote in quotes if quote.said_on), default=None)
    if newest is not None and (today - newest).days > FRESH_DAYS:
        return SOME
    unprompted = [quote for quote in quotes if quote.asked is False]
    people = {quote.person or f"#{number}" for number, quote in enumerate(unprompted)}
    sources = {quote.source for quote in unprompted}
    enough = min(len(people), len(sources)) >= HIGH_CONFIDENCE_SOURCES
    return HIGH if enough else SOME


def opportunity(
    severity: float,
    satisfaction: float,
    quotes: Sequence[QuoteFacts],
    today: date,
    ratings: Measured | None = None,
) -> Opportunity:
    """The opportunity of a pain that we guess at 1 to 5, with the evidence behind it.

    ``ratings`` of customers take the place of the guess once there are enough of them.
    """
    if ratings is not None and ratings.counts:
        severity, satisfaction = ratings.importance.value, ratings.satisfaction.value
    importance, satisfied = out_of_ten(severity), out_of_ten(satisfaction)
    unmet = max(importance - satisfied, 0.0)
    strength = evidence_strength(quotes, today)
    raw = importance + unmet
    return Opportunity(importance, satisfied, unmet, raw, strength, raw * strength.value, ratings)


def rank_order(found: Opportunity, frequency: int, key: int) -> tuple[float, float, int, int]:
    """Sort by this: score, then the raw score, then frequency, then age; never by chance."""
    return (-round(found.score, 9), -round(found.raw, 9), -frequency, key)

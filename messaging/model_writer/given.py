"""What a model is told of a brief: a numbered list, from which its sentences name their sources.

Only what stands here is sent. Quotes of people who have not agreed to be quoted are not in it at
all: a model that has read them may say them again in other words nobody agreed to.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from messaging.model_writer.cleaning import clean, speaks_to_machine
from messaging.model_writer.constants import (
    LONGEST_FIELD,
    LONGEST_QUOTE,
    MOST_FACTS,
    MOST_QUOTES,
)
from messaging.writing.brief import Brief, Source

PAIN_FIELDS = {
    "title": "the pain, in short",
    "statement": "the pain, in their own sentence",
    "trigger": "it begins when",
    "struggle": "what they struggle to do",
    "cost": "what it costs them",
    "feeling": "how it feels",
    "workaround": "what they do today",
    "desired_outcome": "what they want to do instead",
    "why": "why that matters to them",
}
PERSONA_LISTS = {
    "objections": ("B", "an objection of theirs"),
    "choice_criteria": ("C", "what they choose by"),
    "alternatives": ("A", "what they would use instead"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One thing the model may build on: its number, what it is, its words, where they are from."""

    id: str
    what: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Material:
    """``left_out`` quotes were not sent: they spoke to a machine, or were too long."""

    given: tuple[Given, ...]
    left_out: int = 0

    def by_id(self) -> dict[str, Given]:
        return {each.id: each for each in self.given}


def gather(brief: Brief) -> Material:
    """The brief as numbered material, cleaned."""
    quotes, left_out = _quotes(brief)
    return Material((*_pain(brief), *quotes, *_offer(brief), *_reader(brief)), left_out)


def _pain(brief: Brief) -> Iterator[Given]:
    for number, (field, what) in enumerate(PAIN_FIELDS.items(), start=1):
        yield from _one(f"P{number}", what, getattr(brief.pain, field), _of_pain(brief, field))


def _of_pain(brief: Brief, field: str) -> Source:
    return Source("pain", brief.pain.ref, field)


def _quotes(brief: Brief) -> tuple[list[Given], int]:
    """Quotes that may be quoted, do not talk to machines and are no letters."""
    allowed = [quote for quote in brief.quotes if quote.may_quote]
    fit = [
        quote
        for quote in allowed
        if len(quote.text) <= LONGEST_QUOTE and not speaks_to_machine(quote.text)
    ]
    found: list[Given] = []
    for number, quote in enumerate(fit[:MOST_QUOTES], start=1):
        what = "a customer said" if quote.customer_status == "customer" else "somebody said"
        source = Source("evidence", quote.ref)
        found += _one(f"Q{number}", what, quote.text, source)
    return found, len(allowed) - len(fit)


def _offer(brief: Brief) -> Iterator[Given]:
    offer = brief.offer
    yield from _one("N1", "the offer's name", offer.name, Source("offer", "", "name"))
    yield from _one("N2", "what the offer is", offer.what_it_is, Source("offer", "", "what_it_is"))
    for number, fact in enumerate(offer.reliefs[:MOST_FACTS], start=1):
        what = "how the offer eases the pain"
        yield from _one(f"R{number}", what, fact.text, Source("relief", fact.ref))
    for number, fact in enumerate(offer.proofs[:MOST_FACTS], start=1):
        yield from _one(f"F{number}", "a proof", fact.text, Source("proof", fact.ref))
    for number, text in enumerate(offer.features[:MOST_FACTS], start=1):
        what = "a feature; name it only as a reason"
        yield from _one(f"T{number}", what, text, Source("offer", "", "features"))
    proven = [(claim, proof) for claim, proof in brief.voice.claims if proof.strip()]
    for number, (claim, proof) in enumerate(proven[:MOST_FACTS], start=1):
        what = f"a claim you may make, since: {clean(proof, LONGEST_FIELD)}"
        yield from _one(f"K{number}", what, claim, Source("claim"))


def _reader(brief: Brief) -> Iterator[Given]:
    stage = brief.stage
    if stage.event:
        source = Source("moment", stage.ref, "event")
        yield from _one("S1", "what has just happened", stage.event, source)
    kind = "moment" if stage.ref else "stage"
    source = Source(kind, stage.ref, "question")
    yield from _one("S2", "the question in the reader's head", stage.question, source)
    for field, (letter, what) in PERSONA_LISTS.items():
        for number, text in enumerate(getattr(brief.persona, field)[:MOST_FACTS], start=1):
            yield from _one(f"{letter}{number}", what, text, Source("persona", "", field))


def _one(number: str, what: str, text: str, source: Source) -> Iterator[Given]:
    """Nothing where nobody has said anything, or what was typed talks to the machine."""
    cleaned = clean(text, LONGEST_FIELD)
    if cleaned and not speaks_to_machine(text[: 4 * LONGEST_FIELD]):
        yield Given(number, what, cleaned, source)

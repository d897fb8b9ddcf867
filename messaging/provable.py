"""What of a pasted text our records can back, and what is left behind.  [pure]"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from messaging.lens import Reading, SentenceReading
from messaging.lens.known import Known, known_from, numbers_in
from messaging.lens.words import NUMBER, SECOND_PERSON, stem, word_set, words_of
from messaging.writing.brief import Brief, FactBrief

ENOUGH: Final = 0.5
"""Share of a record's content words that a sentence has to hold to say the same."""
FEWEST: Final = 2
_LITTLE = SECOND_PERSON | word_set(
    "the a an and or of to in on at for with by from as is are was were be it its this that our we"
    " us i my not no so if when then than can will do does have has had just all more up out"
)
REASONS: Final = {
    "feature": "Nothing in our records says so. Note it as a relief or a feature first.",
    "self_talk": "It is about us, and the reader is looking for themselves.",
    "hype": "Praise that any product could claim; there is nothing in it to back.",
    "call": "What to do next depends on the place, so each draft asks in its own way.",
    "problem": "It speaks of the customer, but no quote or slot of this pain says so yet.",
    "outcome": "It promises something that this pain's records do not name yet.",
    "other": "It says nothing that this pain or the offer is about.",
}


@dataclass(frozen=True, slots=True)
class PastedSentence:
    """One sentence of the pasted text. ``facts`` are the records that say it, ``why`` a sentence
    for people: what backs it, or why it stays behind."""

    text: str
    cls: str
    facts: tuple[FactBrief, ...]
    backed: bool
    why: str


def _content(text: str) -> frozenset[str]:
    return frozenset(
        stem(word) for word in words_of(text) if word not in _LITTLE and not NUMBER.fullmatch(word)
    )


def _says(sentence: str, record: str) -> bool:
    """Do they share a number or most of the record's words?"""
    numbers = {number for number, _, _ in numbers_in(sentence)}
    theirs = {number for number, _, _ in numbers_in(record)}
    content, wanted = _content(sentence), _content(record)
    shared = len(content & wanted)
    if numbers & theirs and shared:
        return True
    return bool(wanted) and shared >= FEWEST and shared >= ENOUGH * min(len(wanted), len(content))


def weigh(reading: Reading, brief: Brief) -> tuple[PastedSentence, ...]:
    """Each sentence of what was pasted, held against what ``brief`` knows."""
    known = known_from(brief)
    return tuple(_weighed(sentence, brief, known) for sentence in reading.sentences)


def _weighed(sentence: SentenceReading, brief: Brief, known: Known) -> PastedSentence:
    text = sentence.text
    proofs = [fact for fact in brief.offer.proofs if _says(text, fact.text)]
    reliefs = [fact for fact in brief.offer.reliefs if _says(text, fact.text)]
    unknown = [number for number, _, _ in numbers_in(text) if number not in known.numbers]
    facts = (*proofs, *reliefs)
    said = [fact.text for fact in facts]
    said += [feature for feature in brief.offer.features if _says(text, feature)]
    said += [slot for slot in _slots(brief) if _says(text, slot)]
    if unknown:
        why = f"No proof, quote or pain contains {', '.join(unknown)}. Add the proof to the offer."
        return PastedSentence(text, sentence.cls, (), False, why)
    if said:
        return PastedSentence(text, sentence.cls, facts, True, f"Backed by: {said[0]}")
    name = brief.offer.name
    if name and name.lower() in text.lower() and sentence.cls not in ("hype", "self_talk"):
        why = f"Only the name {name} is in our records; the rest nobody can back."
        return PastedSentence(text, sentence.cls, (), False, why)
    return PastedSentence(text, sentence.cls, (), False, REASONS[sentence.cls])


def _slots(brief: Brief) -> Iterator[str]:
    pain = brief.pain
    for slot in (pain.statement, pain.trigger, pain.struggle, pain.cost, pain.desired_outcome):
        if slot:
            yield slot
    yield from (quote.text for quote in brief.quotes)


def keep_what_is_backed(brief: Brief, sentences: Iterable[PastedSentence]) -> Brief:
    """``brief`` with the records the pasted text leaned on put first, so that drafts do too."""
    backed = [fact for sentence in sentences for fact in sentence.facts]

    def first(facts: tuple[FactBrief, ...]) -> tuple[FactBrief, ...]:
        return (*(f for f in facts if f in backed), *(f for f in facts if f not in backed))

    offer = replace(
        brief.offer, proofs=first(brief.offer.proofs), reliefs=first(brief.offer.reliefs)
    )
    return replace(brief, offer=offer)

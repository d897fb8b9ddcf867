"""What a brief holds that can back a number or a claim."""

import re
from collections.abc import Iterable

from messaging.writing.brief import Brief
from messaging.writing.gates.terms import words_in
from messaging.writing.per_brief import per_brief

NUMBER = re.compile(r"\d(?:[\d.,:’' ]*\d)?")


def _facts(brief: Brief) -> Iterable[str]:
    pain, offer, persona = brief.pain, brief.offer, brief.persona
    yield from (pain.title, pain.statement, pain.trigger, pain.struggle, pain.cost, pain.feeling)
    yield from (pain.workaround, pain.desired_outcome, pain.why, offer.name, offer.what_it_is)
    yield from (brief.brand, brief.stage.question, brief.stage.event, persona.situation)
    yield from (*persona.objections, *persona.choice_criteria, *persona.alternatives)
    yield from (quote.text for quote in brief.quotes)
    yield from (fact.text for fact in (*offer.reliefs, *offer.proofs))
    yield from offer.features
    yield from (f"{claim} {proof}" for claim, proof in brief.voice.claims if proof)


@per_brief
def backing(brief: Brief) -> str:
    """All of it as one text in small letters with straight quotes."""
    return "\n".join(_facts(brief)).lower().replace("’", "'")


@per_brief
def backed_words(brief: Brief) -> frozenset[str]:
    """Its words, a hyphenated one in its pieces, too."""
    found = frozenset(words_in(backing(brief)))
    return found.union(*(word.split("-") for word in found if "-" in word))


@per_brief
def known_numbers(brief: Brief) -> frozenset[str]:
    """The digits of every number in it."""
    return frozenset(digits(number) for number in NUMBER.findall(backing(brief)))


@per_brief
def own_spellings(brief: Brief) -> frozenset[str]:
    """The words of brand, offer and customers in capitals, which are their names."""
    said = "\n".join(
        (
            brief.brand,
            brief.offer.name,
            brief.offer.what_it_is,
            *brief.offer.features,
            *brief.persona.vocabulary,
            *(fact.text for fact in (*brief.offer.reliefs, *brief.offer.proofs)),
            brief.pain.title,
            brief.pain.statement,
        )
    )
    return frozenset(word for word in re.findall(r"\w+", said) if word.isupper())


def digits(number: str) -> str:
    return re.sub(r"[^\d]", "", number)

"""What a brief is about, and which proofs belong to it.

A proof of something else ("quotes in 11 minutes" under a pain about deposits) is worse than none.
What an offer does is many things; its features name them. A proof that speaks of a feature's own
matter belongs to pains that do so, too; one that speaks of none of them is general.
"""

from messaging.writing.brief import Brief, FactBrief
from messaging.writing.languages import known_language
from personas.grammar.word_lists import words


def _heart(brief: Brief) -> frozenset[str]:
    """The content words of the problem itself, of what is wanted instead and of its relief."""
    pain = brief.pain
    reliefs = (relief.text for relief in brief.offer.reliefs)
    texts = (pain.title, pain.struggle, pain.desired_outcome, *reliefs)
    stems = known_language(brief.language).stems
    return frozenset().union(*map(stems, texts))


def _topic(brief: Brief) -> frozenset[str]:
    """The content words of all that is said of the pain."""
    pain = brief.pain
    texts = (pain.statement, pain.trigger, pain.cost, pain.workaround, pain.why)
    stems = known_language(brief.language).stems
    return _heart(brief).union(*map(stems, texts))


def fitting_proofs(brief: Brief) -> tuple[FactBrief, ...]:
    """The proofs about this pain; where there is none the general ones, which may be none."""
    heart, topic = _heart(brief), _topic(brief)
    common = _everywhere(brief) | words("measures")
    matters = _matters(brief)
    stems = known_language(brief.language).stems
    about: list[FactBrief] = []
    general: list[FactBrief] = []
    for proof in brief.offer.proofs:
        said = stems(proof.text)
        matter = said & matters
        if said & heart - common or (matter or said) & topic:
            about.append(proof)
        elif not matter:
            general.append(proof)
    return tuple(about or general)


def _matters(brief: Brief) -> frozenset[str]:
    """The words of single features."""
    stems = known_language(brief.language).stems
    return frozenset().union(*map(stems, brief.offer.features)) - _everywhere(brief)


def _everywhere(brief: Brief) -> frozenset[str]:
    """The words that say what the offer is and who it is for: they tell no pain from another."""
    offer, persona = brief.offer, brief.persona
    texts = (offer.name, offer.what_it_is, brief.brand, persona.role, persona.situation)
    stems = known_language(brief.language).stems
    return frozenset().union(*map(stems, texts))

"""What a brief is about, and which proofs belong to it.

A proof of something else ("quotes in 11 minutes" under a pain about deposits) is worse than none.
What an offer does is many things; its features name them. A proof that speaks of a feature's own
matter belongs to pains that do so, too; one that speaks of none of them is general.
"""

from messaging.writing.brief import Brief, FactBrief
from messaging.writing.stems import stems


def _topic(brief: Brief) -> frozenset[str]:
    """The content words of the pain, of what is wanted instead and of its relief."""
    pain = brief.pain
    texts = (
        pain.title,
        pain.statement,
        pain.trigger,
        pain.struggle,
        pain.cost,
        pain.workaround,
        pain.desired_outcome,
        pain.why,
        *(relief.text for relief in brief.offer.reliefs),
    )
    return frozenset().union(*map(stems, texts))


def fitting_proofs(brief: Brief) -> tuple[FactBrief, ...]:
    """The proofs about this pain; where there is none the general ones, which may be none."""
    topic = _topic(brief)
    matters = _matters(brief)
    about: list[FactBrief] = []
    general: list[FactBrief] = []
    for proof in brief.offer.proofs:
        said = stems(proof.text)
        matter = said & matters
        if (matter or said) & topic:
            about.append(proof)
        elif not matter:
            general.append(proof)
    return tuple(about or general)


def _matters(brief: Brief) -> frozenset[str]:
    """The words of single features: not those that say what the offer is and who it is for."""
    offer, persona = brief.offer, brief.persona
    everywhere = (offer.name, offer.what_it_is, brief.brand, persona.role, persona.situation)
    return frozenset().union(*map(stems, offer.features)) - frozenset().union(
        *map(stems, everywhere)
    )

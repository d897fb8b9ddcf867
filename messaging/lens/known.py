"""What a brief lets the lens know: the customer's words, the proven numbers, the brand's terms."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from messaging.channels.channel import Channel
from messaging.lens.lexicon import Lexicon, lexicon_of
from messaging.lens.words import NUMBER, stem, words_of
from messaging.writing.brief import Brief, StageBrief
from messaging.writing.per_brief import per_brief

NO_CHANNEL = Channel("", "", ())


@dataclass(frozen=True, slots=True)
class Known:
    """A brief, prepared for the rules.

    ``evidence`` are the stems of the content words in quotes, pain slots and vocabulary;
    ``vocabulary`` the persona's own terms, which no jargon list may find fault with;
    ``numbers`` every number a proof, quote, relief, claim or pain field contains;
    ``sentences`` remembers what was found in sentences that were read with this brief;
    ``terms`` the banned and the avoided terms, for one scan; ``preferred`` avoided -> to use.
    """

    brief: Brief
    evidence: frozenset[str]
    vocabulary: frozenset[str]
    numbers: frozenset[str]
    proof: str
    terms: Lexicon
    preferred: dict[str, str]
    sentences: dict[str, object] = field(default_factory=dict, compare=False, repr=False)


def _evidence_texts(brief: Brief) -> Iterator[str]:
    pain = brief.pain
    yield from (
        pain.title, pain.statement, pain.trigger, pain.struggle, pain.cost,
        pain.feeling, pain.workaround, pain.desired_outcome, pain.why,
    )  # fmt: skip
    yield from brief.persona.vocabulary
    yield from (quote.text for quote in brief.quotes)


def _proof_texts(brief: Brief) -> Iterator[str]:
    yield from (proof.text for proof in brief.offer.proofs)
    yield from (f"{text} {proof}" for text, proof in brief.voice.claims if proof)


def _fact_texts(brief: Brief) -> Iterator[str]:
    yield from _evidence_texts(brief)
    yield from _proof_texts(brief)
    yield from (relief.text for relief in brief.offer.reliefs)
    yield from brief.offer.features
    yield from (brief.offer.what_it_is, brief.offer.name, brief.brand, brief.persona.situation)
    yield from (brief.persona.role, *brief.persona.goals)


def numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Each number in ``text`` without separators of thousands, with its offsets."""
    for match in NUMBER.finditer(text):
        yield match.group().replace(",", "").rstrip("."), match.start(), match.end()


@per_brief
def known_from(brief: Brief) -> Known:
    """Prepare a brief once; the drafts of one brief are many, in every place and at every stage."""
    return _known(replace(brief, stage=StageBrief(), channel=NO_CHANNEL, seed=0, avoid_texts=()))


@lru_cache(maxsize=64)
def _known(brief: Brief) -> Known:
    facts = "\n".join(_fact_texts(brief))
    return Known(
        brief=brief,
        evidence=frozenset(
            stem(word) for text in _evidence_texts(brief) for word in words_of(text)
        ),
        vocabulary=frozenset(" ".join(words_of(term)) for term in brief.persona.vocabulary),
        numbers=frozenset(number for number, _, _ in numbers_in(facts)),
        proof=" ".join(words_of("\n".join(_proof_texts(brief)))),
        terms=lexicon_of(
            {
                "banned": brief.voice.banned_words,
                "avoided": tuple(avoid for avoid, _ in brief.voice.preferred_terms),
            }
        ),
        preferred={" ".join(words_of(avoid)): use for avoid, use in brief.voice.preferred_terms},
    )

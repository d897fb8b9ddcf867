"""How much alike many drafts of one brief read."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from messaging.channels import Parts, texts_of

# A sentence said in more than one draft of ten is a refrain.
OFTEN = 0.1


@dataclass(frozen=True, slots=True)
class Variety:
    """``openings``: distinct first texts per draft, 0 to 1; ``likeness``: mean of what two drafts
    share of their word triples, 0 to 1; ``repeated``: share of the sentences said that are said
    in more than OFTEN of the drafts; ``sentences``: how many different ones there are."""

    drafts: int
    openings: float
    likeness: float
    repeated: float
    sentences: int


def variety_of(drafts: Sequence[Parts]) -> Variety:
    """The variety of ``drafts``, of which there should be at least two."""
    if not drafts:
        return Variety(0, 0.0, 1.0, 1.0, 0)
    openings = {_sentences(texts_of(parts)[0])[0] for parts in drafts}
    triples = [_triples(parts) for parts in drafts]
    pairs = list(itertools.combinations(triples, 2))
    alike = sum(len(one & other) / len(one | other) for one, other in pairs if one | other)
    said = Counter(
        sentence
        for parts in drafts
        for sentence in {each for text in texts_of(parts) for each in _sentences(text)}
    )
    refrains = sum(count for count in said.values() if count > max(2, OFTEN * len(drafts)))
    return Variety(
        drafts=len(drafts),
        openings=len(openings) / len(drafts),
        likeness=alike / len(pairs) if pairs else 0.0,
        repeated=refrains / said.total(),
        sentences=len(said),
    )


def _triples(parts: Parts) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts_of(parts):
        words = re.findall(r"[\w'’]+", text.casefold())
        found.update(zip(words, words[1:], words[2:], strict=False))
    return frozenset(found)


def _sentences(text: str) -> list[str]:
    """``text`` cut at end marks and paragraphs, greetings and sign-offs included."""
    parts = re.split(r"(?<=[.!?\"”])\s+(?=[A-Z\"“])|\n+", text)
    return [part.casefold().rstrip(".") for part in parts if part.strip()] or [""]

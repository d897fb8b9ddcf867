"""What a sentence that somebody typed stands on: pure likeness of words, no guessing of meaning.

Drafts bring their sources with them. A person's sentence is compared with the brief: it rests on
a quote, proof, relief or pain field when it holds a run of its words.
"""

import re
from collections.abc import Iterator

from messaging.writing.brief import Brief, PainBrief, Source
from personas.grammar.person import turn

RUN_OF_QUOTE = 5
"""So many of a customer's words in a row are theirs, not chance."""
RUN_OF_FACT = 3
"""The same for the short phrases of pains, reliefs and proofs."""
PAIN_SLOTS = (
    "statement",
    "struggle",
    "trigger",
    "cost",
    "feeling",
    "workaround",
    "desired_outcome",
    "why",
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def find_sources(sentence: str, brief: Brief) -> list[Source]:
    """The parts of the brief whose words ``sentence`` holds; empty where it stands alone."""
    words = _words(sentence)
    found = (
        source for text, source, run in _candidates(brief) if _share_a_run(words, _words(text), run)
    )
    # A text is compared as it was said and turned to the reader; either way it is one source.
    return list(dict.fromkeys(found))


def _candidates(brief: Brief) -> Iterator[tuple[str, Source, int]]:
    for quote in brief.quotes:
        yield quote.text, Source("evidence", quote.ref), RUN_OF_QUOTE
        turned = turn(quote.text, "second")
        if turned and turned != quote.text:
            yield turned, Source("evidence", quote.ref), RUN_OF_QUOTE
    for proof in brief.offer.proofs:
        yield proof.text, Source("proof", proof.ref), RUN_OF_FACT
    for relief in brief.offer.reliefs:
        yield relief.text, Source("relief", relief.ref), RUN_OF_FACT
    if brief.stage.event:
        yield brief.stage.event, Source("moment", brief.stage.ref, "event"), RUN_OF_FACT
    yield from _pain_candidates(brief.pain)


def _pain_candidates(pain: PainBrief) -> Iterator[tuple[str, Source, int]]:
    for slot in PAIN_SLOTS:
        text = getattr(pain, slot)
        if text:
            yield text, Source("pain", pain.ref, slot), RUN_OF_FACT
            turned = turn(text, "second")
            if turned and turned != text:
                yield turned, Source("pain", pain.ref, slot), RUN_OF_FACT


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def _share_a_run(words: list[str], source: list[str], run: int) -> bool:
    """Whether both hold the same ``run`` words in a row, or ``words`` all of a shorter source."""
    run = min(run, len(source))
    if not run or (run < RUN_OF_FACT and len("".join(source)) < 8):
        return False
    runs = {tuple(source[i : i + run]) for i in range(len(source) - run + 1)}
    return any(tuple(words[i : i + run]) in runs for i in range(len(words) - run + 1))

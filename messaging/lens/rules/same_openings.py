"""Sentence after sentence begins with the same word."""

from collections.abc import Iterator
from typing import Final

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText

MOST_IN_A_ROW: Final = 2
"""Two of a kind are a figure of speech, and so may three be: the third is remarked once."""


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    previous, run = "", 0
    for sentence in text.sentences:
        words = sentence.core.words
        if not words:
            continue
        run = run + 1 if words[0] == previous else 1
        previous = words[0]
        if run == MOST_IN_A_ROW + 1 and len(words) > 1:
            yield Remark(
                *sentence.span(0, 0),
                f"Let one of the {run} sentences begin with what happens to the reader.",
            )


RULE = Rule(
    name="same_openings",
    component="plain",
    weight=5,
    reason="Three sentences that begin alike sound like a list, and lists are skimmed.",
    find=_find,
    most=15,
    whole_text=True,
)

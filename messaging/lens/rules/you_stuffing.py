"""Second-person pronouns as decoration: in a crowd, or in a sentence that is about the product."""

from collections.abc import Iterator

from messaging.lens.classify import class_probabilities
from messaging.lens.known import Known
from messaging.lens.reading import CLASSES, PRODUCT
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText
from messaging.lens.words import SECOND_PERSON

FEWEST_IN_PRODUCT_COPY = 2
FEWEST = 3
LARGEST_SHARE = 0.25


def _about_the_product(sentence: str) -> bool:
    probabilities = class_probabilities(sentence)
    return CLASSES[probabilities.index(max(probabilities))] in PRODUCT


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    for sentence in text.sentences:
        words = sentence.core.words
        pronouns = [index for index, word in enumerate(words) if word in SECOND_PERSON]
        crowded = len(pronouns) >= FEWEST and len(pronouns) > LARGEST_SHARE * len(words)
        if crowded or (
            len(pronouns) >= FEWEST_IN_PRODUCT_COPY and _about_the_product(sentence.core.text)
        ):
            yield Remark(
                *sentence.span(pronouns[0], pronouns[-1]),
                "Start from what happens to the reader, then take out each “you” it can spare.",
            )


RULE = Rule(
    name="you_stuffing",
    component="honest",
    weight=30,
    reason="Saying “you” more often does not make a sentence about the reader.",
    find=_find,
)

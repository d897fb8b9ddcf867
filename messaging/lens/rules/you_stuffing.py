"""So many second-person pronouns that they are decoration."""

from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText
from messaging.lens.words import SECOND_PERSON

FEWEST = 3
LARGEST_SHARE = 0.2


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    for sentence in text.sentences:
        words = sentence.core.words
        pronouns = [index for index, word in enumerate(words) if word in SECOND_PERSON]
        if len(pronouns) >= FEWEST and len(pronouns) > LARGEST_SHARE * len(words):
            yield Remark(*sentence.span(pronouns[0], pronouns[-1]))


RULE = Rule(
    name="you_stuffing",
    component="plain",
    weight=10,
    reason="Saying “you” more often does not make a sentence about the reader.",
    find=_find,
    most=20,
)

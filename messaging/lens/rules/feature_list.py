"""A list of parts and functions with no reason beside it."""

import re
from collections.abc import Iterator

from messaging.lens.classify import class_probabilities
from messaging.lens.known import Known
from messaging.lens.reading import CLASSES
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText

_SEPARATOR = re.compile(r",\s|;\s|\s&\s|\s\|\s|\s·\s|\s\+\s")
FEWEST_SEPARATORS = 2
_FEATURE = CLASSES.index("feature")


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    for sentence in text.sentences:
        if len(_SEPARATOR.findall(sentence.core.text)) < FEWEST_SEPARATORS:
            continue
        probabilities = class_probabilities(sentence.core.text)
        if probabilities[_FEATURE] == max(probabilities):
            yield Remark(
                sentence.start, sentence.end, "Keep the one that matters here and say what for."
            )


RULE = Rule(
    name="feature_list",
    component="why_over_what",
    weight=10,
    reason="A list of functions leaves it to the reader to work out what they are good for.",
    find=_find,
    severity="warning",
    most=30,
)

"""Words the brand does not use."""

from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText


def _find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
    if known is None:
        return
    for sentence in text.sentences:
        for hit in known.terms.scan(sentence.core.words):
            if hit.category == "banned":
                yield Remark(*sentence.span(hit.first, hit.last), "Say it another way.")


RULE = Rule(
    name="banned_words",
    component="plain",
    weight=25,
    reason="The brand's voice rules this word out.",
    find=_find,
    severity="error",
    needs_brief=True,
)

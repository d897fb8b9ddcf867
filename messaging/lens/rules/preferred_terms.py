"""Terms for which the brand has another."""

from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText


def _find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
    if known is None:
        return
    for sentence in text.sentences:
        words = sentence.core.words
        for hit in known.terms.scan(words):
            if hit.category == "avoided":
                term = " ".join(words[hit.first : hit.last + 1])
                use = known.preferred.get(term, "")
                yield Remark(*sentence.span(hit.first, hit.last), use, replacement=use)


RULE = Rule(
    name="preferred_terms",
    component="plain",
    weight=10,
    reason="The brand says this differently.",
    find=_find,
    severity="warning",
    needs_brief=True,
)

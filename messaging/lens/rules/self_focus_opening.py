"""The text opens on the company."""

from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText
from messaging.lens.words import word_set

_WE = word_set("we our ours we're we've we'll")
_HEARD = word_set("know hear heard get see understand asked help")
"""After "we" these turn to the reader: "We know what Monday looks like"."""


def _find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
    sentence = next((found for found in text.sentences if found.core.judged), None)
    if sentence is None:
        return
    words, first = sentence.core.judged_words, sentence.core.judged[0]
    if words[0] in _WE and not (len(words) > 1 and words[1] in _HEARD):
        yield Remark(*sentence.span(first, first))
    elif known is not None:
        for name in (known.brief.brand, known.brief.offer.name):
            if name and sentence.core.text.startswith(name):
                yield Remark(sentence.start, sentence.start + len(name))
                return


RULE = Rule(
    name="self_focus_opening",
    component="problem_first",
    weight=12,
    reason="The first words go to the seller; the reader is still looking for themselves.",
    find=lambda text, known: [
        Remark(remark.start, remark.end, "Open on the reader's moment or on what they want.")
        for remark in _find(text, known)
    ],
    severity="warning",
    whole_text=True,
)

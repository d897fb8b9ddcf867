"""Passive voice: nobody does anything."""

from collections.abc import Iterator

from messaging.lens.known import Known
from messaging.lens.lexicon import entries
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText
from messaging.lens.words import word_set

_BE = word_set("is are was were be been being")
_PARTICIPLES = frozenset(entries("participles"))
_NOT_PASSIVE = frozenset(entries("not_passive"))


def _participle(word: str) -> bool:
    return word in _PARTICIPLES or (
        len(word) > 4 and word.endswith("ed") and word not in _NOT_PASSIVE
    )


def _find(text: ParsedText, _known: Known | None) -> Iterator[Remark]:
    for sentence in text.sentences:
        words = sentence.core.judged_words
        for position, word in enumerate(words[:-1]):
            if word not in _BE:
                continue
            after = position + 1
            if words[after].endswith("ly") and after + 1 < len(words):
                after += 1
            if _participle(words[after]):
                judged = sentence.core.judged
                yield Remark(
                    *sentence.span(judged[position], judged[after]),
                    "Begin with whoever does it.",
                )


RULE = Rule(
    name="passive",
    component="plain",
    weight=6,
    reason="The passive hides who acts; readers picture people doing things.",
    find=_find,
    most=24,
)

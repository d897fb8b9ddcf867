"""Sentences that are too long to take in at a glance."""

from messaging.lens.rules.kinds import metric
from messaging.lens.rules.rule import Rule

MOST_WORDS = 25
"""The usual ceiling of plain-language guides for one sentence."""

RULE = Rule(
    name="long_sentence",
    component="plain",
    weight=15,
    reason="A long sentence makes the reader hold its beginning until its end.",
    find=metric(
        lambda sentence: len(sentence.core.words),
        MOST_WORDS,
        "{value} words in one sentence: the reader has to hold the beginning until the end.",
        "Make two sentences of it.",
    ),
)

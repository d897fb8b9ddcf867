"""The school grade a sentence asks for."""

from messaging.lens.rules.kinds import metric
from messaging.lens.rules.rule import Rule
from messaging.lens.text import Sentence
from messaging.lens.words import syllables

HIGHEST_GRADE = 11.0
FEWEST_WORDS = 8
"""Below this one long word decides the grade, so nothing is said."""


def flesch_kincaid(sentence: Sentence) -> float:
    """The Flesch-Kincaid grade of one sentence; 0 where it is too short to judge.

    0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid, Fishburne, Rogers and
    Chissom, 1975). "You" and "your" are left out, so that adding them cannot make copy plainer.
    """
    words = sentence.core.judged_words
    if len(words) < FEWEST_WORDS:
        return 0.0
    return 0.39 * len(words) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


RULE = Rule(
    name="readability",
    component="plain",
    weight=18,
    reason="Long words in long sentences cost the reader attention that the message needs.",
    find=metric(
        flesch_kincaid,
        HIGHEST_GRADE,
        "Reads at school grade {value}; most people read happily at 8 or below.",
        "Use shorter words, or two sentences.",
    ),
)

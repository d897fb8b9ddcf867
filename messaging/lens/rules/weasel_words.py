"""Weasel words: a promise that takes itself back."""

from messaging.lens.rules.kinds import existence
from messaging.lens.rules.rule import Rule

RULE = Rule(
    name="weasel_words",
    component="honest",
    weight=8,
    reason="A promise that takes itself back in the same breath is not believed.",
    find=existence(
        "weasel_words", "Say when it holds, or leave the promise out.", spare_the_persona=True
    ),
    most=24,
    word_list="weasel_words",
)

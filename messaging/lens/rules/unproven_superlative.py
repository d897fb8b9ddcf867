"""A claim of rank or certainty that no proof of the brief contains."""

from messaging.lens.known import Known
from messaging.lens.rules.kinds import conditional
from messaging.lens.rules.rule import Rule
from messaging.lens.words import words_of


def _proven(claim: str, known: Known | None) -> bool:
    return known is not None and f" {' '.join(words_of(claim))} " in f" {known.proof} "


RULE = Rule(
    name="unproven_superlative",
    component="honest",
    weight=20,
    reason="A claim of rank or certainty is believed only with its proof beside it.",
    find=conditional("superlatives", _proven, "Add the proof, or say what is true in numbers."),
    severity="warning",
    word_list="superlatives",
)

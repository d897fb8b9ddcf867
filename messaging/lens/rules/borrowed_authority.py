"""An authority is named that nobody can ask: "studies show", "experts agree"."""

from messaging.lens.known import Known
from messaging.lens.rules.kinds import conditional_in_sentence
from messaging.lens.rules.rule import Rule
from messaging.lens.text import Sentence
from messaging.lens.words import words_of


def _named(sentence: Sentence, known: Known | None) -> bool:
    """Does a proof stand behind the sentence, or does it say who and when itself?"""
    text = " ".join(words_of(sentence.core.text))
    if known is not None and any(
        " ".join(words_of(proof.text)) in text for proof in known.brief.offer.proofs
    ):
        return True
    return any(word.isdigit() and len(word) == 4 for word in sentence.core.words)


RULE = Rule(
    name="borrowed_authority",
    component="honest",
    weight=15,
    reason="An authority without a name and a year cannot be asked, so it convinces nobody.",
    find=conditional_in_sentence(
        "authorities", _named, "Say who found it, when, and how many were asked; or leave it out."
    ),
    severity="warning",
    most=45,
    word_list="authorities",
)

"""Whether a phrase tells what happened once, and whether it is a short noun phrase.

Both decide whether a slot may be said of every reader: "two evenings a week" may, "the £1,400
booking I turned away in May" is one customer's story.
"""

import re
from functools import lru_cache

from personas.grammar.lexicon import is_base_verb, lemmas
from personas.grammar.slot_shape import PREPOSITIONS, can_be_finite
from personas.grammar.word_lists import words

# The most words of a phrase that can stand in a list or beside another.
SHORT = 6
DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
ONCE = re.compile(
    r"(?i)\d|\byesterday\b|\b(?:that|last|this)\s+"
    r"(?:time|day|week|month|year|night|morning|evening|spring|summer|autumn|fall|winter|season"
    r"|christmas|easter|\w+day)\b|\bonce\b|\bago\b"
)
TOLD = re.compile(r"(?i)\b(?:I|we|they|he|she)\s+(?:\w+ly\s+|never\s+|also\s+)?(\w+)")
NO_PAST = frozenset(["read", "put", "cut", "set", "let", "cost", "hit", "shut", "hurt", "need"])
INDEFINITE = words("indefinite")


@lru_cache(maxsize=4096)
def is_one_time(text: str) -> bool:
    """Whether ``text`` tells one event or one exact figure rather than what happens as a rule."""
    if ONCE.search(text) or DATE.search(text):
        return True
    return any(_is_past(match[1].lower()) for match in TOLD.finditer(text))


def _is_past(word: str) -> bool:
    """Whether ``word`` can only be a verb's past form, as "printed"; "put" may be the present."""
    verbs = lemmas(word).get("VERB", ())
    present = word in verbs or word.endswith(("s", "ing"))
    return bool(verbs) and not present and word not in NO_PAST and word != "am" and word != "are"


@lru_cache(maxsize=4096)
def is_short_noun_phrase(text: str) -> bool:
    """Whether ``text`` is surely a noun phrase of a few words: "price per seat", "no contract"."""
    low = [word.strip(".,;:!?").lower().replace("’", "'") for word in text.split()]
    if not low or not all(low) or len(low) > SHORT or re.search(r"[.!?;:,]", text.strip(" .")):
        return False
    first = low[0]
    pronoun = first.split("'")[0] in (words("subjects") | INDEFINITE | words("boundaries"))
    if pronoun or first in PREPOSITIONS:
        return False
    kinds = lemmas(first)
    doing = first.endswith("ing") and len(low) > 1
    if doing and (first not in kinds.get("NOUN", ()) or low[1] in words("object_starts")):
        return False  # "waiting it out", but "evening hours"
    if (
        "VERB" in kinds
        and not doing
        and (first not in kinds["VERB"] or not kinds.keys() & {"NOUN", "ADJ"})
    ):
        return False  # "works where ...", "gets", "see"
    if is_base_verb(first) and len(low) > 1 and low[1] in words("object_starts"):
        return False  # "set up before", "price it yourself"
    return not any(
        _is_finite(word, low[index], last=index + 2 == len(low))
        for index, word in enumerate(low[1:])
    )


def _is_finite(word: str, before: str, *, last: bool) -> bool:
    if word in words("auxiliaries") or word.endswith("n't") or word in words("subjects"):
        return True
    if last and "NOUN" in lemmas(word):
        return False
    return can_be_finite(word, before)

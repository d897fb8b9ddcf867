"""Verbs joined to the first verb of a phrase: "wait and *hope*", "buy milk and *drink* it".

An inflected phrase inflects them all, so we must know which words after a conjunction are verbs.
"""

import re

from personas.grammar.lexicon import NOT_VERBS, is_base_verb, lemmas
from personas.grammar.person import has_quoted_speech
from personas.grammar.word_lists import words

BEFORE_VERB = words("before_verb")
# After one of these a verb may belong to another clause, or to an infinitive.
BOUNDARIES = words("boundaries")
# What may follow a verb but never a bare noun in a list: "file the receipts", "check my phone".
OBJECT_STARTS = words("object_starts")
CONJUNCTIONS = frozenset(["and", "or", "but", "then", "nor"])
TOKENS = re.compile(r"\S+")


def joined_verbs(rest: str) -> list[tuple[int, int]] | None:
    """Where in ``rest`` verbs stand that are joined to the first: "wait and *hope*".

    None where a word after a conjunction or comma may or may not be such a verb.
    """
    if has_quoted_speech(rest):
        # Speech is left alone, but a conjunction after it cannot be told apart.
        return [] if not re.search(r"\b(and|or|but|then)\b|,", rest) else None
    tokens = list(TOKENS.finditer(rest))
    lowered = [match[0].lower().strip(",;:") for match in tokens]
    found: list[tuple[int, int]] = []
    for index, word in enumerate(lowered):
        joined = word in CONJUNCTIONS or tokens[index][0].endswith((",", ";"))
        if not joined:
            continue
        following = index + 1
        while following < len(tokens) and (
            lowered[following] in CONJUNCTIONS
            or lowered[following] in BEFORE_VERB
            or lowered[following].endswith("ly")
        ):
            following += 1
        if following >= len(tokens):
            continue
        # Right after a verb only another verb can be joined to it: "wait and hope".
        verb_before = all(
            each in CONJUNCTIONS or not each for each in lowered[: index + 1]
        ) or _ends_in_verb(found, tokens, index)
        certain = verb_before and is_base_verb(lowered[following])
        verdict = True if certain else _joined_verb(lowered, following)
        if verdict is False:
            continue
        if verdict is None or any(each in BOUNDARIES for each in lowered[:index]):
            return None
        start = tokens[following].start()
        span = (start, start + len(lowered[following]))
        if span not in found:
            found.append(span)
    return found


def _ends_in_verb(found: list[tuple[int, int]], tokens: list[re.Match[str]], index: int) -> bool:
    """Whether the word at ``index``, or before it where it is a conjunction, is a joined verb."""
    for each in (index, index - 1):
        if each >= 0 and any(start == tokens[each].start() for start, _ in found):
            return True
    return False


def _joined_verb(lowered: list[str], index: int) -> bool | None:
    """Whether the word at ``index``, after a conjunction, is a base verb; None if unclear."""
    word = lowered[index]
    if word in NOT_VERBS or not word[:1].isalpha() or not is_base_verb(word):
        return False
    kinds = lemmas(word)
    if set(kinds) <= {"VERB", "AUX"}:
        return True
    after = lowered[index + 1] if index + 1 < len(lowered) else ""
    if after in OBJECT_STARTS:
        return True
    return None

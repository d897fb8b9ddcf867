"""Whether what somebody typed into a slot has the grammatical shape the phrasings expect.

The form shows the advice beside the field with the corrected text, and offers the correction
with one click where it is certain. The writer uses the same judgement: a slot of the wrong
shape is corrected where that is certain, else left out of the copy.
"""

import re
from functools import lru_cache

from personas.grammar import german
from personas.grammar.languages import base_code
from personas.grammar.lexicon import is_base_verb, lemmas
from personas.grammar.person import quoted_spans
from personas.grammar.slot_advice import SlotAdvice
from personas.grammar.verb_phrase import is_one_phrase, is_verb_phrase
from personas.grammar.word_lists import words

VERB_FIELDS = ("struggle", "desired_outcome", "why", "relief")
NOUN_FIELDS = ("cost", "workaround")
EXAMPLES = {
    "struggle": "chase people for receipts",
    "desired_outcome": "close the books in a day",
    "why": "go home on time",
    "relief": "collect every receipt in one place",
    "trigger": "the month ends",
    "cost": "two evenings a month",
    "workaround": "a shared folder",
    "feeling": "on edge",
    "statement": "I lose two evenings a month to receipts.",
}
SUBJECTS = words("subjects")
AUXILIARIES = words("auxiliaries")
PREPOSITIONS = words("prepositions")


def examples_of(language: str = "en") -> dict[str, str]:
    """An example of every slot in ``language``; English ones where we have none."""
    return german.EXAMPLES if base_code(language) == "de" else EXAMPLES


def check_slot(field: str, text: str, language: str = "en") -> SlotAdvice:
    """Judge ``text`` as the slot ``field``; an empty or unknown slot is in order, and so is
    everything in a language whose grammar we do not know."""
    code = base_code(language)
    if code == "de":
        return german.check_slot(field, text)
    return _check_english(field, text) if code == "en" else SlotAdvice(True)


@lru_cache(maxsize=4096)
def _check_english(field: str, text: str) -> SlotAdvice:
    text = " ".join(text.split())
    if not text or field not in EXAMPLES:
        return SlotAdvice(True)
    if quoted_spans(text) is None:
        return SlotAdvice(False, "A quotation mark has no partner.")
    bare = re.sub(r"[.,;:!\s]+$", "", text)
    if field != "statement" and not is_one_phrase(_without_speech(bare)):
        return SlotAdvice(False, f"Say it in one phrase, as {EXAMPLES[field]!r}.")
    if field in VERB_FIELDS:
        return _verb_advice(field, bare)
    if field == "trigger":
        return _trigger_advice(bare)
    if field in NOUN_FIELDS:
        return _noun_advice(field, bare)
    if field == "feeling":
        return _feeling_advice(bare)
    return SlotAdvice(True)


def usable(field: str, text: str, language: str = "en") -> str:
    """``text`` in the shape of its slot, corrected where that is certain; empty if it has none."""
    advice = check_slot(field, text, language)
    if advice.ok:
        return " ".join(text.split())
    return advice.corrected or ""


def _without_speech(text: str) -> str:
    for start, end in reversed(quoted_spans(text) or []):
        text = text[:start] + "x" + text[end:]
    return text


def _fix(field: str, corrected: str) -> SlotAdvice:
    message = f"Begin with the verb itself: {corrected!r}."
    return SlotAdvice(False, message, corrected)


def _verb_advice(field: str, text: str) -> SlotAdvice:
    if re.match(r"(?i)to\s", text) and is_verb_phrase(text[3:]):
        return _fix(field, text[3:].strip())
    subject = re.match(r"(?i)(?:I|we|you)\s+(?!am\b|are\b|was\b|were\b)(.+)", text)
    if subject and is_verb_phrase(subject[1]):
        return _fix(field, subject[1])
    if is_verb_phrase(text):
        return SlotAdvice(True)
    base = _from_gerund(text)
    if base is not None:
        return _fix(field, base)
    first, _, rest = text.partition(" ")
    kinds = lemmas(first)
    verb = kinds.get("VERB", ("",))[0]
    object_follows = rest.split(" ", 1)[0].lower() in words("object_starts")
    if first.lower().endswith("s") and verb and ("NOUN" not in kinds or object_follows):
        return _fix(field, f"{verb} {rest}".strip())
    return SlotAdvice(False, f"Begin with a verb in its base form, as {EXAMPLES[field]!r}.")


def _from_gerund(text: str) -> str | None:
    """ "chasing receipts and filing them" -> "chase receipts and file them"."""
    lead, tokens = [], text.split(" ")
    while len(tokens) > 1 and (tokens[0].lower() in words("before_verb")):
        lead.append(tokens.pop(0))
    base = _gerund_base(tokens[0])
    if base is None:
        return None
    for index in range(1, len(tokens)):
        if tokens[index - 1].lower() in ("and", "or", "then"):
            joined = _gerund_base(tokens[index])
            tokens[index] = joined if joined is not None else tokens[index]
    corrected = " ".join([*lead, base, *tokens[1:]])
    return corrected if is_verb_phrase(corrected) else None


def _gerund_base(word: str) -> str | None:
    low = word.lower()
    if not low.endswith("ing"):
        return None
    if low == "being":
        return "be"
    verb = lemmas(low).get("VERB", ("",))[0]
    return verb if verb and verb != low and is_base_verb(verb) else None


def _trigger_advice(text: str) -> SlotAdvice:
    stripped = re.sub(r"(?i)^(?:when|whenever|every time|each time)\s+", "", text)
    if stripped != text and _is_clause(stripped):
        return SlotAdvice(False, f"Leave out the word for when: {stripped!r}.", stripped)
    if _is_clause(text):
        return SlotAdvice(True)
    return SlotAdvice(
        False, f"Say what happens, as a clause after 'when': {EXAMPLES['trigger']!r}."
    )


def _is_clause(text: str) -> bool:
    """Whether ``text`` can follow "when": it has a subject and a verb of its own."""
    low = [word.strip(".,;:!?\"'").lower().replace("’", "'") for word in text.split(" ")]
    first = low[0]
    if len(low) < 2 or (first.endswith("ing") and _gerund_base(first) and low[1] != "is"):
        return False
    if first in ("to", "because", "if", "that", "while"):
        return False
    subject = any(
        word.split("'")[0] in SUBJECTS or word in ("there", "someone", "somebody", "nobody")
        for word in low
    )
    helper = any(word in AUXILIARIES or word.endswith("n't") for word in low)
    if subject or helper:
        return True
    if first in PREPOSITIONS or first in ("when", "during"):
        return False
    return any(can_be_finite(word, low[index - 1]) for index, word in enumerate(low) if index)


def can_be_finite(word: str, before: str) -> bool:
    """Whether ``word`` can be the verb of a clause, as "ends" in "the month ends"."""
    if before in words("not_verbs") or before in PREPOSITIONS or _gerund_base(word):
        return False
    verbs = lemmas(word).get("VERB", ())
    if not verbs:
        return False
    # A bare form agrees with a plural only: "clients ring", but not "month end".
    return word not in verbs or before.endswith("s") or before in words("plurals")


def _noun_advice(field: str, text: str) -> SlotAdvice:
    low = text.lower().replace("’", "'")
    first = low.split(" ", 1)[0]
    costs = re.match(r"(?i)(?:it\s+)?costs?\s+(?:me|us|you)\s+(.+)", text)
    if costs and field == "cost":
        return SlotAdvice(False, f"Only the cost itself: {costs[1]!r}.", costs[1])
    subject = first.split("'")[0] in SUBJECTS
    kinds = lemmas(first)
    verb = set(kinds) == {"VERB"} and first in kinds["VERB"]
    if subject or verb or first in ("to", "because", "that", "when"):
        return SlotAdvice(False, f"Name a thing, as {EXAMPLES[field]!r}.")
    return SlotAdvice(True)


def _feeling_advice(text: str) -> SlotAdvice:
    match = re.match(
        r"(?i)(?:I\s+feel|I'm|I’m|I\s+am|we\s+feel|we're|we’re|we\s+are|feel|feeling|being|it\s+makes"
        r"\s+me\s+feel|it\s+makes\s+me)\s+(.+)",
        text,
    )
    if match:
        return SlotAdvice(False, f"Only the feeling itself: {match[1]!r}.", match[1])
    first = text.split(" ", 1)[0].lower()
    if first in SUBJECTS:
        return SlotAdvice(False, f"Only the feeling, as {EXAMPLES['feeling']!r}.")
    return SlotAdvice(True)

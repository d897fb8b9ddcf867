"""The forms of a base-form verb phrase: "chase people", "never know", "not be able to sleep".

Every function returns None where the form would be a guess, for example where a word after
"and" may be a verb or a noun: the writer then takes a phrasing that needs another form. A wrong
form in a customer's inbox costs more than a missing one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from personas.grammar.abbreviations import ABBREVIATION
from personas.grammar.joined_verbs import joined_verbs
from personas.grammar.lexicon import NOT_VERBS, inflect, is_base_verb, is_known, lemmas
from personas.grammar.word_lists import words

# Adverbs that stand before the verb of a phrase; words in -ly count as well.
BEFORE_VERB = words("before_verb")
# "only" denies as well: "you can only rest" is not what "only rest" wants.
NEGATIVE = frozenset(["only", "never", "not", "no", "hardly", "barely", "rarely", "nor", "cannot"])


@dataclass(frozen=True, slots=True)
class _Phrase:
    """``lead`` adverbs, the main ``verb`` and the ``rest``; ``negated`` and ``able`` as marked."""

    lead: tuple[str, ...]
    verb: str
    rest: str
    negated: bool
    not_first: bool
    able: bool


@lru_cache(maxsize=4096)
def _parse(text: str) -> _Phrase | None:
    """The phrase's parts, or None if it does not begin as a base-form verb phrase."""
    text = text.strip()
    if re.match(r"(?i)to\s", text):
        text = text[3:].lstrip()
    text = re.sub(
        r"(?i)^(can't|cannot|can not|can’t|couldn't|couldn’t)\s+", "not be able to ", text
    )
    text = re.sub(r"(?i)^(can|could)\s+", "be able to ", text)
    text = re.sub(r"(?i)^(don't|don’t|do not|won't|won’t)\s+", "not ", text)
    tokens = text.split(" ")
    lead: list[str] = []
    while tokens and (tokens[0].lower() in BEFORE_VERB or _leading_adverb(tokens)):
        lead.append(tokens.pop(0))
    if not tokens:
        return None
    verb = tokens[0].rstrip(",")
    comma = tokens[0][len(verb) :]
    if not verb or not verb[0].isalpha():
        return None
    after = tokens[1].lower() if len(tokens) > 1 else ""
    lower = verb.islower() and verb.isalpha() and verb not in NOT_VERBS
    unknown = lower and not is_known(verb)
    owning = lower and verb in lemmas(verb).get("NOUN", ()) and after in words("owners")
    if not (is_base_verb(verb) or unknown or owning):
        return None
    rest = " ".join([comma, *tokens[1:]] if comma else tokens[1:])
    lowered = [word.lower() for word in lead]
    able = verb.lower() == "be" and rest.lower().startswith("able to ")
    negated = any(word in NEGATIVE for word in lowered)
    not_first = bool(lowered) and lowered[0] == "not"
    return _Phrase(tuple(lead), verb, rest, negated, not_first, able)


def _leading_adverb(tokens: list[str]) -> bool:
    word = tokens[0].lower()
    return (
        word.endswith("ly")
        and len(tokens) > 1
        and word not in ("apply", "rely", "reply", "supply", "comply", "fly", "multiply", "tally")
        and "VERB" not in lemmas(word)
    )


def is_verb_phrase(text: str) -> bool:
    """Whether ``text`` begins as a base-form verb phrase and is one phrase, not two sentences."""
    return _parse(text) is not None and is_one_phrase(text)


def is_one_phrase(text: str) -> bool:
    """Whether ``text`` has no end of a sentence inside; "6 a.m. every day" has none."""
    return not re.search(r"[.!?…]\s+\S", ABBREVIATION.sub("x ", text))


def is_negative(text: str) -> bool:
    """Whether the phrase denies: "never know", "not be able to ...", "can't find"."""
    phrase = _parse(text)
    return phrase is not None and (phrase.negated or phrase.able)


def infinitive(text: str) -> str | None:
    """What follows a modal: "chase people", "not be able to sleep" (for "can't sleep")."""
    phrase = _parse(text)
    return None if phrase is None else _join([*phrase.lead, _lower(phrase.verb)], phrase.rest)


def to_infinitive(text: str) -> str | None:
    """With "to": "to make tea", "not to have to worry", "never to know" stays "to never know"."""
    phrase = _parse(text)
    if phrase is None:
        return None
    if phrase.not_first:
        return _join(["not", "to", *phrase.lead[1:], _lower(phrase.verb)], phrase.rest)
    return _join(["to", *phrase.lead, _lower(phrase.verb)], phrase.rest)


def action(text: str) -> str | None:
    """The phrase if it names something one does: not negated, not "be able to"."""
    phrase = _parse(text)
    if phrase is None or phrase.negated or phrase.able:
        return None
    return _join([*phrase.lead, _lower(phrase.verb)], phrase.rest)


def imperative(text: str) -> str | None:
    """As an invitation: "make tea", "never chase again"; "be able to sleep" -> "sleep"."""
    phrase = _parse(text)
    if phrase is None or phrase.not_first:
        return None
    if phrase.able:
        return None if phrase.negated else phrase.rest[len("able to ") :]
    return _join([*phrase.lead, _lower(phrase.verb)], phrase.rest)


def with_can(text: str) -> str | None:
    """After "you": "can make tea", "don't have to worry", "never have to chase again"."""
    phrase = _parse(text)
    if phrase is None:
        return None
    verb = phrase.verb.lower()
    if phrase.able:
        word = "can't" if phrase.negated else "can"
        return f"{word} {phrase.rest[len('able to ') :]}"
    if phrase.not_first:
        return (
            _join(["don't", *phrase.lead[1:], _lower(phrase.verb)], phrase.rest)
            if (verb != "be")
            else _join(["aren't", *phrase.lead[1:]], phrase.rest)
        )
    if phrase.negated or (verb == "have" and phrase.rest.startswith("to ")):
        return finite(text)
    return _join(["can", *phrase.lead, _lower(phrase.verb)], phrase.rest)


def finite(text: str) -> str | None:
    """After "you": "chase people", "never know", "can't find", "are always late"."""
    phrase = _parse(text)
    if phrase is None:
        return None
    verb = phrase.verb.lower()
    if phrase.able:
        lead = [word for word in phrase.lead if word.lower() != "not"]
        if phrase.not_first:
            return _join([*lead, "can't"], phrase.rest[len("able to ") :])
        if lead and lead[0].lower() == "never":
            return _join(["can", "never", *lead[1:]], phrase.rest[len("able to ") :])
        return None if phrase.negated else _join([*lead, "can"], phrase.rest[len("able to ") :])
    if verb == "be":
        if not phrase.not_first and joined_verbs(phrase.rest) is None:
            return None
        if phrase.not_first:
            return _join(["aren't", *phrase.lead[1:]], phrase.rest)
        return _join(["are", *phrase.lead], phrase.rest)
    if phrase.not_first:
        return _join(["don't", *phrase.lead[1:], _lower(phrase.verb)], phrase.rest)
    return _join([*phrase.lead, _lower(phrase.verb)], phrase.rest)


def gerund(text: str) -> str | None:
    """ "chasing people", "never knowing", "not being able to sleep"; both verbs after "and"."""
    return _inflected(text, "VBG")


def third_singular(text: str) -> str | None:
    """After "someone who": "chases people", "never knows", "can't find", "doesn't know"."""
    phrase = _parse(text)
    if phrase is None:
        return None
    if phrase.able or (phrase.not_first and phrase.verb.lower() != "be"):
        form = finite(text)
        return None if form is None else re.sub(r"^don't\b", "doesn't", form)
    if phrase.verb.lower() == "be":
        if joined_verbs(phrase.rest) is None:
            return None
        word = "isn't" if phrase.not_first else "is"
        return _join([word, *phrase.lead[1 if phrase.not_first else 0 :]], phrase.rest)
    return _inflected(text, "VBZ")


def _inflected(text: str, tag: str) -> str | None:
    phrase = _parse(text)
    if phrase is None:
        return None
    if tag == "VBG" and _is_gerund(phrase.rest.split(" ", 1)[0]):
        return None  # "stopping chasing people" is no English
    form = inflect(_lower(phrase.verb), tag)
    others = joined_verbs(phrase.rest)
    if form is None or others is None:
        return None
    rest = phrase.rest
    for start, end in reversed(others):
        other = inflect(rest[start:end], tag)
        if other is None:
            return None
        rest = rest[:start] + other + rest[end:]
    return _join([*phrase.lead, form], rest)


def _is_gerund(word: str) -> bool:
    """Whether ``word`` is a verb's -ing form: "chasing", but not "nothing"."""
    low = word.lower().strip(".,;:!?")
    return low.endswith("ing") and any(verb != low for verb in lemmas(low).get("VERB", ()))


def _lower(verb: str) -> str:
    """The verb without the capital of a sentence's start."""
    return verb[0].lower() + verb[1:] if verb[1:].islower() or len(verb) == 1 else verb


def _join(tokens: list[str], rest: str) -> str:
    start = " ".join(_lower(word) if index == 0 else word for index, word in enumerate(tokens))
    return f"{start}{rest}" if rest.startswith(",") else f"{start} {rest}".rstrip()

"""The forms of a base-form verb phrase: "chase people", "never know", "not be able to sleep".

Every function returns None where the form would be a guess, for example where a word after
"and" may be a verb or a noun: the writer then takes a phrasing that needs another form. A wrong
form in a customer's inbox costs more than a missing one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lemminflect import getAllLemmas, getInflection

from messaging.writing.person import has_quoted_speech
from messaging.writing.word_lists import words

# Adverbs that stand before the verb of a phrase; words in -ly count as well.
BEFORE_VERB = words("before_verb")
NEGATIVE = frozenset(["never", "not", "no", "hardly", "barely", "rarely", "nor", "cannot"])
IRREGULAR_S = {"be": "is", "have": "has", "do": "does", "go": "goes"}
MORE_VERBS = words("more_verbs")
CONJUNCTIONS = frozenset(["and", "or", "but", "then", "nor"])
# After one of these a verb may belong to another clause, or to an infinitive.
BOUNDARIES = words("boundaries")
# What may follow a verb but never a bare noun in a list: "file the receipts", "check my phone".
OBJECT_STARTS = words("object_starts")
NOT_VERBS = words("not_verbs")
ABBREVIATION = re.compile(
    r"(?i)\b(?:[a-z](?:\.[a-z])+|vs|approx|etc|no|st|dr|mr|mrs|ms|incl|max|min)\.\s"
)
TOKENS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """``lead`` adverbs, the main ``verb`` and the ``rest``; ``negated`` and ``able`` as marked."""

    lead: tuple[str, ...]
    verb: str
    rest: str
    negated: bool
    not_first: bool
    able: bool


def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """The lemmas of ``word`` by part of speech, as lemminflect's dictionary has them."""
    return _lemmas(word.lower().strip(".,;:!?"))


@lru_cache(maxsize=8192)
def _lemmas(word: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def is_base_verb(word: str) -> bool:
    """Whether ``word`` can be a verb in its base form."""
    low = word.lower()
    if low in ("be", "have", "do") or low in MORE_VERBS:
        return True
    tail = low.rsplit("-", 1)[-1]
    for each in (low, tail):
        verbs = lemmas(each).get("VERB", ())
        if each in verbs and low not in NOT_VERBS:
            return True
    return False


def _known(word: str) -> bool:
    return bool(lemmas(word)) or bool(lemmas(word.rsplit("-", 1)[-1]))


@lru_cache(maxsize=4096)
def _inflect(verb: str, tag: str) -> str | None:
    if verb == "be":
        return "being" if tag == "VBG" else "is"
    if tag == "VBZ" and verb in IRREGULAR_S:
        return IRREGULAR_S[verb]
    forms: tuple[str, ...] = getInflection(verb, tag)
    return forms[0] if forms else None


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
    unknown = lower and not _known(verb)
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
        if not phrase.not_first and _second_verbs(phrase) is None:
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
        if _second_verbs(phrase) is None:
            return None
        word = "isn't" if phrase.not_first else "is"
        return _join([word, *phrase.lead[1 if phrase.not_first else 0 :]], phrase.rest)
    return _inflected(text, "VBZ")


def _inflected(text: str, tag: str) -> str | None:
    phrase = _parse(text)
    if phrase is None:
        return None
    if tag == "VBG" and phrase.rest.split(" ", 1)[0].endswith("ing"):
        return None  # "stopping chasing people" is no English
    form = _inflect_hyphened(_lower(phrase.verb), tag)
    others = _second_verbs(phrase)
    if form is None or others is None:
        return None
    rest = phrase.rest
    for start, end in reversed(others):
        other = _inflect_hyphened(rest[start:end], tag)
        if other is None:
            return None
        rest = rest[:start] + other + rest[end:]
    return _join([*phrase.lead, form], rest)


def _inflect_hyphened(verb: str, tag: str) -> str | None:
    head, hyphen, tail = verb.rpartition("-")
    if hyphen and is_base_verb(tail):
        form = _inflect(tail, tag)
        return None if form is None else f"{head}-{form}"
    return _inflect(verb, tag)


def _second_verbs(phrase: _Phrase) -> list[tuple[int, int]] | None:
    """Where in ``rest`` verbs stand that are joined to the first: "wait and *hope*".

    None where a word after a conjunction or comma may or may not be such a verb.
    """
    if has_quoted_speech(phrase.rest):
        # Speech is left alone, but a conjunction after it cannot be told apart.
        return [] if not re.search(r"\b(and|or|but|then)\b|,", phrase.rest) else None
    tokens = list(TOKENS.finditer(phrase.rest))
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


def _lower(verb: str) -> str:
    """The verb without the capital of a sentence's start."""
    return verb[0].lower() + verb[1:] if verb[1:].islower() or len(verb) == 1 else verb


def _join(tokens: list[str], rest: str) -> str:
    start = " ".join(_lower(word) if index == 0 else word for index, word in enumerate(tokens))
    return f"{start}{rest}" if rest.startswith(",") else f"{start} {rest}".rstrip()

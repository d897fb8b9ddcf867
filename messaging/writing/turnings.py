"""The turnings of every slot: the grammatical forms a phrasing may ask for.

Each turning makes one form of a slot's text, or None where the form would be a guess.
"""

from collections.abc import Callable

from messaging.writing import sentence as sentences
from messaging.writing.one_time import is_one_time, is_short_noun_phrase
from personas.grammar import verb_phrase
from personas.grammar.person import turn

Turning = Callable[[str], str | None]
Turnings = dict[str, Turning]


def _verb(form: Turning, *, third: bool = False) -> Turning:
    def turned(text: str) -> str | None:
        inflected = form(text)
        return None if inflected is None else turn(inflected, "third" if third else "second")

    return turned


def _act(text: str) -> str | None:
    """What one does, after "have to" or "must": not "have to have to ask"."""
    form = verb_phrase.action(text)
    return None if form is None else form.removeprefix("have to ")


def _doing(text: str) -> str | None:
    return None if verb_phrase.action(text) is None else verb_phrase.gerund(text)


def _wished(text: str) -> str | None:
    form = verb_phrase.to_infinitive(text)
    return None if form is None or form.startswith("not ") else form


def _feel(text: str) -> str | None:
    """After "you": "feel on edge", "don't feel taken seriously"."""
    turned = turn(text, "second")
    if turned is None:
        return None
    lower = sentences.embed(turned)
    if not lower:
        return None
    return f"don't feel {lower[4:]}" if lower.startswith("not ") else f"feel {lower}"


def _felt(text: str) -> str | None:
    return None if text.lower().startswith("not ") else turn(text, "second")


def _felt_by_others(text: str) -> str | None:
    return None if text.lower().startswith("not ") else turn(text, "third")


def _enabled(text: str) -> str | None:
    """After "lets you" or "helps you": not "let", "help" or "have" a second time."""
    form = verb_phrase.action(text)
    return None if form is None or form.split(" ", 1)[0] in ENABLING else turn(form, "second")


def _usual(text: str) -> str | None:
    """What happens to every reader; what happened once to one person is None: see ``_story``."""
    return None if is_one_time(text) else turn(text, "second")


def _story(text: str) -> str | None:
    """In the third person, and only what happened once, to be told as somebody's story."""
    return turn(text, "third") if is_one_time(text) else None


def _short_noun(text: str) -> str | None:
    return turn(text, "second") if is_short_noun_phrase(text) else None


def _second(text: str) -> str | None:
    return turn(text, "second")


def _third(text: str) -> str | None:
    return turn(text, "third")


def _as_typed(text: str) -> str | None:
    return text


def _thought(text: str) -> str | None:
    """In quotation marks, as something somebody thinks or says, with its own end mark."""
    return sentences.quote(sentences.end_sentence(sentences.capitalise(text.strip())))


def _asked(text: str) -> str | None:
    """A question put to the reader: "Do I need it?" -> "Do you need it?"."""
    turned = turn(text.strip().rstrip("?. "), "second")
    return None if turned is None else f"{sentences.capitalise(turned)}?"


def _with_article(text: str) -> str | None:
    """A noun phrase that a sentence can hold: one that begins with its article or owner."""
    first = text.split(" ", 1)[0].lower()
    return text if first in ("a", "an", "the", "our", "your") else None


ENABLING = frozenset(["let", "help", "have", "make", "allow", "enable", "get"])
VERB_TURNINGS: Turnings = {
    "do": _verb(_act),
    "doing": _verb(_doing),
    "gerund": _verb(verb_phrase.gerund),
    "you": _verb(verb_phrase.finite),
    "can": _verb(verb_phrase.with_can),
    "to": _verb(verb_phrase.to_infinitive),
    "imperative": _verb(verb_phrase.imperative),
    "someone": _verb(verb_phrase.third_singular, third=True),
    "their_do": _verb(_act, third=True),
    "their_doing": _verb(_doing, third=True),
    "their_to": _verb(verb_phrase.to_infinitive, third=True),
}
RELIEF_TURNINGS: Turnings = {**VERB_TURNINGS, "enabled": _enabled}
# "You want not to have to" is no English: what is wanted is said with "can" instead.
WISH_TURNINGS: Turnings = {
    **VERB_TURNINGS,
    "to": _verb(_wished),
    "their_to": _verb(_wished, third=True),
}
CLAUSE_TURNINGS: Turnings = {"": _second, "they": _third}
# A customer's own loss is told as somebody's story, not as every reader's.
STORY_TURNINGS: Turnings = {"": _usual, "story": _story}
NOUN_TURNINGS: Turnings = {"": _second, "their": _third}
PLAIN_TURNINGS: Turnings = {"": _as_typed}
THOUGHT_TURNINGS: Turnings = {"": _thought}
QUESTION_TURNINGS: Turnings = {"": _thought, "plain": _asked}

TURNINGS: dict[str, Turnings] = {
    "trigger": CLAUSE_TURNINGS,
    "struggle": VERB_TURNINGS,
    "cost": {**STORY_TURNINGS, "their": _third},
    "feeling": {"": _felt, "feel": _feel, "their": _felt_by_others},
    "workaround": NOUN_TURNINGS,
    "alternative": NOUN_TURNINGS,
    "outcome": WISH_TURNINGS,
    "why": WISH_TURNINGS,
    "statement": {**STORY_TURNINGS, "they": _third, "said": _thought},
    "title": {**NOUN_TURNINGS, "said": _thought},
    "relief": RELIEF_TURNINGS,
    "proof": PLAIN_TURNINGS,
    "offer": PLAIN_TURNINGS,
    "brand": PLAIN_TURNINGS,
    "what": {"": _with_article, "label": _as_typed},
    "criteria": NOUN_TURNINGS,
    "criterion": THOUGHT_TURNINGS,
    "feature": {"": _short_noun},
    "quote": THOUGHT_TURNINGS,
    "speaker": PLAIN_TURNINGS,
    "objection": THOUGHT_TURNINGS,
    "question": QUESTION_TURNINGS,
}
"""Every slot with its turnings; the empty turning is the one of ``{cost}``."""

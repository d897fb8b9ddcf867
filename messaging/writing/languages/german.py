"""German, as the writer needs it: few turnings, each of them certain.

``{struggle}`` needs no turning at all, ``{struggle:du}`` and ``{struggle:Sie}`` turn objects and
owners, ``{struggle:do_du}`` is for what one does, after a modal ("Du musst ...").
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from messaging.writing.languages.language import Language
from messaging.writing.one_time import ONCE
from messaging.writing.sentence import capitalise, end_sentence
from messaging.writing.turnings import Turning, Turnings
from personas.grammar import german

SPEAKERS = {
    "prospect": "jemand in derselben Lage",
    "never_bought": "jemand in derselben Lage",
    "customer": "eine Stimme aus dem Kundenkreis",
    "ex_customer": "jemand, der nicht mehr dabei ist",
    "lost_deal": "jemand, der sich anders entschieden hat",
}
ENDINGS = re.compile(r"(?:ern|end|en|em|er|es|e|n|s|t)$")
# The letters a stem keeps at least: "Belege", "Belegen", "Belegs" -> "beleg".
SHORTEST_STEM = 4


def _only_positive(form: Callable[[str], str | None]) -> Turning:
    return lambda text: None if german.denies(text) else form(text)


_neutral = partial(german.turn, address="neutral")
_du = partial(german.turn, address="du")
_sie = partial(german.turn, address="Sie")
TURNED: Turnings = {"": _neutral, "du": _du, "Sie": _sie}
DONE: Turnings = {
    **TURNED,
    "do": _only_positive(_neutral),
    "do_du": _only_positive(_du),
    "do_Sie": _only_positive(_sie),
}


def _as_typed(text: str) -> str | None:
    return text


def _usual(form: Callable[[str], str | None]) -> Turning:
    """Not what happened once to one customer, which no reader has lived."""
    return lambda text: (
        None if ONCE.search(text) and re.search(r"\d{3}|vor \w+ \w+n\b", text) else form(text)
    )


def quote(text: str) -> str:
    """„So“; marks inside become single ones: „Er sagt ‚nein‘“."""
    inner = re.sub(r"[„“”»«\"]([^„“”»«\"]*)[„“”»«\"]", r"‚\1‘", text.strip())
    return f"„{inner}“"


def _thought(text: str) -> str | None:
    return quote(end_sentence(capitalise(text.strip())))


def _short_label(text: str) -> str | None:
    """A label that stands alone, after a colon or before one."""
    return _neutral(text) if len(text.split()) <= 6 and "," not in text else None


TURNINGS: dict[str, Turnings] = {
    "trigger": TURNED,
    "struggle": DONE,
    "cost": {name: _usual(form) for name, form in TURNED.items()},
    "feeling": {"": _neutral},
    "workaround": TURNED,
    "alternative": TURNED,
    "outcome": DONE,
    "why": DONE,
    "statement": {"": _thought},
    "title": {"": _neutral},
    "relief": DONE,
    "proof": {"": _as_typed},
    "offer": {"": _as_typed},
    "brand": {"": _as_typed},
    "what": {"": _as_typed, "label": _as_typed},
    "criteria": {"": _neutral},
    "criterion": {"": _thought},
    "feature": {"": _short_label},
    "quote": {"": _thought},
    "speaker": {"": _as_typed},
    "objection": {"": _thought},
    "question": {"": _thought},
}


@lru_cache(maxsize=4096)
def embed(text: str) -> str:
    """``text`` for the middle of a sentence: no end mark, no sentence capital. Nouns, and "Sie",
    keep theirs."""
    text = (
        text.strip() if re.search(r"\b\w\.$", text.strip()) else re.sub(r"[\s.,;:…!]+$", "", text)
    )
    first = re.split(r"[\s,]", text, maxsplit=1)[0]
    if first[1:].islower() or len(first) == 1:
        low = first.lower()
        if low in german.words("function_words") and first != "Sie":
            return low + text[len(first) :]
    return text


def joined(items: Sequence[str]) -> str:
    """ "Preis, Tempo und Hilfe"."""
    return f"{', '.join(items[:-1])} und {items[-1]}" if len(items) > 1 else "".join(items)


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The content words of ``text`` without their endings; little words are left out."""
    found = (word.lower() for word in german.WORD.findall(text))
    little = german.words("little_words")
    return frozenset(_stem(word) for word in found if len(word) > 2 and word not in little)


def _stem(word: str) -> str:
    for umlaut, plain in (("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss")):
        word = word.replace(umlaut, plain)
    shorter = ENDINGS.sub("", word)
    return shorter if len(shorter) >= SHORTEST_STEM else word


def fits(text: str) -> bool:
    """Whether a fact can stand in German copy: not if it is English."""
    return not german.looks_english(text)


GERMAN = Language(
    "de",
    "German",
    TURNINGS,
    capitalise,
    embed,
    joined,
    stems,
    SPEAKERS,
    fits,
    # A statement is said by the customer, in the first person: it is never turned.
    as_heard=frozenset(["quote", "objection", "question", "criterion", "statement"]),
)

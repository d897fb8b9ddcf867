"""Finding words and terms in a text."""

import re
from functools import lru_cache

WORD = re.compile(r"[^\W\d_][\w'-]*")


@lru_cache(maxsize=1024)
def term_pattern(term: str) -> re.Pattern[str]:
    """Finds ``term`` as whole words, its plural and either of blank and hyphen inside it."""
    inner = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term.strip()))
    return re.compile(rf"(?<!\w){inner}(?:s|es|'s|’s)?(?!\w)", re.IGNORECASE)


def may_hold(text: str, term: str) -> bool:
    """Whether ``text``, in small letters with straight quotes, may hold ``term``: without the
    first word of it there is nothing to look for, and an empty term is nowhere."""
    return bool(term) and not term.isspace() and _first_word(term) in text


@lru_cache(maxsize=1024)
def _first_word(term: str) -> str:
    first = re.split(r"[\s-]+", term.strip(), maxsplit=1)[0]
    return first.lower().replace("’", "'")


def words_in(text: str) -> list[str]:
    """The words of a text that is in small letters with straight quotes."""
    return WORD.findall(text)

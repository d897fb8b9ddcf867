"""Content words in their dictionary forms, to see whether two texts speak of the same thing."""

import re
from functools import lru_cache

from personas.grammar.lexicon import lemmas
from personas.grammar.word_lists import words

WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The dictionary form of ``word``, verb before noun, in lower case."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    kinds = lemmas(low)
    for kind in ("VERB", "NOUN", "ADJ", "ADV"):
        if kind in kinds:
            return kinds[kind][0]
    return low


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The content words of ``text`` in their dictionary forms; little words are left out."""
    return frozenset(map(_content, WORD.findall(text.lower().replace("’", "'")))) - NOTHING


NOTHING = frozenset([""])


@lru_cache(maxsize=8192)
def _content(word: str) -> str:
    """The stem of ``word``, or nothing if it is a little word."""
    bare = word.split("'")[0]
    little = words("little_words")
    if word.endswith("n't") or len(bare) <= 2 or bare in little:
        return ""
    found = stem(bare)
    return "" if found in little else found

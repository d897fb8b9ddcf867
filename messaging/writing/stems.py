"""Content words in their dictionary forms, to see whether two texts speak of the same thing."""

import re
from functools import lru_cache

from messaging.writing.lexicon import lemmas
from messaging.writing.word_lists import words

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
    plain = text.lower().replace("’", "'")
    found = (word.split("'")[0] for word in WORD.findall(plain) if not word.endswith("n't"))
    little = words("little_words")
    return frozenset(stem(word) for word in found if len(word) > 2 and word not in little) - little

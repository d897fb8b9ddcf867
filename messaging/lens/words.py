"""Words: how the lens cuts them, and the regular English forms its word lists are spelt out in."""

import re
from functools import lru_cache

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_VOWEL_GROUP = re.compile(r"[aeiouyà-ÿ]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^sxzcg]es)$")
_SUFFIX = re.compile(r"(?:'s|ies|ied|ing|ed|es|s|ly|er|e|y)$")
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+(?:[.,:]\d+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a blank-separated line, as a set."""
    return frozenset(words.split())


SECOND_PERSON = word_set("you your yours yourself yourselves you're you'll you've you'd youre u ya")
_VOWELS = frozenset("aeiou")
# Verbs of more than one syllable that double their last consonant, besides the short ones.
_DOUBLING = word_set("submit transfer prefer refer forget begin permit")


def plain(word: str) -> str:
    """The word in lower case with plain apostrophes, as the word lists have it."""
    return word.lower().replace("’", "'").replace("ʼ", "'")


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text`` in order, in their plain form; hyphens part words."""
    return tuple(plain(word) for word in WORD.findall(text))


def _doubles(verb: str) -> bool:
    if verb in _DOUBLING:
        return True
    if len(verb) < 3 or verb[-1] in "aeiouwxy" or verb[-1] in _VOWELS:
        return False
    vowels = sum(letter in _VOWELS for letter in verb)
    return vowels == 1 and verb[-2] in _VOWELS


def plural(noun: str) -> str:
    """The regular plural of a noun, or third person of a verb: box -> boxes, try -> tries."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and len(noun) > 1 and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def gerund(verb: str) -> str:
    """The regular -ing form: make -> making, plan -> planning."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if _doubles(verb) else "") + "ing"


def past(verb: str) -> str:
    """The regular past form: use -> used, plan -> planned, try -> tried."""
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _doubles(verb) else "") + "ed"


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A crude stem, enough to see that "chasing", "chased" and "chase" are one word."""
    if len(word) <= 3:
        return word
    short = _SUFFIX.sub("", word)
    if len(short) < 3:
        return word
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """An estimate of the syllables in an English word: vowel groups without silent endings."""
    groups = len(_VOWEL_GROUP.findall(word))
    if groups > 1 and _SILENT_END.search(word):
        groups -= 1
    return max(groups, 1)

"""Turning text from one grammatical person into another.

Customers write "I waste my Sundays"; copy says "you waste your Sundays", and of a friend "they
waste their Sundays". Words inside quotation marks stay as somebody said them. Where a turn would
be a guess, the functions answer None and the writer takes a phrasing that needs no turning.
"""

import re
from functools import lru_cache
from typing import Literal

from personas.grammar.abbreviations import ends_in_abbreviation
from personas.grammar.word_lists import words

Person = Literal["second", "third"]

# A letter, then letters, digits or apostrophes: "I'm" and "Zoë's" are one word each.
WORD = re.compile(r"[^\W_][\w'’]*")
OPENERS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’"}

# Roman numerals: "Type I", "World War I".
NUMBERED = words("numbered")
ADVERBS = words("adverbs")

SECOND = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
    "am": "are",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "we're": "you're",
    "we've": "you've",
    "we'd": "you'd",
    "we'll": "you'll",
}
THIRD = {
    "i": "they",
    "me": "them",
    "my": "their",
    "mine": "theirs",
    "myself": "themselves",
    "we": "they",
    "us": "them",
    "our": "their",
    "ours": "theirs",
    "ourselves": "themselves",
    "am": "are",
    "i'm": "they're",
    "i've": "they've",
    "i'd": "they'd",
    "i'll": "they'll",
    "we're": "they're",
    "we've": "they've",
    "we'd": "they'd",
    "we'll": "they'll",
}
FIRST_PERSON = frozenset(SECOND) - {"am"}
SECOND_PERSON = words("second_person")
PAST = {"was": "were", "wasn't": "weren't"}


def quoted_spans(text: str) -> list[tuple[int, int]] | None:
    """Where quoted speech begins and ends; None if a quotation mark has no partner.

    An apostrophe inside or after a word is no quotation mark.
    """
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        mark = text[position]
        closing = OPENERS.get(mark, "'" if mark == "'" and _opens(text, position) else "")
        if not closing:
            if mark in "”»":
                return None
            position += 1
            continue
        end = _closing(text, position + 1, closing)
        if end is None:
            return None
        spans.append((position, end + 1))
        position = end + 1
    return spans


def _opens(text: str, position: int) -> bool:
    """Whether the straight mark at ``position`` opens speech, unlike don't, '90s and drivers'."""
    before = text[position - 1] if position else " "
    after = text[position + 1 : position + 2]
    return (
        (before.isspace() or before in "([—–-")
        and after.isalpha()
        and not re.match(r"'(?:em|til|cause|tis|bout|round)\b", text[position:], re.I)
    )


def _closing(text: str, start: int, closing: str) -> int | None:
    for position in range(start, len(text)):
        if text[position] != closing:
            continue
        after = text[position + 1 : position + 2]
        if closing in "'’" and (after.isalnum() or text[position - 1].isspace()):
            continue
        return position
    return None


def has_quoted_speech(text: str) -> bool:
    spans = quoted_spans(text)
    return spans is None or bool(spans)


@lru_cache(maxsize=4096)
def turn(text: str, person: Person = "second") -> str | None:
    """``text`` with its first person turned into ``person``; None where that would be a guess.

    >>> turn("I'm late and my boss notices")
    "you're late and your boss notices"
    """
    spans = quoted_spans(text)
    if spans is None:
        return None
    found = [
        match
        for match in WORD.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    plain = [match[0].replace("’", "'").lower() for match in found]
    has_first = any(
        _is_pronoun(text, found, index) if word in FIRST_PERSON else _am(plain, found, index)
        for index, word in enumerate(plain)
        if word in FIRST_PERSON or word == "am"
    )
    if not has_first:
        # "your" in a customer's mouth means us, in a brand's copy the reader: keep it for "second".
        return _from_second(text, found, plain) if person == "third" else text
    if any(word in SECOND_PERSON or word == "let's" for word in plain):
        return None
    return _rewrite(text, found, plain, person)


def _is_pronoun(text: str, found: list[re.Match[str]], index: int) -> bool:
    """Whether the word is a pronoun: not the US, not Type I, not i.e., not a gold mine."""
    word, start, end = found[index][0], found[index].start(), found[index].end()
    before = found[index - 1][0].lower() if index else ""
    if word == "US":
        return False
    if word == "i" and text[end : end + 1] in (".", "-", ")"):
        return False
    beside = text[max(start - 1, 0) : start] + text[end : end + 1]
    return word != "I" or not (before in NUMBERED or "-" in beside or "/" in beside)


def _rewrite(text: str, found: list[re.Match[str]], plain: list[str], person: Person) -> str | None:
    table = SECOND if person == "second" else THIRD
    singular = "i" in plain or any(word.startswith("i'") for word in plain)
    pieces: list[str] = []
    last = 0
    for index, match in enumerate(found):
        word = plain[index]
        new: str | None = None
        if word in PAST:
            subject = _subject_of_past(plain, index)
            if subject == "unclear" and singular:
                return None
            new = PAST[word] if subject == "first" else None
        elif word == "am":
            new = _am(plain, found, index)
        elif _is_unclear(plain, index, singular) or _is_part_of_a_name(text, match, word):
            return None
        elif word in table and _is_pronoun(text, found, index):
            new = table[word]
            if word == "ourselves" and person == "second" and singular:
                new = "yourself"
        if new is None:
            continue
        pieces += [text[last : match.start()], _like(text, match, new)]
        last = match.end()
    turned = "".join(pieces) + text[last:]
    pronoun = "you" if person == "second" else "they"
    owner = "your" if person == "second" else "their"
    # "my wife and I fight" -> "you and your wife fight"
    return re.sub(rf"\b{owner} (\w+) and {pronoun}\b", rf"{pronoun} and {owner} \1", turned)


def _is_unclear(plain: list[str], index: int, singular: bool) -> bool:
    """Whether the word is a mine in the ground, or an "ain't" that may be anybody's."""
    before = plain[index - 1] if index else ""
    if plain[index] == "mine":
        return before in ("a", "the", "gold", "coal", "this")
    return plain[index] == "ain't" and singular


def _is_part_of_a_name(text: str, match: re.Match[str], word: str) -> bool:
    """Whether the word is of a name or a compound: "Company of Mine", "ME/CFS", "me-time"."""
    if word not in FIRST_PERSON or word[0] == "i" or match[0] == "US":
        return False
    beside = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
    if "-" in beside or "/" in beside or match[0] in ("ME", "MINE"):
        return True
    before = text[: match.start()].rstrip(" \"'“”‘’(«„")
    inside = bool(before) and before[-1] not in ".!?:;–—-|"
    return inside and match[0][0].isupper() and not match[0].isupper()


def _am(plain: list[str], found: list[re.Match[str]], index: int) -> str | None:
    """The verb's new form; None where "am" after a number is the morning."""
    before = plain[index - 1] if index else ""
    if before[-1:].isdigit() or found[index][0] == "AM":
        return None
    return "are"


def _subject_of_past(plain: list[str], index: int) -> str:
    """Whose "was" it is: first, other, or unclear (after a conjunction, far from its subject)."""
    back = index - 1
    while back >= 0 and (plain[back] in ADVERBS or plain[back].endswith("ly")):
        back -= 1
    before = plain[back] if back >= 0 else ""
    after = plain[index + 1] if index + 1 < len(plain) else ""
    if before == "i" or after == "i":
        return "first"
    if before in ("and", "but", "or"):
        return "unclear"
    return "other"


def _like(text: str, match: re.Match[str], new: str) -> str:
    """``new`` with the apostrophe and, where it is more than the habit of "I", the capital."""
    old = match[0]
    if "’" in old:
        new = new.replace("'", "’")
    before = text[: match.start()].rstrip("\"'“”‘’ ")
    if len(old) > 1 and old.isupper():
        return new.upper()
    if old[0] == "I":
        capital = bool(before) and before[-1] in ".!?" and not ends_in_abbreviation(before)
    else:
        capital = old[0].isupper()
    return new[0].upper() + new[1:] if capital else new


def _from_second(text: str, found: list[re.Match[str]], plain: list[str]) -> str | None:
    """A text in the second person told of others; None if "you" could be subject or object."""
    if not any(word in SECOND_PERSON for word in plain):
        return text
    table = {"your": "their", "yours": "theirs", "yourself": "themselves"}
    pieces: list[str] = []
    last = 0
    for match, word in zip(found, plain, strict=True):
        if word not in SECOND_PERSON:
            continue
        if word not in table:
            return None
        pieces += [text[last : match.start()], table[word]]
        last = match.end()
    return "".join(pieces) + text[last:]

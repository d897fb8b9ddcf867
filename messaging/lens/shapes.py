"""The shape of a sentence: who speaks, who acts, and how its halves are joined.

Word lists say what a sentence touches; its shape says how. "The van is paid for; the petrol isn't"
tells a story, "Two clicks, no setup" lists, "We believe in wool" speaks of the speaker.
"""

import re
from typing import Final

from messaging.lens.text import SentenceCore
from messaging.lens.words import word_set

_SELF_VERBS = word_set(
    "believe love exist started began won win care closed put take work reached passed welcome"
    " celebrate announce partner aim strive committed opened moved grew raised combine bring"
)
_MAKER_VERBS = word_set(
    "build make develop provide offer use sell design create deliver supply manufacture produce"
    " run host cover carry do building developing making offering"
)
_FIRST_PERSON = word_set("i i'm i've i'd my me mine myself")
_WE = word_set("we we're we've we'll our ours us")
_SUBJECTS = word_set(
    "the nobody none no no-one then it they only now he she someone half every everyone we nothing"
    " another most all two three"
)
_PAST = word_set(
    "went came left was were had did said told found lost broke got gave took made knew forgot"
    " paid sold ran fell rang woke kept saw built ate bought began felt met sent spent stopped"
    " asked called closed moved raised tripped answered signed noticed gone started"
)
_USERS_DO = word_set("use can review add get send share manage")
_FINITE = word_set(
    "is are was were has have had does do did isn't aren't wasn't doesn't don't can can't will"
    " won't comes goes gets takes costs needs knows asks says waits leaves breaks runs stops"
    " pays falls drips dies keeps makes tells finds reads feels looks sits stands rings wants"
)
_ADJECTIVE = re.compile(r"\b(?:is|are)\s+(?:\w+ly\s|too\s|so\s)?\w+(?:\s+and\s+\w+)?[.!?\"”]*$")
_JOINED: Final = re.compile(r"[,;:]\s+(?:and|but|so|then|yet)\s+(\w+)", re.IGNORECASE)
_NAMED: Final = re.compile(r"^\W*[A-Z][\w.]*(?:\s[A-Z]\w*)?\s?(?:[:|]|\s[–—-])\s")
_WAY: Final = re.compile(
    r"\b(?:the|a)\s+(?:\w+,?\s)?(?:easiest|fastest|simplest|quickest|better|new|first|smartest|only"
    r"|modern|missing|simple|fast|secure|private)\s",
    re.IGNORECASE,
)
_EMOJI: Final = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
_QUOTED: Final = frozenset("\"“'‘")
_THAT = word_set("that who which")
FEWEST_LETTERS: Final = 8
"""Fewer letters say nothing about capitals."""
SHOUTED: Final = 0.5


def shapes(core: SentenceCore) -> dict[str, float]:
    """The features of shape that ``core`` has, each 1; ``core`` has at least one judged word."""
    found: dict[str, float] = {}
    text, words = core.text, core.judged_words
    first, second = words[0], words[1] if len(words) > 1 else ""
    _speaker(found, words, first, second)
    if any(word in _PAST or (len(word) > 4 and word.endswith("ed")) for word in words):
        found["past"] = 1.0
    finite = not _FINITE.isdisjoint(words)
    if finite:
        found["finite"] = 1.0
    elif not _THAT.isdisjoint(words):
        found["phrase:that"] = 1.0
    joined = _JOINED.search(text)
    if joined:
        found["two_halves"] = 1.0
        if joined.group(1).lower() in _SUBJECTS:
            found["two_halves:subject"] = 1.0
    if ";" in text:
        found["semicolon"] = 1.0
    if first.endswith("ing") and len(first) > 5:
        found["opens:ing"] = 1.0
    if finite and _ADJECTIVE.search(text):
        found["says_how_it_is"] = 1.0
        if "opens:ing" in found:
            found["ing:how_it_is"] = 1.0
    if _NAMED.match(text):
        found["name:"] = 1.0
    way = _WAY.match(text)
    if way:
        found["opens:way"] = 1.0
    if not text.isascii() and _EMOJI.search(text):
        found["emoji"] = 1.0
    capitals = sum(map(str.isupper, text))
    if capitals > SHOUTED * FEWEST_LETTERS:
        letters = sum(map(str.isalpha, text))
        if letters >= FEWEST_LETTERS and capitals > SHOUTED * letters:
            found["capitals"] = 1.0
    if "into" in words and first in ("turn", "turns", "turning"):
        found["turn_into"] = 1.0
    if first in ("no", "never", "without", "zero") and not finite:
        found["opens:no_phrase"] = 1.0
    if first in ("get", "be", "feel", "look", "have"):
        found[f"opens:{first}"] = 1.0
    return found


def _speaker(found: dict[str, float], words: tuple[str, ...], first: str, second: str) -> None:
    if not _FIRST_PERSON.isdisjoint(words):
        found["first_person"] = 1.0
    if first in _WE:
        rest = words[1:4]
        if first != "our" and not _SELF_VERBS.isdisjoint(rest[:2]):
            found["we:tells_of_itself"] = 1.0
        if first != "our" and not _MAKER_VERBS.isdisjoint(rest[:2]):
            found["we:makes"] = 1.0
        if first != "our" and second in ("help", "helped"):
            found["we:helps"] = 1.0
        if first == "our":
            found["opens:our"] = 1.0
    elif second in _USERS_DO or (second and len(words) > 2 and words[2] in _USERS_DO):
        found["users_do"] = 1.0
    if first in ("it", "this", "these", "its") and second:
        found["opens:it_does"] = 1.0

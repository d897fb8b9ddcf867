"""Which answers tell us nothing, and why. Never a short complaint, never a question.

A rule is a set of whole answers, or a set of words that an answer may consist of and of nothing
else; so "good" is praise and "good luck reaching anybody" is not. When in doubt a text is kept:
one that says little makes no candidate, one that was thrown away cannot.
"""

import re
import tomllib
from pathlib import Path

from personas.listening.normalise import normal_form

EMPTY = "empty"
NUMBER = "only a number"
TYPED_AT_RANDOM = "typed at random"
GREETING = "only a greeting"
NOT_KNOWN = "says they do not know"
PRAISE = "praise without a problem"
LINK = "only a link or a name"

WORDS = re.compile(r"[^\W\d_]+(?:['´`][^\W\d_]+)?")
_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
# Reason -> whole answers, as ``normal_form`` gives them.
ANSWERS: dict[str, frozenset[str]] = {
    reason: frozenset(line.strip() for line in lines.splitlines()) - {""}
    for reason, lines in _TOLD["answers"].items()
}
SETS = {name: frozenset(words.split()) for name, words in _TOLD["words"].items()}
MARKS = " \t\n.,;:!?…)(\"'*"
PARTS = re.compile(r"[.,;:!…\n]+|\s+-+\s+")
KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "1234567890")
MOST_NOISE_LETTERS = 40
LINK_ONLY = re.compile(
    r"(?:https?://\S++|www\.\S++|[^\s@]++@[^\s@]+\.\w++|@\w++|#\w++)"
    r"(?:\s++(?:https?://\S++|www\.\S++|@\w++|#\w++))*+"
)


def junk_reason(text: str) -> str:
    """Why the text tells us nothing, in a few words; empty for a text that may tell something."""
    form = normal_form(text)
    reason = _reason(form)
    if reason or len(parts := [part for part in PARTS.split(form) if part.strip()]) < 2:
        return reason
    reasons = [_reason(part.strip()) for part in parts]  # "None, all good."
    return reasons[0] if all(reasons) else ""


def _reason(form: str) -> str:
    words = WORDS.findall(form)
    if not words:
        return NUMBER if any(sign.isdigit() for sign in form) else EMPTY
    bare = form.rstrip(MARKS)
    for reason, answers in ANSWERS.items():
        if bare in answers and ("?" not in form or reason == NOT_KNOWN):
            return reason
    if LINK_ONLY.fullmatch(form):
        return LINK
    if "?" in form:
        return ""
    if _noise(form, words):
        return TYPED_AT_RANDOM
    if all(word in SETS["greeting"] for word in words) and SETS["greeting_heads"] & set(words):
        return GREETING
    return PRAISE if _praises(form, words) else ""


def _praises(form: str, words: list[str]) -> bool:
    """Of words of praise and those that may stand beside them, and of nothing else."""
    held = set(words)
    if held & {"star", "stars"} and not held & {"five", "best"} and "5" not in form:
        return False  # one star is no praise
    if not held & SETS["praise"] or held & SETS["turns"] or len(words) > 25:
        return False
    if "would" in held and not held & {"recommend", "definitely"}:
        return False  # "would be nice to have ..." asks for something
    return held <= SETS["praise"] | SETS["beside_praise"]


def _noise(form: str, words: list[str]) -> bool:
    """Fingers on the keyboard: rows of keys, one sign again and again, letters without vowels."""
    letters = "".join(words)
    if len(letters) > MOST_NOISE_LETTERS or not letters.isascii():
        return False
    if len(set(letters)) == 1:
        return len(letters) > 1 or len(form) == 1
    if len(words) > 3:
        return False
    return all(_noise_word(word) for word in words)


def _noise_word(word: str) -> bool:
    if len(word) < 3:
        return False
    if len(set(word)) == 1 or _walks(word) or re.fullmatch(r"(\w{2,4}?)\1{2,}\w?", word):
        return True
    vowels = sum(sign in "aeiouyäöüáéíóúàèåø" for sign in word)
    return not vowels and word not in SETS["no_vowels"] and len(word) >= 5


def _walks(word: str) -> bool:
    """Along a row of keys, there or back ("asdf", "lkjh", "dfgdfg"); "were" and "property" not."""
    covered = longest = 0
    start = 0
    while start < len(word) - 1:
        end = start + 1
        way = _step(word[start], word[end])
        while way and end + 1 < len(word) and _step(word[end], word[end + 1]) == way:
            end += 1
        run = end - start + 1 if way else 1
        if run >= 3:
            covered += run
            longest = max(longest, run)
            start = end + 1
        else:
            start += 1
    return covered == len(word) or (longest >= 4 and covered >= len(word) - 1)


def _step(one: str, other: str) -> int:
    """1 or -1 if the keys are neighbours on a row, else 0."""
    for row in KEYBOARD_ROWS:
        if one in row and other in row and abs(way := row.index(other) - row.index(one)) == 1:
            return way
    return 0

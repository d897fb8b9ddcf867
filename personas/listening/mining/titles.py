"""A title in the customers' words: a phrase that one of them said, cut where a clause ends."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from personas.listening.matching import STOP_WORDS, WORD, stem
from personas.listening.normalise import STRAIGHT, normal_form

SHORTEST, LONGEST = 3, 9
LONGEST_TITLE = 120
WORDS_SHOWN = 6
# Quotes a title is looked for in, and words are counted in: the most typical ones.
QUOTES_READ = 40
QUOTES_COUNTED = 300
# ``stem`` remembered: the same words come again in every quote.
root_of = lru_cache(maxsize=100_000)(stem)

CLAUSE_END = re.compile(r"(?<=[.!?;])\s+|[,;:()\[\]\n\r\t|/\"“”]+\s*|(?<!\s)\s+[-–—]+\s+|\.{2,}|…")
TOKEN = re.compile(r"\S+")
# What people say before they say it.
OPENERS = frozenset(
    """hi hello hey please so well ok okay yes no and but or also then because although though
    however actually basically honestly just anyway thanks thank sorry oh um""".split()  # noqa: SIM905
)
# A clause may begin anew after one of these.
JOINTS = frozenset(
    """and but because so although though while since when if before after until unless""".split()  # noqa: SIM905
)
# No title ends on one of these: the reader would wait for more.
LOOSE_ENDS = frozenset(
    """a about after all am an and any are as at be because been before being but by can cannot
    can't could did didn't do does doesn't don't during each every few for from had has have having
    he her his how i i'd i'll i'm i've if in into is isn't its it's just like may me might more most
    must my not of off on or our over quite really shall she should since so some than that the
    their them then there these they this those through to too under until up upon us very was
    wasn't we were what when where whether which while who whom whose why will with within without
    won't would you your both between against also only even still need want wanted trying tried
    got get going make made keep keeps seem seems""".split()  # noqa: SIM905
)
# These end a clause well although they are small words.
FIT_ENDS = frozenset(
    """it me us them this that there up off on in out over not all yet""".split()  # noqa: SIM905
)
WITH_OWN_END = frozenset(
    """it me us them up off out""".split()  # noqa: SIM905
)
ASKING = frozenset(
    """how what when where which who whom whose why am are can can't could couldn't did didn't do
    does doesn't don't has hasn't have haven't is isn't may shall should was wasn't were what's
    where's who's how's why's will won't would any""".split()  # noqa: SIM905
)
SUBJECTS = frozenset(
    """i i'm i've i'd we we're we've my our it it's""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """``whole``: it begins and ends where the clause does."""

    text: str
    stems: frozenset[str]
    length: int
    whole: bool
    own: bool


def marking(inside: Iterable[str], outside: Mapping[str, int], texts: int) -> dict[str, float]:
    """Stem -> how much it marks these texts among ``texts`` in all; only what marks at all.

    The part of these texts that hold it, times how much commoner it is here (in doublings).
    ``outside`` counts the texts in all that hold a stem.
    """
    held: Counter[str] = Counter()
    size = 0
    for text in inside:
        size += 1
        held.update(stems_of(text))
    found = {}
    for word, count in held.items():
        everywhere = max(outside.get(word, 0), count)
        part = count / size
        rise = math.log2(part / (everywhere / max(texts, size)))
        weight = part * (rise + (0.2 if texts <= size else 0))
        if weight > 0:
            found[word] = weight
    return found


def stems_of(text: str) -> set[str]:
    """The stems of a text's telling words."""
    return {
        root_of(word)
        for word in WORD.findall(text.casefold().translate(STRAIGHT))
        if word not in STOP_WORDS and not word.isdigit()
    }


def shown_words(texts: Sequence[str], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The strongest marking words as people mostly wrote them."""
    written: dict[str, Counter[str]] = {}
    strongest = sorted(weights, key=lambda word: (-weights[word], word))[:WORDS_SHOWN]
    for text in texts[:QUOTES_COUNTED]:
        for word in WORD.findall(text.casefold().translate(STRAIGHT)):
            if word not in STOP_WORDS and (root := root_of(word)) in strongest:
                written.setdefault(root, Counter())[word] += 1
    return tuple(
        min(written[root], key=lambda word: (-written[root][word], word))
        for root in strongest
        if root in written
    )


def phrases(text: str) -> list[Phrase]:
    """The phrases of a text that could stand as a title."""
    found = []
    for clause in CLAUSE_END.split(text):
        tokens = TOKEN.findall(clause or "")
        for start in _starts(tokens):
            for end in range(start + SHORTEST, min(len(tokens), start + LONGEST) + 1):
                phrase = _phrase(tokens, start, end)
                if phrase is not None:
                    found.append(phrase)
    return found


def best_titles(texts: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    """Titles for these texts (most typical first), the best first."""
    scored: dict[str, tuple[float, str]] = {}
    for place, text in enumerate(texts[:QUOTES_READ]):
        for phrase in phrases(text):
            marks = sum(weights.get(word, 0.0) for word in phrase.stems)
            if not marks:
                continue
            score = marks * (1.5 if phrase.whole else 0.8) * (1.1 if phrase.own else 1.0)
            score *= 1 - 0.3 * place / QUOTES_READ
            score /= 1 + 0.06 * max(0, phrase.length - 6)
            form = normal_form(phrase.text)
            if form not in scored or scored[form][0] < score:
                scored[form] = (score, phrase.text)
    ranked = sorted(scored.values(), key=lambda found: (-found[0], found[1]))
    return [title for _, title in ranked] or [plain_title(texts[0])] if texts else []


def plain_title(text: str) -> str:
    """The beginning of a text, for what holds no phrase: never empty."""
    tokens = TOKEN.findall(text)[:LONGEST]
    while len(tokens) > SHORTEST and _word(tokens[-1]) in LOOSE_ENDS:
        tokens.pop()
    return _written(tokens) or "Without words"


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = []
    first = 0
    while first < len(tokens) and _word(tokens[first]) in OPENERS:
        first += 1
    starts.append(first)
    for place, token in enumerate(tokens):
        after = _word(tokens[place + 1]) if place + 1 < len(tokens) else ""
        if place > first and _word(token) in JOINTS and after in SUBJECTS:
            starts.append(place + 1)
    return starts


def _phrase(tokens: Sequence[str], start: int, end: int) -> Phrase | None:
    last = _word(tokens[end - 1])
    whole = end == len(tokens) or (
        _word(tokens[end]) in JOINTS
        and end + 1 < len(tokens)
        and _word(tokens[end + 1]) in SUBJECTS
    )
    if not any(sign.isalpha() for sign in last):
        return None
    if last in LOOSE_ENDS and not (last in FIT_ENDS and (whole or last in WITH_OWN_END)):
        return None
    if not whole and _word(tokens[end]) not in LOOSE_ENDS:
        return None  # the middle of a group of words: "my new" of "my new card"
    text = _written(tokens[start:end])
    if len(text) > LONGEST_TITLE:
        return None
    first = _word(tokens[start])
    return Phrase(text, frozenset(stems_of(text)), end - start, whole, first in SUBJECTS)


def _word(token: str) -> str:
    return token.casefold().translate(STRAIGHT).strip(".,;:!?\"'()[]*-")


def _written(tokens: Sequence[str]) -> str:
    """As said, with a capital at the beginning and no stop at the end; a question stays one."""
    text = " ".join(tokens).strip(" \t\"'“”‘’([{*-–—")
    text = text.rstrip(" .,;:!\"'“”)]}*–—-")
    if (bare := text.rstrip("?")) != text:
        asks = bool(tokens) and _word(tokens[0]) in ASKING
        text = f"{bare.rstrip()}?" if asks else bare.rstrip()
    text = text[:LONGEST_TITLE].strip()
    return text[:1].upper() + text[1:]

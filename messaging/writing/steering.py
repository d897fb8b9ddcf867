"""Which way further drafts go: more like one, unlike some, or shorter than one.

A wish is tried in its strict form first; where that leaves too few drafts, the later forms give
way in what matters least. What never gives way: no draft repeats a given text, and "shorter"
is shorter.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from messaging.channels import Channel, Part, Parts, texts_of
from messaging.writing.brief import Brief
from messaging.writing.choosing import budgets
from messaging.writing.draft import Draft
from messaging.writing.recognise import Recogniser

Given = Draft | Parts
"""A draft, or the parts of a copy that may have been edited since it was one."""

# The most wording (Jaccard of word pairs) a draft may share with one it shall be unlike, strictly
# and where that leaves too few; and with the one it shall be like, in other words.
UNLIKE, HARDLY_UNLIKE, SAME = 0.15, 0.35, 0.6
# How much of each part's length a shorter draft may use, one try after the other.
SHORTER = (0.9, 0.75, 0.55, 0.4)


@dataclass(frozen=True, slots=True)
class Way:
    """One form of a wish: ``said`` are sentences not to be said, ``opening`` the move to begin
    with, ``frameworks`` the ones to write in (None: any), ``allows`` judges what was written."""

    allows: Callable[[Draft], bool]
    brief: Brief
    said: frozenset[str] = frozenset()
    opening: str = ""
    frameworks: frozenset[str] | None = None


def parts_of(given: Given) -> Parts:
    """The copy itself."""
    return given.parts if isinstance(given, Draft) else given


def likeness(one: Parts, other: Parts) -> float:
    """How much wording two copies share, 0 to 1: Jaccard of their word pairs."""
    return _jaccard(_pairs(one), _pairs(other))


def _jaccard(pairs: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> float:
    union = pairs | others
    return len(pairs & others) / len(union) if union else 1.0


def _pairs(parts: Parts) -> frozenset[tuple[str, str]]:
    return frozenset(
        pair for text in texts_of(parts) for pair in itertools.pairwise(text.lower().split())
    )


def _length(parts: Parts) -> int:
    return sum(map(len, texts_of(parts)))


def ways(
    brief: Brief,
    available: Sequence[str],
    *,
    like: Given | None = None,
    unlike: Sequence[Given] = (),
    shorter_than: Given | None = None,
    avoid_frameworks: Sequence[str] = (),
) -> list[Way]:
    """The forms of the wish, the strictest first; ``available`` are keys of frameworks."""
    avoided = {*avoid_frameworks, *(each.framework for each in unlike if isinstance(each, Draft))}
    others = frozenset(available) - avoided
    basis = Way(_anything, brief, frameworks=others)
    found = [basis]
    if unlike:
        found = _unlike(basis, [parts_of(each) for each in unlike])
        if not others:
            found += _unlike(replace(basis, frameworks=None), [parts_of(each) for each in unlike])
    if like is not None:
        found = [tried for way in found for tried in _like(way, like, available)]
    if shorter_than is not None:
        shorter = parts_of(shorter_than)
        found = [
            tried for share in SHORTER for way in found for tried in _short(way, shorter, share)
        ]
    return found


def _anything(draft: Draft) -> bool:
    return True


def _unlike(way: Way, given: list[Parts]) -> list[Way]:
    recogniser = Recogniser(way.brief)
    openings = {move for each in given for move in recogniser.opening(each)}
    said = frozenset().union(*(recogniser.sentences(each) for each in given))
    pairs = [_pairs(each) for each in given]
    texts = {tuple(texts_of(each)) for each in given}

    def differs(most: float, *, opening: bool) -> Callable[[Draft], bool]:
        def judge(draft: Draft) -> bool:
            if opening and draft.opening in openings:
                return False
            own = _pairs(draft.parts)
            return tuple(texts_of(draft.parts)) not in texts and all(
                _jaccard(own, each) <= most for each in pairs
            )

        return judge

    return [
        replace(way, said=said, allows=differs(UNLIKE, opening=True)),
        replace(way, said=said, allows=differs(HARDLY_UNLIKE, opening=False)),
        replace(way, allows=differs(HARDLY_UNLIKE, opening=False)),
    ]


def _like(way: Way, like: Given, available: Sequence[str]) -> list[Way]:
    parts = parts_of(like)
    recogniser = Recogniser(way.brief)
    openings = recogniser.opening(parts)
    framework = like.framework if isinstance(like, Draft) else ""
    opening = like.opening if isinstance(like, Draft) and like.opening else ""
    keys = frozenset([framework]) & frozenset(available)
    if not keys:
        keys = frozenset(recogniser.frameworks(openings, available)) or frozenset(available)
    opening = opening or next(iter(openings), "")
    every = recogniser.sentences(parts)
    first = recogniser.sentences(_first(parts))
    pairs, text = _pairs(parts), texts_of(parts)

    def other_words(most: float, *, begin: str) -> Callable[[Draft], bool]:
        def judge(draft: Draft) -> bool:
            return (
                way.allows(draft)
                and (not begin or draft.opening == begin)
                and texts_of(draft.parts) != text
                and _jaccard(_pairs(draft.parts), pairs) <= most
            )

        return judge

    base = replace(way, frameworks=keys, opening=opening)
    return [
        replace(base, said=way.said | every, allows=other_words(SAME, begin=opening)),
        replace(base, said=way.said | first, allows=other_words(SAME, begin=opening)),
        replace(base, allows=other_words(1.0, begin=opening)),
        replace(base, opening="", allows=other_words(1.0, begin="")),
    ]


def _first(parts: Parts) -> Parts:
    return dict(itertools.islice(parts.items(), 1))


def _short(way: Way, given: Parts, share: float) -> list[Way]:
    most = _length(given)

    def judge(draft: Draft) -> bool:
        return way.allows(draft) and _length(draft.parts) < most

    channel = _narrowed(way.brief.channel, given, share)
    return [replace(way, brief=replace(way.brief, channel=channel), allows=judge)]


def _narrowed(channel: Channel, given: Parts, share: float) -> Channel:
    """``channel`` with no more room in each part than ``share`` of what ``given`` has there."""
    return replace(channel, parts=tuple(_narrow(part, given, share) for part in channel.parts))


def _narrow(part: Part, given: Parts, share: float) -> Part:
    value = given.get(part.key)
    if not value:
        return part
    texts = [value] if isinstance(value, str) else value
    seen, _ = budgets(part)
    room = max(1, min(seen, int(max(map(len, texts)) * share)))
    maximum = max(part.minimum, min(part.maximum, len(texts)))
    return replace(part, truncation=room, maximum=maximum)

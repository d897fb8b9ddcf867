"""One word again and again in a short text."""

import itertools
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from messaging.lens.known import Known
from messaging.lens.rules.rule import Remark, Rule
from messaging.lens.text import ParsedText
from messaging.lens.words import SECOND_PERSON, stem, word_set

MOST: Final = 3
WITHIN: Final = 60
"""So often among so many words is a choice; more often is an accident."""
FEWEST_WORDS: Final = 9
SHORTEST: Final = 4
_ORDINARY = SECOND_PERSON | word_set(
    "the and that this with from they them their there then than when what which where while have"
    " were been will would could should into over after before about every each some more most just"
    " only also very here does don't doesn't isn't it's that's not"
)


def _find(text: ParsedText, known: Known | None) -> Iterator[Remark]:
    size = text.word_count
    if size < FEWEST_WORDS:
        return
    allowed = MOST * max(1.0, size / WITHIN)
    stems = [_stems(sentence.core.words) for sentence in text.sentences]
    every = Counter(itertools.chain.from_iterable(stems))
    del every[""]
    if max(every.values(), default=0) <= allowed:
        return
    counts: Counter[str] = Counter()
    for sentence, keys in zip(text.sentences, stems, strict=True):
        for position, key in enumerate(keys):
            if not key:
                continue
            counts[key] += 1
            word = sentence.core.words[position]
            if counts[key] > allowed and not _is_theirs(word, known):
                yield Remark(
                    *sentence.span(position, position),
                    f"“{word}” stands here {counts[key]} times: say it another way, or once less.",
                )


@lru_cache(maxsize=4096)
def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """The stem of each of ``words``; nothing for one that may come as often as it likes."""
    return tuple(
        "" if len(word) < SHORTEST or word in _ORDINARY or word[0].isdigit() else stem(word)
        for word in words
    )


def _is_theirs(word: str, known: Known | None) -> bool:
    return known is not None and word in known.vocabulary


RULE = Rule(
    name="repeated_word",
    component="plain",
    weight=5,
    reason="A word that comes again and again is read over, and the rest with it.",
    find=_find,
    most=15,
    whole_text=True,
)

"""Answers about a brief, remembered.

Hashing a whole brief costs more than most of what is asked about it, and drafts of one brief
are judged one after another: so the brief asked about last is recognised as the same object.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from messaging.writing.brief import Brief

Answer = TypeVar("Answer")


def per_brief(make: Callable[[Brief], Answer]) -> Callable[[Brief], Answer]:
    """``make`` with its answers to the last briefs kept; equal briefs have the same answer."""
    remembered = lru_cache(maxsize=128)(make)
    last: list[tuple[Brief, Answer]] = []

    @wraps(make)
    def answer(brief: Brief) -> Answer:
        kept = last[-1:]
        if kept and kept[0][0] is brief:
            return kept[0][1]
        found = remembered(brief)
        last[:] = [(brief, found)]
        return found

    return answer

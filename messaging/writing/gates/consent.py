"""The gate of consent: no run of words of a customer who has not agreed to be quoted."""

from collections.abc import Iterator
from functools import lru_cache

from messaging.verbatim import UNASKED_RUN, runs_of, spoken
from messaging.writing.brief import Brief
from messaging.writing.gates.held import Copy, Held
from messaging.writing.per_brief import per_brief

WHY = "Whoever said this has not agreed to be quoted."
SUGGESTION = "Say it in your own words, or ask them."


def consent(copy: Copy) -> Iterator[Held]:
    """Runs of the quotes in the brief; quotes that are in no brief are asked for with the
    database (``messaging/unasked_quotes.py``), by the same measure."""
    held = _held_runs(copy.brief)
    if held:
        yield from repeats(copy, held)


def repeats(copy: Copy, held: frozenset[str]) -> Iterator[Held]:
    """The stretches of ``copy`` that are made of runs in ``held``; neighbours are one stretch."""
    for _, low, high in copy.places:
        for start, end in stretches(copy.text[low:high], held):
            detail = said_unasked(copy.text[low + start : low + end])
            yield Held(detail, low + start, low + end, WHY, SUGGESTION)


def said_unasked(words: str) -> str:
    """What is held against them."""
    said = " ".join(words.split())
    return f"it repeats a customer who has not agreed to be quoted: {said!r}."[:300]


def stretches(text: str, held: frozenset[str]) -> list[tuple[int, int]]:
    """Where ``text`` repeats runs of ``held``, as (start, end)."""
    if held.isdisjoint(_runs(text)):
        return []
    said = spoken(text)
    found: list[tuple[int, int]] = []
    for at in range(len(said) - UNASKED_RUN + 1):
        if " ".join(word for word, _, _ in said[at : at + UNASKED_RUN]) in held:
            start, end = said[at][1], said[at + UNASKED_RUN - 1][2]
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


@per_brief
def _held_runs(brief: Brief) -> frozenset[str]:
    """The runs of quotes without consent; what a quote with consent says too may be said."""
    asked = {runs for quote in brief.quotes if quote.may_quote for runs in _runs(quote.text)}
    held = {runs for quote in brief.quotes if not quote.may_quote for runs in _runs(quote.text)}
    return frozenset(held - asked)


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[str]:
    return frozenset(runs_of(text, UNASKED_RUN))

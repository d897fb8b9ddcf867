"""Two people changed the same draft: what can be joined by itself, and what a person decides. Pure.

As in any three-way merge: a part that only one of the two changed has that one's words; a part
both changed alike has those; the rest are conflicts. Parts are merged whole, never word by word:
half a sentence of each is nobody's copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from messaging.channels import Parts

Whose = Literal["both", "mine", "theirs", "conflict"]


@dataclass(frozen=True, slots=True)
class MergedPart:
    """One part of three texts; ``value`` is what it is to say, in a conflict one's own words."""

    key: str
    whose: Whose
    value: str | list[str]
    mine: str | list[str]
    theirs: str | list[str]


def merge_parts(
    base: Mapping[str, object] | None, mine: Parts, theirs: Parts
) -> tuple[MergedPart, ...]:
    """Join what two people made of ``base``, part by part, in the order of ``mine``.

    Without a known base every part that differs is a conflict. An empty part is one that is not
    there.
    """
    merged = []
    for key in {**mine, **theirs}:
        own, other = mine.get(key) or "", theirs.get(key) or ""
        known = (base.get(key) or "") if base is not None else None
        whose, value = _one(known, own, other)
        merged.append(MergedPart(key, whose, value, own, other))
    return tuple(merged)


def _one(
    base: object, mine: str | list[str], theirs: str | list[str]
) -> tuple[Whose, str | list[str]]:
    if mine == theirs:
        return "both", mine
    if base is not None and mine == base:
        return "theirs", theirs
    if base is not None and theirs == base:
        return "mine", mine
    return "conflict", mine


def joined(merged: tuple[MergedPart, ...]) -> Parts:
    """The parts as they are to be saved, empty ones left out."""
    return {each.key: each.value for each in merged if each.value}

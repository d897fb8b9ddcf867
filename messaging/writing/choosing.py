"""Choosing among candidates: what a draft has said so far, and what it may still say."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from messaging.channels import Part
from messaging.channels.sms import GSM_SINGLE
from messaging.writing.brief import Brief
from messaging.writing.candidates import NO_OBJECTION, Candidate, candidates_of
from messaging.writing.frameworks import layout_of

Item = TypeVar("Item")

# How much is said where the channel sets no length at all.
UNLIMITED = 900
EARLY = ("unaware", "aware")


@dataclass(slots=True)
class Told:
    """What a draft has said: slots, phrasings and texts are not repeated.

    ``last`` is the last move, ``core`` whether anything was about the pain or its outcome,
    ``objection`` the one objection the draft is about.
    """

    slots: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    last: str = ""
    core: bool = False
    objection: int = NO_OBJECTION

    def allows(self, candidate: Candidate) -> bool:
        """Whether ``candidate`` brings no second objection into the draft."""
        return NO_OBJECTION in (self.objection, candidate.objection) or (
            candidate.objection == self.objection
        )

    def keep_to(self, candidate: Candidate) -> None:
        """Let the draft be about the objection of ``candidate``, if it names one."""
        if candidate.objection != NO_OBJECTION:
            self.objection = candidate.objection

    def anew(self) -> "Told":
        """For a part that may say again what was said, in other words."""
        return Told(keys=self.keys, texts=self.texts, objection=self.objection)


class Chooser:
    """The candidates of one brief, and the manner of picking among them."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.candidates = candidates_of(brief)
        self.layout = layout_of(brief.channel.key)
        self.early = brief.stage.kind in EARLY

    def fresh(self, move: str, form: str, told: Told) -> list[Candidate]:
        """Candidates that repeat neither a phrasing nor a slot of this draft."""
        keys, slots, said = told.keys, told.slots, told.texts
        fresh = [
            each
            for each in self.candidates.of(move, form)
            if slots.isdisjoint(each.slots)
            and each.key not in keys
            and said.isdisjoint(each.sentences)
        ]
        if told.objection != NO_OBJECTION:
            fresh = [each for each in fresh if told.allows(each)]
        if self.layout.situation:
            return [each for each in fresh if not each.personal] or fresh
        return fresh

    def impersonal(self, moves: Iterable[str], form: str) -> list[str]:
        """Where a channel wants the situation named: ``moves`` without those that can only tell
        readers what they do or feel; all of them elsewhere, and where nothing would be left."""
        all_moves = list(moves)
        if not self.layout.situation:
            return all_moves
        return [
            move
            for move in all_moves
            if not all(each.personal for each in self.candidates.of(move, form))
        ] or all_moves

    def say(self, candidate: Candidate, told: Told) -> Candidate:
        """Note that ``candidate`` is said."""
        told.slots |= candidate.silences
        told.core = told.core or candidate.core
        told.keys.add(candidate.key)
        told.texts |= candidate.sentences
        told.moves.add(candidate.move)
        told.last = candidate.move
        told.keep_to(candidate)
        return candidate


def budgets(part: Part) -> tuple[int, int]:
    """The length that is seen whole, and the length that is accepted."""
    if part.counting == "sms":
        return part.truncation or GSM_SINGLE, part.hard or UNLIMITED
    allowed = part.hard or UNLIMITED
    return min(part.truncation or allowed, allowed), allowed


def pick(items: Sequence[Item], chance: random.Random) -> Item:
    """One of ``items``, each as likely as the other."""
    return items[int(chance.random() * len(items))]


def shuffled(items: Iterable[Item], chance: random.Random) -> list[Item]:
    """``items`` in an order of chance."""
    mixed = list(items)
    chance.shuffle(mixed)
    return mixed


def shortest(candidates: Iterable[Candidate]) -> Candidate:
    """The shortest of ``candidates``, of which there is at least one."""
    return min(candidates, key=_length)


def _length(candidate: Candidate) -> int:
    return candidate.length

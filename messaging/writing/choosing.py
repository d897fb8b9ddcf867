"""Choosing among candidates: what a draft has said so far, and what it may still say."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from messaging.channels import Part
from messaging.channels.sms import GSM_SINGLE, count_sms
from messaging.writing.brief import Brief
from messaging.writing.candidate import Candidate
from messaging.writing.candidates import NO_OBJECTION, candidates_of
from messaging.writing.fresh import Fresh
from messaging.writing.own_layout import layout_for

Item = TypeVar("Item")

# How much is said where the channel sets no length at all.
UNLIMITED = 900
EARLY = ("unaware", "aware")
# How often phrasings in the brand's tone are preferred where there are many.
IN_TONE = 0.9


@dataclass(slots=True)
class Told:
    """What a draft has said: slots (as bits), phrasings and texts are not repeated.

    ``last`` is the last move, ``core`` whether anything was about the pain or its outcome,
    ``objection`` the one objection the draft is about; ``opening`` is the move that shall open the
    draft ("" for any), ``opened`` the one that did.
    """

    slots: int = 0
    keys: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    last: str = ""
    core: bool = False
    objection: int = NO_OBJECTION
    opening: str = ""
    opened: str = ""

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
        return Told(
            keys=self.keys, texts=self.texts, objection=self.objection, opening=self.opening
        )


class Chooser:
    """The candidates of one brief, and the manner of picking among them.

    ``uses`` counts how often each phrasing was said, ``standing`` keeps the lines of a move, within
    a length, that may stand beside any other.
    """

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.candidates = candidates_of(brief)
        self.layout = layout_for(brief.channel)
        self.early = brief.stage.kind in EARLY
        self.uses: Counter[str] = Counter()
        self.standing: dict[tuple[str, int], list[Candidate]] = {}

    def fresh(self, move: str, form: str, told: Told) -> Fresh:
        """Candidates that repeat neither a sentence nor a slot of this draft."""
        fresh = self.candidates.of(move, form).without(told.slots)
        said = told.texts
        if not said.isdisjoint(fresh.sentences):
            fresh = Fresh([each for each in fresh if said.isdisjoint(each.sentences)])
        if told.objection != NO_OBJECTION:
            fresh = Fresh([each for each in fresh if told.allows(each)])
        return fresh

    def pick(self, items: Sequence[Candidate], chance: random.Random) -> Candidate:
        """One of ``items``: of two taken by chance the one said less often in other drafts, and
        the more often in the brand's tone the more ways there are to say it in that tone."""
        toned = [each for each in items if each.toned]
        if toned and chance.random() < IN_TONE * len(toned) / (len(toned) + 1):
            items = toned
        one, other = pick(items, chance), pick(items, chance)
        return other if self.uses[other.phrasing] < self.uses[one.phrasing] else one

    def mixed(self, items: Iterable[Candidate], chance: random.Random) -> list[Candidate]:
        """``items`` by chance, those said less often in other drafts before the others."""
        uses, random_ = self.uses, chance.random
        return sorted(
            items,
            key=lambda each: uses[each.phrasing] + random_() - (IN_TONE if each.toned else 0),
        )

    def say(self, candidate: Candidate, told: Told) -> Candidate:
        """Note that ``candidate`` is said."""
        self.uses[candidate.phrasing] += 1
        told.slots |= candidate.silenced
        told.core = told.core or candidate.core
        told.keys.add(candidate.key)
        told.texts |= candidate.sentences
        told.moves.add(candidate.move)
        told.last = candidate.move
        told.opened = told.opened or candidate.move
        told.keep_to(candidate)
        return candidate


def budgets(part: Part) -> tuple[int, int]:
    """The length that is seen whole, and the length that is accepted, what is appended beside."""
    if part.counting == "sms":
        closing = closing_units(part)
        return (part.truncation or GSM_SINGLE) - closing, (part.hard or UNLIMITED) - closing
    closing = len(part.appended) + 1 if part.appended else 0
    allowed = (part.hard or UNLIMITED) - closing
    seen = part.truncation - closing if part.truncation else allowed
    return min(seen, allowed), allowed


def closing_units(part: Part) -> int:
    """What is appended to each text message, with the blank before it, in units."""
    return count_sms(part.appended).units + 1 if part.appended else 0


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

"""The phrase writer: drafts out of graded phrasings, offline and reproducible.

A framework gives the order of moves, the stage decides which of them may be made, the channel
how much is said. A part is fitted by choosing among phrasings of different lengths: nothing is
ever cut, and nothing ends in an ellipsis.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from messaging.channels import Part, Parts, measure
from messaging.channels.sms import GSM_SINGLE, UCS2_SINGLE
from messaging.writing.brief import Brief
from messaging.writing.candidates import Candidate, Candidates
from messaging.writing.draft import Draft, Trace
from messaging.writing.frameworks import Framework, Layout, PartLayout, frameworks, layout_of

# How much is said where the channel sets no length at all.
UNLIMITED = 900
# Which moves are kept when there is room for few: the lower, the dearer.
WEIGHT = {
    "relief": 0,
    "acknowledge": 0,
    "share": 0,
    "moment": 1,
    "struggle": 1,
    "statement": 1,
    "before": 1,
    "job": 1,
    "want": 1,
    "question": 1,
    "quote": 1,
    "myth": 1,
    "truth": 1,
    "inaction": 1,
    "signs": 1,
    "objection": 1,
    "outcome": 2,
    "after": 2,
    "proof": 2,
    "cost": 3,
    "next": 3,
}
LEAST = 4
# How often a sentence that was written to follow another is preferred where it can.
FOLLOWING = 0.7
Item = TypeVar("Item")
EARLY = ("unaware", "aware")
# Where the headline and a second line come from once the framework's own moves are made.
MORE_LINES = {
    "early": ("statement", "question", "moment", "struggle", "cost", "want", "feeling"),
    "later": ("outcome", "why", "relief", "proof", "statement", "struggle", "criteria", "feeling"),
}
# Moves that can do without the pain, so that another one is better asked to name it.
WEAK_BEARERS = ("acknowledge", "question", "relief", "next", "share")
CORE_MOVES = ("struggle", "outcome", "statement", "moment", "before", "want", "cost")


@dataclass(slots=True)
class _Told:
    """What a draft has said so far."""

    slots: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    last: str = ""
    core: bool = False


class PhraseWriter:
    """Writes drafts for one brief; the same random source gives the same drafts."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.candidates = Candidates(brief)
        self._layout: Layout = layout_of(brief.channel.key)

    def available(self) -> list[Framework]:
        """The frameworks this brief and stage have enough for, in the order of the file."""
        stage = self.brief.stage.kind
        return [
            framework
            for framework in frameworks().values()
            if stage in framework.moves
            and all(self.candidates.slots.values(slot) for slot in framework.needs)
            and self._can_begin(framework.moves[stage])
        ]

    def _can_begin(self, moves: Sequence[str]) -> bool:
        """Whether a move of the framework that is about the pain can be made at all."""
        return any(
            candidate.core
            for move in moves
            for form in ("line", "sentence")
            for candidate in self.candidates.of(move, form)
        )

    def write(self, framework: Framework, chance: random.Random) -> Draft | None:
        """One draft in ``framework``, or None where the channel's own minimum cannot be met."""
        moves = framework.moves[self.brief.stage.kind]
        told = _Told()
        parts: Parts = {}
        trace: list[Trace] = []
        for place in self._layout.parts:
            part = self.brief.channel.part(place.part)
            if place.again:
                told = _Told(keys=told.keys)
            value = self._fill(place, part, moves, told, chance, trace)
            if not value:
                if part.minimum:
                    return None
                continue
            parts[part.key] = value
        return Draft(
            parts=parts,
            framework=framework.key,
            stage=self.brief.stage.kind,
            channel=self.brief.channel.key,
            trace=tuple(trace),
        )

    def _fill(
        self,
        place: PartLayout,
        part: Part,
        moves: Sequence[str],
        told: _Told,
        chance: random.Random,
        trace: list[Trace],
    ) -> str | list[str]:
        if place.role == "path":
            return self._path(part)
        if place.role == "lines":
            chosen = self._lines(place, part, moves, told, chance)
            _trace(trace, part, chosen)
            return [candidate.text for candidate in chosen]
        if place.role == "flows":
            flows = self._flows(place, part, moves, told, chance)
            for flow in flows:
                _trace(trace, part, flow)
            return [_joined(flow) for flow in flows]
        if place.role in ("hook", "line"):
            chosen = self._line(part, self._line_moves(place, moves, told, chance), told, chance)
        elif place.role == "button":
            chosen = self._line(part, ["button"], told, chance)
        else:
            chosen = self._flow(place, part, moves, told, chance)
        if place.role == "letter":
            return self._letter(part, chosen, chance, trace)
        _trace(trace, part, chosen)
        return _joined(chosen)

    # One line

    def _line_moves(
        self, place: PartLayout, moves: Sequence[str], told: _Told, chance: random.Random
    ) -> list[str]:
        """The moves a headline may come from, the dearest first."""
        early = self.brief.stage.kind in EARLY
        more = MORE_LINES["early" if early else "later"]
        own = [move for move in moves if move not in told.moves]
        if place.role == "line":
            return [*_shuffled([*own, *more], chance), "offer", "aside"]
        first, rest = own[:2], own[2:]
        if chance.random() < 0.4:
            first.reverse()
        return [*first, *rest, *more, "offer", "aside"]

    def _line(
        self, part: Part, moves: Iterable[str], told: _Told, chance: random.Random
    ) -> list[Candidate]:
        """One line that is seen whole; where none is, the shortest the platform takes."""
        seen, _ = self._budgets(part)
        longer: list[Candidate] = []
        for move in moves:
            fresh = self._fresh(move, "line", told)
            fitting = [candidate for candidate in fresh if candidate.length <= seen]
            if fitting:
                return [self._say(self._pick(fitting, chance), told)]
            longer += fresh
        allowed = [each for each in longer if not measure(part, each.text).over_hard]
        return [self._say(min(allowed, key=_length), told)] if allowed else []

    # Sentences

    def _flow(
        self,
        place: PartLayout,
        part: Part,
        moves: Sequence[str],
        told: _Told,
        chance: random.Random,
    ) -> list[Candidate]:
        """Sentences in the framework's order, as many as fit; at least one if any is allowed."""
        seen, allowed = self._budgets(part)
        open_moves = [
            move
            for move in moves
            if move not in told.moves and (move != "next" or self._layout.ask)
        ]
        gsm_only = part.counting == "sms"
        for budget, gsm in (
            (seen, gsm_only),
            (min(seen, UCS2_SINGLE) if gsm_only else seen, False),
        ):
            chosen = self._sentences(open_moves, budget, place.sentences, told, chance, gsm)
            if chosen and told.core:
                return chosen
        return self._one_sentence(open_moves, seen, allowed, told, chance) or chosen

    def _one_sentence(
        self, moves: Sequence[str], seen: int, allowed: int, told: _Told, chance: random.Random
    ) -> list[Candidate]:
        """The one sentence there is room for, about the pain if any is, seen whole if any is."""
        every = [
            each
            for move in dict.fromkeys([*moves, *CORE_MOVES, "aside"])
            for each in self._fresh(move, "sentence", told)
            if not each.after and each.length <= allowed
        ]
        core = [each for each in every if each.core]
        if told.core or not core:
            core = every
        fitting = [each for each in core if each.length <= seen]
        if fitting:
            return [self._say(self._pick(fitting, chance), told)]
        return [self._say(min(core, key=_length), told)] if core else []

    def _sentences(
        self,
        moves: Sequence[str],
        budget: int,
        most: int,
        told: _Told,
        chance: random.Random,
        gsm: bool,
    ) -> list[Candidate]:
        def fresh(move: str) -> list[Candidate]:
            found = self._fresh(move, "sentence", told)
            return [each for each in found if each.gsm] if gsm else found

        planned, bearer = _plan(moves, fresh, budget, most, told, chance)
        chosen: list[Candidate] = []
        room = budget
        for index, move in enumerate(planned):
            reserve = sum(shortest + 1 for _, shortest in planned[index + 1 :])
            eligible = [
                each
                for each in fresh(move[0])
                if each.length <= room - reserve and (not each.after or told.last in each.after)
            ]
            if not eligible:
                continue
            # What was written to follow the last sentence follows it best.
            following = [each for each in eligible if each.after]
            if following and chance.random() < FOLLOWING:
                eligible = following
            if move[0] == bearer and not told.core:
                eligible = [each for each in eligible if each.core] or eligible
            said = self._say(self._pick(eligible, chance), told)
            chosen.append(said)
            room -= said.length + 1
        return chosen

    def _letter(
        self, part: Part, chosen: list[Candidate], chance: random.Random, trace: list[Trace]
    ) -> str:
        """Greeting, paragraphs of two sentences or so, sign-off."""
        if not chosen:
            return ""
        greeting = self.candidates.of("greeting", "line")
        signoff = self.candidates.of("signoff", "line")
        paragraphs: list[list[Candidate]] = []
        for candidate in chosen:
            if (
                paragraphs
                and len(paragraphs[-1]) < 2
                and candidate.move not in ("relief", "next", "share")
            ):
                paragraphs[-1].append(candidate)
            else:
                paragraphs.append([candidate])
        opening = [[chance.choice(greeting)]] if greeting else []
        blocks = [*opening, *paragraphs, *([[signoff[0]]] if signoff else [])]
        for block in blocks:
            _trace(trace, part, block)
        return "\n\n".join(_joined(block) for block in blocks)

    # Lists

    def _lines(
        self,
        place: PartLayout,
        part: Part,
        moves: Sequence[str],
        told: _Told,
        chance: random.Random,
    ) -> list[Candidate]:
        """Lines that make sense beside one another in any order, no two alike."""
        seen, _ = self._budgets(part)
        early = self.brief.stage.kind in EARLY
        more = MORE_LINES["early" if early else "later"]
        own = list(dict.fromkeys([*moves, *more]))
        by_move = []
        for move in own:
            lines = [
                each
                for each in self.candidates.of(move, "line")
                if each.length <= seen and not each.text.startswith("And ")
            ]
            if lines:
                by_move.append(_shuffled(lines, chance))
        chosen: list[Candidate] = []
        texts: set[str] = set()
        wanted = min(place.count, part.maximum)
        for turn in range(3):
            for lines in by_move:
                if turn < len(lines) and len(chosen) < wanted - 1:
                    _add(chosen, texts, lines[turn], told)
        for move in ("offer", "aside"):
            for each in _shuffled(self.candidates.of(move, "line"), chance):
                short = len(chosen) < max(part.minimum, 4 if move == "aside" else 0)
                if each.length <= seen and (short or move == "offer") and len(chosen) < wanted:
                    _add(chosen, texts, each, told)
        return chosen

    def _flows(
        self,
        place: PartLayout,
        part: Part,
        moves: Sequence[str],
        told: _Told,
        chance: random.Random,
    ) -> list[list[Candidate]]:
        """Descriptions, each of which stands alone and says something the others do not."""
        seen, _ = self._budgets(part)
        flows: list[list[Candidate]] = []
        own = _Told(keys=told.keys)
        for _ in range(place.count):
            own.last = ""
            open_moves = [
                move
                for move in dict.fromkeys([*moves, *MORE_LINES["later"]])
                if move not in own.moves and move != "next"
            ]
            flow = self._sentences(open_moves, seen, place.sentences, own, chance, False)
            if flow:
                flows.append(flow)
        for each in _shuffled(self.candidates.of("aside", "sentence"), chance):
            if len(flows) < part.minimum and each.length <= seen:
                flows.append([each])
        return flows

    def _path(self, part: Part) -> str:
        """The offer's name as a display path: whole words, joined by hyphens, or nothing."""
        named = self.brief.offer.name or self.brief.brand
        path = ""
        for word in re.findall(r"\w+", re.sub("['’]", "", named.lower())):
            longer = f"{path}-{word}" if path else word
            if measure(part, longer).over_hard:
                break
            path = longer
        return path

    # Choosing

    def _budgets(self, part: Part) -> tuple[int, int]:
        """The length that is seen whole, and the length that is accepted."""
        if part.counting == "sms":
            return part.truncation or GSM_SINGLE, part.hard or UNLIMITED
        allowed = part.hard or UNLIMITED
        return min(part.truncation or allowed, allowed), allowed

    def _fresh(self, move: str, form: str, told: _Told) -> list[Candidate]:
        """Candidates that repeat neither a phrasing nor a slot of this draft."""
        fresh = [
            each
            for each in self.candidates.of(move, form)
            if each.key not in told.keys and told.slots.isdisjoint(each.slots)
        ]
        if self._layout.situation:
            return [each for each in fresh if not each.personal] or fresh
        return fresh

    def _pick(self, candidates: Sequence[Candidate], chance: random.Random) -> Candidate:
        return candidates[int(chance.random() * len(candidates))]

    def _say(self, candidate: Candidate, told: _Told) -> Candidate:
        told.slots |= candidate.silences
        told.core = told.core or candidate.core
        told.keys.add(candidate.key)
        told.moves.add(candidate.move)
        told.last = candidate.move
        return candidate


def _plan(
    moves: Sequence[str],
    fresh: Callable[[str], list[Candidate]],
    budget: int,
    most: int,
    told: _Told,
    chance: random.Random,
) -> tuple[list[tuple[str, int]], str]:
    """Which moves there is room for, with the length of the shortest phrasing of each, and the
    move that has to speak of the pain where nothing has done so yet."""
    shortest: dict[str, int] = {}
    core: list[str] = []
    for move in moves:
        candidates = fresh(move)
        standing = [each for each in candidates if not each.after or told.last in each.after]
        if candidates:
            shortest[move] = min(each.length for each in standing or candidates)
        if any(each.core for each in standing):
            core.append(move)
    ranked = sorted(shortest, key=lambda move: WEIGHT.get(move, LEAST) + chance.random() * 1.5)
    bearer = ""
    if not told.core and core:
        # A draft says something of the pain or of its outcome, whatever else has to go.
        bearer = min(core, key=lambda move: (move in WEAK_BEARERS, ranked.index(move)))
        lengths = [each.length for each in fresh(bearer) if each.core and not each.after]
        shortest[bearer] = min(lengths, default=shortest[bearer])
        ranked = [bearer, *(move for move in ranked if move != bearer)]
    kept: set[str] = set()
    total = -1
    for move in ranked:
        if len(kept) < most and total + shortest[move] + 1 <= budget:
            kept.add(move)
            total += shortest[move] + 1
    return [(move, shortest[move]) for move in moves if move in kept], bearer


def _add(chosen: list[Candidate], texts: set[str], candidate: Candidate, told: _Told) -> None:
    text = candidate.text.casefold().rstrip(".?!")
    if text not in texts:
        texts.add(text)
        chosen.append(candidate)
        told.keys.add(candidate.key)


def _joined(candidates: Sequence[Candidate]) -> str:
    return " ".join(candidate.text for candidate in candidates)


def _length(candidate: Candidate) -> int:
    return candidate.length


def _shuffled(items: Iterable[Item], chance: random.Random) -> list[Item]:
    shuffled = list(items)
    chance.shuffle(shuffled)
    return shuffled


def _trace(trace: list[Trace], part: Part, candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        for said in candidate.said:
            trace.extend(Trace(part.key, said.text, source) for source in said.sources)

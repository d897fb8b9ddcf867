"""The phrase writer: drafts out of graded phrasings, offline and reproducible.

A framework gives the order of moves, the stage decides which of them may be made, the channel
how much is said. A part is fitted by choosing among phrasings of different lengths: nothing is
ever cut, and nothing ends in an ellipsis.
"""

import random
import re
from collections.abc import Iterable, Sequence

from messaging.channels import Part, Parts, measure
from messaging.writing.able import is_written
from messaging.writing.brief import Brief
from messaging.writing.candidate import Candidate
from messaging.writing.choosing import Chooser, Told, budgets, shortest, shuffled
from messaging.writing.draft import Draft, Trace
from messaging.writing.flow import flow
from messaging.writing.frameworks import Framework, PartLayout, frameworks
from messaging.writing.lists import MORE_LINES, flows, lines

# How often the headline comes from a framework's second move rather than its first.
SECOND_MOVE = 0.4
# Moves that own what went wrong, or ask what it was.
OWNING = ("acknowledge", "apology", "ask")
ROOM_TO_OWN = 3
# In a letter, these begin a paragraph of their own.
NEW_PARAGRAPH = ("relief", "next", "share", "mend", "review", "door")


class PhraseWriter:
    """Writes drafts for one brief; the same random source gives the same drafts."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.chooser = Chooser(brief)
        self.candidates = self.chooser.candidates
        # What went wrong is owned before anything else is said, where there is room for both.
        first = self.chooser.layout.parts[0]
        roomy = first.role != "flow" or first.sentences >= ROOM_TO_OWN
        self.owning = brief.stage.kind in ("at_risk", "left") and roomy

    def available(self) -> list[Framework]:
        """The frameworks this brief and stage have enough for, in the order of the file."""
        stage = self.brief.stage.kind
        return [
            framework
            for framework in frameworks().values()
            if stage in framework.moves
            and is_written(framework, self.brief)
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

    def write(
        self,
        framework: Framework,
        chance: random.Random,
        *,
        opening: str = "",
        said: frozenset[str] = frozenset(),
    ) -> Draft | None:
        """One draft in ``framework``, or None where the channel's own minimum cannot be met.

        ``opening`` is the move to begin with if it can, ``said`` the sentences not to say (as
        ``candidates.bare`` has them).
        """
        moves = framework.moves[self.brief.stage.kind]
        if opening:
            moves = (opening, *(move for move in moves if move != opening))
        if self.owning and not opening:
            opening = next((move for move in moves if move in OWNING), "")
        told = Told(texts=set(said), opening=opening)
        opened = ""
        parts: Parts = {}
        trace: list[Trace] = []
        for place in self.chooser.layout.parts:
            part = self.brief.channel.part(place.part)
            told = told.anew() if place.again else told
            value = self._fill(place, part, moves, told, chance, trace)
            opened = opened or told.opened
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
            opening=opened,
        )

    def _fill(
        self,
        place: PartLayout,
        part: Part,
        moves: Sequence[str],
        told: Told,
        chance: random.Random,
        trace: list[Trace],
    ) -> str | list[str]:
        if place.role == "path":
            return self._path(part)
        if place.role == "lines":
            chosen = lines(self.chooser, place, part, moves, told, chance)
            _trace(trace, part, chosen)
            return [candidate.text for candidate in chosen]
        if place.role == "flows":
            found = flows(self.chooser, place, part, moves, told, chance)
            for each in found:
                _trace(trace, part, each)
            return [_joined(each) for each in found]
        if place.role in ("hook", "line"):
            chosen = self._line(part, self._line_moves(place, moves, told, chance), told, chance)
        elif place.role == "button":
            chosen = self._line(part, ["button"], told, chance)
        else:
            asked = [move for move in moves if move != "next" or self.chooser.layout.ask]
            chosen = flow(self.chooser, part, asked, place.sentences, told, chance)
        if place.role == "letter":
            return self._letter(part, chosen, chance, trace)
        _trace(trace, part, chosen)
        return [text] if (text := _joined(chosen)) and part.is_list else text

    def _line_moves(
        self, place: PartLayout, moves: Sequence[str], told: Told, chance: random.Random
    ) -> list[str]:
        """The moves a line may come from, the dearest first."""
        more = MORE_LINES[self.chooser.early]
        own = [move for move in moves if move not in told.moves]
        if place.role == "line":
            mixed = shuffled(dict.fromkeys([*own, *more]), chance)
            return [*mixed, "offer", "aside"]
        first, rest = own[:2], own[2:]
        if chance.random() < SECOND_MOVE and not (told.opening or self.owning):
            first.reverse()
        others = shuffled(dict.fromkeys([*rest, *more]), chance)
        return [*first, *others, *shuffled(("aside", "aside", "offer"), chance)]

    def _line(
        self, part: Part, moves: Iterable[str], told: Told, chance: random.Random
    ) -> list[Candidate]:
        """One line that is seen whole; where none is, the shortest the platform takes."""
        seen, _ = budgets(part)
        longer: list[Candidate] = []
        for move in moves:
            fresh = self.chooser.fresh(move, "line", told)
            fitting = [candidate for candidate in fresh if candidate.length <= seen]
            if fitting:
                return [self.chooser.say(self.chooser.pick(fitting, chance), told)]
            longer += fresh
        allowed = [each for each in longer if not measure(part, each.text).over_hard]
        return [self.chooser.say(shortest(allowed), told)] if allowed else []

    def _letter(
        self, part: Part, chosen: list[Candidate], chance: random.Random, trace: list[Trace]
    ) -> str:
        """Greeting, paragraphs of two sentences or so, sign-off."""
        if not chosen:
            return ""
        paragraphs: list[list[Candidate]] = []
        for candidate in chosen:
            if not paragraphs or len(paragraphs[-1]) > 1 or candidate.move in NEW_PARAGRAPH:
                paragraphs.append([])
            paragraphs[-1].append(candidate)
        greetings = self.candidates.of("greeting", "line")
        opening = [[self.chooser.pick(greetings, chance)]] if greetings else []
        signoff = self.candidates.of("signoff", "line")[:1]
        blocks = [*opening, *paragraphs, *([list(signoff)] if signoff else [])]
        for block in blocks:
            _trace(trace, part, block)
        return "\n\n".join(_joined(block) for block in blocks)

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


def _joined(candidates: Sequence[Candidate]) -> str:
    return " ".join(candidate.text for candidate in candidates)


def _trace(trace: list[Trace], part: Part, candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        for said in candidate.said:
            trace.extend(Trace(part.key, said.text, source) for source in said.sources)

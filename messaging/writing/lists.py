"""Parts that hold a list of texts, each of which may stand beside any other."""

import random
from collections.abc import Sequence

from messaging.channels import Part
from messaging.writing.candidates import LISTS, Candidate, bare
from messaging.writing.choosing import Chooser, Told, budgets, shuffled
from messaging.writing.flow import sentences
from messaging.writing.frameworks import PartLayout

# Where a line comes from once the framework's own moves are made.
MORE_LINES = {
    True: ("statement", "question", "moment", "struggle", "cost", "want", "feeling"),
    False: (
        "outcome",
        "why",
        "relief",
        "proof",
        "statement",
        "struggle",
        "criteria",
        "workaround",
        "feeling",
    ),
}
"""By whether the stage is an early one."""

# Moves about the problem: they come before what answers it.
OPENING = ("statement", "question", "moment", "struggle", "cost", "want", "workaround")
# How many lines of one move a list may hold, and how many lines without a slot fill it up.
SAME_MOVE = 3
# How many of them may say the same slot: one, but more of those that have several values.
SAME_SLOT = 1
SAME_LIST = 2
ENOUGH = 6


def lines(
    chooser: Chooser,
    place: PartLayout,
    part: Part,
    moves: Sequence[str],
    told: Told,
    chance: random.Random,
) -> list[Candidate]:
    """Lines that make sense in any order, no two alike, the offer's name among them."""
    seen, _ = budgets(part)
    by_move = []
    for move in dict.fromkeys([*moves, *MORE_LINES[chooser.early]]):
        found = [each for each in chooser.candidates.of(move, "line") if _stands(each, seen)]
        if found:
            by_move.append(shuffled(found, chance))
    wanted = min(place.count, part.maximum)
    named = 1 if wanted > ENOUGH else 0
    chosen: list[Candidate] = []
    for found in by_move:
        mixed: dict[str, Candidate] = {}
        for each in found:
            mixed.setdefault(each.phrasing, each)
        found[:] = mixed.values()
    for turn in range(SAME_MOVE):
        for found in by_move:
            if turn < len(found) and len(chosen) < wanted - named:
                _add(chosen, found[turn], told)
    for move in ("offer", "feature") if named else ():
        for each in shuffled(chooser.candidates.of(move, "line"), chance):
            if _stands(each, seen) and len(chosen) < wanted:
                _add(chosen, each, told)
    for each in shuffled(chooser.candidates.of("aside", "line"), chance):
        if _stands(each, seen) and len(chosen) < max(part.minimum, min(ENOUGH, wanted)):
            _add(chosen, each, told)
    return chosen


def flows(
    chooser: Chooser,
    place: PartLayout,
    part: Part,
    moves: Sequence[str],
    told: Told,
    chance: random.Random,
) -> list[list[Candidate]]:
    """Descriptions, each of which stands alone and says something the others do not."""
    seen, _ = budgets(part)
    found: list[list[Candidate]] = []
    own = told.anew()
    for _ in range(min(place.count, part.maximum)):
        own.last = ""
        more = MORE_LINES[chooser.early]
        opening = [move for move in more if move in OPENING and move not in moves]
        still = [
            move
            for move in dict.fromkeys([*opening, *moves, *more])
            if move not in own.moves and move != "next"
        ]
        flow = sentences(chooser, still, seen, place.sentences, own, chance)
        if flow:
            found.append(flow)
    for each in shuffled(chooser.candidates.of("aside", "sentence"), chance):
        if len(found) < part.minimum and each.length <= seen:
            found.append([each])
    return found


def _stands(candidate: Candidate, seen: int) -> bool:
    """Whether the line is seen whole and leans on no other."""
    return candidate.length <= seen and not candidate.text.startswith("And ")


def _add(chosen: list[Candidate], candidate: Candidate, told: Told) -> None:
    """Add ``candidate`` unless the list has its wording, its text or enough of its slot."""
    text = bare(candidate.text)
    if text in told.texts or not told.allows(candidate):
        return
    for each in chosen:
        if each.phrasing == candidate.phrasing or bare(each.text) == text:
            return
    for slot in candidate.slots:
        most = SAME_LIST if slot in LISTS else SAME_SLOT
        if sum(slot in each.slots for each in chosen) >= most:
            return
    chosen.append(candidate)
    told.keys.add(candidate.key)
    told.texts |= candidate.sentences
    told.keep_to(candidate)

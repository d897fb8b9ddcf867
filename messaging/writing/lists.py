"""Parts that hold a list of texts, each of which may stand beside any other."""

import itertools
import random
import re
from collections.abc import Sequence
from functools import lru_cache

from messaging.channels import Part
from messaging.writing.candidate import Candidate
from messaging.writing.candidates import LISTS, bare
from messaging.writing.choosing import Chooser, Told, budgets
from messaging.writing.flow import sentences
from messaging.writing.frameworks import PartLayout
from messaging.writing.stems import stems

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

# A list speaks of each of these subjects in turn, so that whatever is shown together makes sense.
# The last move of each holds lines without a slot, for what the others leave empty.
PROBLEM = (
    *("statement", "struggle", "moment", "cost", "feeling", "question", "workaround", "before"),
    "aside_problem",
)
OUTCOME = ("outcome", "want", "why", "after", "aside_outcome")
OFFER = ("relief", "feature", "offer", "aside_offer")
PROOF = ("proof", "criteria", "quote", "aside_proof")
STEP = ("aside",)
FILLERS = frozenset(["aside_problem", "aside_outcome", "aside_offer", "aside_proof", "aside"])
# How many lines without a slot of the pain a list may hold: many of them say little.
FILLED = 7
# How many moves a description is chosen from: more cost time and change little.
CONSIDERED = 6
# How many of them may say the same slot: one, but more of those that have several values.
SAME_SLOT = 1
SAME_LIST = 2
# From so many content words in common two lines say the same.
CLOSE = 2
# The name of the offer may stand in so many lines of a list.
NAMED = 3
# What leans on a line before it, or asks for one after it.
LEANS = re.compile(
    r"(?:And|So|But|It|That|This|Which|Then|Or|Instead,|Because|First|Not|Before|After)\b"
)


def lines(
    chooser: Chooser,
    place: PartLayout,
    part: Part,
    moves: Sequence[str],
    told: Told,
    chance: random.Random,
) -> list[Candidate]:
    """Lines that make sense in any order, no two alike: of the problem, of what is wanted, of
    the offer, of what backs it and of what to do, the framework's first subject first."""
    seen, _ = budgets(part)
    wanted = min(place.count, part.maximum)
    queues = [
        _queue(chooser, _in_order(subject, moves, chance), seen, chance)
        for subject in _subjects(moves, early=chooser.early)
    ]
    chosen: list[Candidate] = []
    while queues and len(chosen) < wanted:
        for queue in queues:
            while queue and not _add(chooser, chosen, queue.pop(0), told):
                pass
            if len(chosen) >= wanted:
                break
        queues = [queue for queue in queues if queue]
    return chosen


def _subjects(moves: Sequence[str], *, early: bool) -> list[tuple[str, ...]]:
    """The subjects of a list, that of the framework's first move first."""
    every = [PROBLEM, OUTCOME, STEP] if early else [PROBLEM, OUTCOME, OFFER, PROOF, STEP]
    known = {move for subject in every for move in subject}
    every[-1] = (*(move for move in moves if move not in known), *STEP)
    every.sort(key=lambda subject: moves[0] not in subject)
    return every


def _in_order(subject: Sequence[str], moves: Sequence[str], chance: random.Random) -> list[str]:
    """The moves of a subject: the framework's own, others by chance, the one without slots last."""
    others = [move for move in subject[:-1] if move not in moves]
    chance.shuffle(others)
    return [*(move for move in moves if move in subject), *others, subject[-1]]


def _queue(
    chooser: Chooser, moves: Sequence[str], seen: int, chance: random.Random
) -> list[Candidate]:
    """A line of each move in turn, a wording once; the lines of the last move after all others."""
    by_move: list[list[Candidate]] = []
    for move in moves:
        key = (move, seen)
        if key not in chooser.standing:
            lines_of = chooser.candidates.of(move, "line")
            chooser.standing[key] = [each for each in lines_of if _stands(each, seen)]
        by_move.append(chooser.mixed(chooser.standing[key], chance))
    *own, last = by_move
    turns = itertools.chain.from_iterable(itertools.zip_longest(*own))
    return [*(each for each in turns if each is not None), *last]


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
    wanted = min(place.count, part.maximum)
    for _ in range(wanted):
        own.last = ""
        more = MORE_LINES[chooser.early]
        opening = [move for move in more if move in OPENING and move not in moves]
        still = [
            move
            for move in dict.fromkeys([*opening, *moves, *more])
            if move not in own.moves and move != "next"
        ]
        if len(still) > CONSIDERED:
            kept = set(chance.sample(still, CONSIDERED))
            still = [move for move in still if move in kept]
        flow = sentences(chooser, still, seen, place.sentences, own, chance)
        if flow:
            found.append(flow)
    for each in chooser.mixed(chooser.candidates.of("aside", "sentence"), chance):
        if len(found) < max(part.minimum, wanted - 1) and each.length <= seen:
            found.append([chooser.say(each, own)])
    return found


def _stands(candidate: Candidate, seen: int) -> bool:
    """Whether the line is seen whole and leans on no other."""
    return candidate.length <= seen and not LEANS.match(candidate.text)


def _add(chooser: Chooser, chosen: list[Candidate], candidate: Candidate, told: Told) -> bool:
    """Add ``candidate`` unless the list has its wording, its text or enough of its slot."""
    text = bare(candidate.text)
    if text in told.texts or not told.allows(candidate):
        return False
    said = _words(candidate.text)
    name = _words(chooser.candidates.named)
    if name & said and sum(not name.isdisjoint(_words(each.text)) for each in chosen) >= NAMED:
        return False
    if candidate.move in FILLERS and sum(each.move in FILLERS for each in chosen) >= FILLED:
        return False
    for each in chosen:
        if each.phrasing == candidate.phrasing or bare(each.text) == text:
            return False
        if len((said & _words(each.text)) - name) >= CLOSE:
            return False
    for slot in candidate.slots:
        most = SAME_LIST if slot in LISTS else SAME_SLOT
        if sum(slot in each.slots for each in chosen) >= most:
            return False
    chosen.append(candidate)
    chooser.uses[candidate.phrasing] += 1
    told.opened = told.opened or candidate.move
    told.keys.add(candidate.key)
    told.texts |= candidate.sentences
    told.keep_to(candidate)
    return True


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return stems(text)

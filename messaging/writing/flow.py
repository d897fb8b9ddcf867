"""Sentences in a framework's order, as many as the part has room for."""

import random
from collections.abc import Callable, Sequence

from messaging.channels import Part
from messaging.channels.sms import UCS2_SINGLE
from messaging.writing.candidate import Candidate
from messaging.writing.choosing import Chooser, Told, budgets, closing_units, pick, shortest
from messaging.writing.fresh import Fresh

# Which moves are kept when there is room for few: the lower, the dearer.
WEIGHT = {
    "relief": 0,
    "acknowledge": 0,
    "share": 0,
    "apology": 0,
    "ask": 0,
    "review": 0,
    "welcome": 1,
    "renewal": 1,
    "friend": 1,
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
    "mend": 2,
    "thanks": 2,
    "door": 3,
    "cost": 3,
    "next": 3,
}
LEAST = 4
# The weight of the move a draft is asked to open with.
FIRST = -2
# How far chance may move a weight, so that drafts of one framework keep different moves.
JITTER = 1.5
# How often a sentence that was written to follow another is preferred where it can.
FOLLOWING = 0.7
# Moves that can do without the pain, so that another one is better asked to name it.
WEAK_BEARERS = ("acknowledge", "question", "relief", "next", "share")
# Where there is room for so many sentences, one alone looks lost: these moves join it.
PARAGRAPH = 4
MORE_MOVES = ("cost", "outcome", "why")
CORE_MOVES = ("struggle", "outcome", "statement", "moment", "before", "want", "cost")


def flow(
    chooser: Chooser,
    part: Part,
    moves: Sequence[str],
    most: int,
    told: Told,
    chance: random.Random,
) -> list[Candidate]:
    """At most ``most`` sentences that fit ``part``; at least one if any is allowed there."""
    seen, allowed = budgets(part)
    # A doubt with nothing after it is left unanswered.
    still = [move for move in moves if move not in told.moves and (most > 1 or move != "objection")]
    if not told.core and not _bears(chooser, still, told, seen):
        still = _with_bearer(chooser, still, told, seen, chance)
    chosen = sentences(chooser, still, seen, most, told, chance, gsm=part.counting == "sms")
    if part.counting == "sms" and not (chosen and told.core):
        # Letters beyond GSM-7 leave room for fewer: try again within one UCS-2 message.
        seen = UCS2_SINGLE - closing_units(part)
        chosen = sentences(chooser, still, seen, most, told, chance)
    if len(chosen) == 1 and most >= PARAGRAPH:
        room = seen - chosen[0].length - 1
        chosen += sentences(chooser, [*MORE_MOVES], room, 2, told, chance)
    if chosen and told.core:
        return chosen
    return _one_sentence(chooser, still, seen, allowed, told, chance) or chosen


def _bears(chooser: Chooser, moves: Sequence[str], told: Told, seen: int) -> bool:
    """Whether one of ``moves`` can speak of the pain or its outcome within ``seen``."""
    lengths = (chooser.fresh(move, "sentence", told).bearing for move in moves)
    return any(length is not None and length <= seen for length in lengths)


def _with_bearer(
    chooser: Chooser, moves: list[str], told: Told, seen: int, chance: random.Random
) -> list[str]:
    """``moves`` with one more that is about the pain, after an acknowledgement if there is one."""
    able = [move for move in CORE_MOVES if _bears(chooser, [move], told, seen)]
    if not able:
        return moves
    start = moves.index("acknowledge") + 1 if "acknowledge" in moves else 0
    return [*moves[:start], pick(able, chance), *moves[start:]]


def sentences(
    chooser: Chooser,
    moves: Sequence[str],
    budget: int,
    most: int,
    told: Told,
    chance: random.Random,
    *,
    gsm: bool = False,
) -> list[Candidate]:
    """At most ``most`` sentences within ``budget``, in the order of ``moves``."""

    def fresh(move: str) -> Fresh:
        found = chooser.fresh(move, "sentence", told)
        return found.gsm if gsm else found

    planned, bearer = _plan(moves, fresh, budget, most, told, chance)
    reserve = sum(length + 1 for _, length in planned)
    room = budget
    chosen: list[Candidate] = []
    for move, length in planned:
        reserve -= length + 1
        eligible = [
            each
            for each in fresh(move)
            if each.length <= room - reserve and (not each.after or told.last in each.after)
        ]
        if not eligible:
            continue
        # What was written to follow the last sentence follows it best.
        following = [each for each in eligible if each.after]
        if following and chance.random() < FOLLOWING:
            eligible = following
        if move == bearer and not told.core:
            eligible = [each for each in eligible if each.core] or eligible
        said = chooser.say(chooser.pick(eligible, chance), told)
        chosen.append(said)
        room -= said.length + 1
    return chosen


def _plan(
    moves: Sequence[str],
    fresh: Callable[[str], Fresh],
    budget: int,
    most: int,
    told: Told,
    chance: random.Random,
) -> tuple[list[tuple[str, int]], str]:
    """Which moves there is room for, with the length of the shortest phrasing of each, and the
    move that has to speak of the pain where nothing has done so yet."""
    lengths: dict[str, int] = {}
    core: list[str] = []
    able: dict[str, Fresh] = {}
    for move in moves:
        candidates = able[move] = fresh(move)
        if not candidates:
            continue
        lengths[move], bears = candidates.standing(told.last)
        if bears and not told.core:
            core.append(move)
    first = "" if told.opened else told.opening
    ranked = sorted(
        lengths,
        key=lambda move: (
            (FIRST if move == first else WEIGHT.get(move, LEAST)) + chance.random() * JITTER
        ),
    )
    bearer = ""
    if core:
        # A draft says something of the pain or of its outcome, whatever else has to go.
        bearer = min(core, key=lambda move: (move in WEAK_BEARERS, ranked.index(move)))
        bearing = able[bearer].bearing
        lengths[bearer] = lengths[bearer] if bearing is None else bearing
        ranked = [bearer, *(move for move in ranked if move != bearer)]
    kept: set[str] = set()
    total = -1
    for move in ranked:
        if len(kept) < most and total + lengths[move] + 1 <= budget:
            kept.add(move)
            total += lengths[move] + 1
    return [(move, lengths[move]) for move in moves if move in kept], bearer


def _one_sentence(
    chooser: Chooser,
    moves: Sequence[str],
    seen: int,
    allowed: int,
    told: Told,
    chance: random.Random,
) -> list[Candidate]:
    """The one sentence there is room for, about the pain if any is, seen whole if any is."""
    every = [
        each
        for move in dict.fromkeys([*moves, *CORE_MOVES, "aside"])
        for each in chooser.fresh(move, "sentence", told)
        if not each.after and each.length <= allowed
    ]
    core = [each for each in every if each.core]
    if told.core or not core:
        core = every
    if not core:
        return []
    fitting = [each for each in core if each.length <= seen]
    return [chooser.say(chooser.pick(fitting, chance) if fitting else shortest(core), told)]

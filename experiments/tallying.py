"""From the lines that the database counted to the cells of daily counts. Pure.

Sums are made here and not in SQL, for one reason: ``fsum`` rounds once, so that the order in which
events came, or the database that holds them, changes no digit.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from experiments.recount_sql import (
    BEFORE,
    CONVERTED,
    CROSSED,
    DONE,
    PARTICIPANT,
    VALUE,
    CountRow,
)

Cell = tuple[int, int, int | None, date]
"""Phase, arm and goal (None: participants) by id, and the local day."""

Participant = tuple[int, int, int, str]
"""Phase, arm and goal by id, and the visitor."""


@dataclass(slots=True)
class Numbers:
    """What a row of DailyCount holds; meanings stand there."""

    n: int = 0
    x: int = 0
    sum: float = 0.0
    sumsq: float = 0.0
    before: float = 0.0
    beforesq: float = 0.0
    cross: float = 0.0

    def is_nothing(self) -> bool:
        """A value beyond its cap may add nothing on a later day."""
        return self == Numbers()


@dataclass
class Tally:
    """What a recount found: cells for DailyCount, and how many visitors each phase left out."""

    cells: dict[Cell, Numbers] = field(default_factory=dict)
    crossed: dict[int, int] = field(default_factory=dict)

    def cell(self, key: Cell) -> Numbers:
        return self.cells.setdefault(key, Numbers())


def tally_of(rows: Iterable[CountRow], caps: Mapping[int, float | None]) -> Tally:
    """The cells of all lines. ``caps`` winsorises what a participant was worth, by goal: before
    and after alike. That of a goal which is done or not is 1."""
    tally = Tally()
    values: dict[Participant, list[tuple[date, float]]] = defaultdict(list)
    before: dict[Participant, list[tuple[date, float]]] = defaultdict(list)
    done: dict[Participant, date] = {}
    for row in rows:
        who = (row.phase, row.arm, row.goal, row.visitor)
        if row.kind == CROSSED:
            tally.crossed[row.phase] = row.number
        elif row.kind == PARTICIPANT:
            tally.cell((row.phase, row.arm, None, row.day)).n = row.number
        elif row.kind == CONVERTED:
            tally.cell((row.phase, row.arm, row.goal, row.day)).x = row.number
        elif row.kind == DONE:
            done[who] = row.day
        elif row.kind == VALUE:
            values[who].append((row.day, row.amount))
        elif row.kind == BEFORE:
            before[who].append((row.day, row.amount))
    worth = _worth_before(tally, before, caps)
    _add_values(tally, values, caps, worth)
    _add_done(tally, done, worth)
    return tally


def _capped(amounts: Sequence[float], cap: float | None) -> float:
    total = math.fsum(amounts)
    return total if cap is None else min(total, cap)


def _worth_before(
    tally: Tally,
    before: Mapping[Participant, Sequence[tuple[date, float]]],
    caps: Mapping[int, float | None],
) -> dict[Participant, float]:
    """What participants were worth before they came, for those who were worth anything; counted
    on the day they came."""
    worth: dict[Participant, float] = {}
    by_cell: dict[Cell, list[float]] = defaultdict(list)
    for who, told in before.items():
        phase, arm, goal, _ = who
        worth[who] = _capped([amount for _, amount in told], caps[goal])
        by_cell[(phase, arm, goal, told[0][0])].append(worth[who])
    for key, amounts in by_cell.items():
        found = tally.cell(key)
        found.before = math.fsum(amounts)
        found.beforesq = math.fsum(amount * amount for amount in amounts)
    return worth


def _add_values(
    tally: Tally,
    values: Mapping[Participant, Sequence[tuple[date, float]]],
    caps: Mapping[int, float | None],
    worth: Mapping[Participant, float],
) -> None:
    """Sums per participant as increments of each day, winsorised at the goal's cap.

    The squared sum grows by what a day adds to the square of the participant's total, the products
    by what it adds times what the participant was worth before, so that days add up.
    """
    sums: dict[Cell, tuple[list[float], list[float], list[float]]] = {}
    for who, events in values.items():
        phase, arm, goal, _ = who
        then = worth.get(who, 0.0)
        by_day: dict[date, list[float]] = defaultdict(list)
        for day, amount in events:
            by_day[day].append(amount)
        so_far: list[float] = []
        last = 0.0
        for place, day in enumerate(sorted(by_day)):
            so_far += by_day[day]
            total = _capped(so_far, caps[goal])
            key: Cell = (phase, arm, goal, day)
            added, squares, products = sums.setdefault(key, ([], [], []))
            added += (total, -last)
            squares += (total * total, -last * last)
            products += (total * then, -last * then)
            last = total
            if place == 0:
                tally.cell(key).x += 1
    for key, (added, squares, products) in sums.items():
        found = tally.cell(key)
        found.sum, found.sumsq = math.fsum(added), math.fsum(squares)
        found.cross = math.fsum(products)


def _add_done(
    tally: Tally, done: Mapping[Participant, date], worth: Mapping[Participant, float]
) -> None:
    """Participants who did it, one by one: 1 times what they were worth before."""
    products: dict[Cell, list[float]] = defaultdict(list)
    for who, day in done.items():
        phase, arm, goal, _ = who
        key: Cell = (phase, arm, goal, day)
        tally.cell(key).x += 1
        products[key].append(worth.get(who, 0.0))
    for key, each in products.items():
        tally.cell(key).cross = math.fsum(each)

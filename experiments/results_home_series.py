"""From what several reports say of one text to counts by day that add up once. [pure]

A report either counts days, or everything up to the day it was taken. A newer report of everything
replaces an older one; a day that is told again is replaced. Whatever the order in which reports
come, the counts up to the day of the newest total are that total.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Of = TypeVar("Of", bound=Hashable)
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told(Generic[Of]):
    """One row of a report about ``of``. ``order`` says which of two reports was counted later;
    ``day`` is None where everything up to ``taken_on`` is counted."""

    of: Of
    report: int
    taken_on: date
    order: int
    day: date | None
    n: int
    x: int


def counts_by_day(
    told: "Iterable[Told[Of]]", earlier: Mapping[Of, Pair] | None = None
) -> dict[tuple[Of, date], Pair]:
    """Counts of each thing by day. ``earlier`` was counted before the days that are asked about
    (in another phase), and is taken off totals, which hold it."""
    reports: dict[tuple[date, int, int], dict[tuple[Of, date | None], list[int]]] = {}
    for row in told:
        cells = reports.setdefault((row.taken_on, row.order, row.report), {})
        cell = cells.setdefault((row.of, row.day), [0, 0])
        cell[0] += row.n
        cell[1] += row.x
    days: dict[Of, dict[date, Pair]] = defaultdict(dict)
    totals: dict[Of, dict[date, Pair]] = defaultdict(dict)
    for (taken_on, _, _), cells in sorted(reports.items(), key=lambda item: item[0]):
        for (of, day), (n, x) in cells.items():
            if day is not None:
                days[of][day] = (n, x)
            else:
                before = (earlier or {}).get(of, (0, 0))
                totals[of][taken_on] = (max(0, n - before[0]), max(0, x - before[1]))
    found: dict[tuple[Of, date], Pair] = {}
    for of in {**days, **totals}:
        for day, pair in _joined(days[of], _growing(totals[of])).items():
            found[of, day] = pair
    return found


def _growing(totals: Mapping[date, Pair]) -> list[tuple[date, Pair]]:
    """Totals by day, without those that a later one falls below: platforms take clicks back."""
    kept: list[tuple[date, Pair]] = []
    for day, (n, x) in sorted(totals.items(), reverse=True):
        if not kept or (n <= kept[-1][1][0] and x <= kept[-1][1][1]):
            kept.append((day, (n, x)))
    return kept[::-1]


def _joined(days: Mapping[date, Pair], totals: list[tuple[date, Pair]]) -> dict[date, Pair]:
    """Days as they were told, and on the day of each total what they leave of it."""
    cells = dict(days)
    for taken_on, (n, x) in totals:
        inside = [day for day in cells if day <= taken_on]
        known_n = sum(cells[day][0] for day in inside)
        known_x = sum(cells[day][1] for day in inside)
        if known_n > n or known_x > x:
            for day in inside:
                del cells[day]
            known_n = known_x = 0
        there = cells.get(taken_on, (0, 0))
        cells[taken_on] = (there[0] + n - known_n, there[1] + x - known_x)
    return cells

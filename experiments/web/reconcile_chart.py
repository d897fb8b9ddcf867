"""Visitors a day by two ways of counting, as two lines: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 28
LEAST_DAYS = 2
TICKS = 4
MOST_LABELS = 6


@dataclass(frozen=True, slots=True)
class ReconcileChart:
    """``lines`` are (series, points of a polyline); ``dots`` stand where a day differs."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[tuple[str, str], ...]
    dots: tuple[tuple[float, float, str], ...]
    levels: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]


def reconcile_chart(days: Sequence[Mapping[str, Any]]) -> ReconcileChart | None:
    """The chart of the days of a comparison; None where fewer than two days tell anything."""
    if len(days) < LEAST_DAYS:
        return None
    counts = [
        side["visitors"]
        for day in days
        for side in (day["ours"], day["theirs"])
        if side is not None
    ]
    highest = float(max([*counts, 1]))

    def x(number: int) -> float:
        return round(LEFT + number * (WIDTH - LEFT - RIGHT) / (len(days) - 1), 1)

    def y(count: float) -> float:
        return round(TOP + (1 - count / highest) * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for series, side in (("series-1", "ours"), ("series-2", "theirs")):
        points = [
            f"{x(number)},{y(day[side]['visitors'])}"
            for number, day in enumerate(days)
            if day[side] is not None
        ]
        lines.append((series, " ".join(points)))
    step = max(1, -(-len(days) // MOST_LABELS))
    return ReconcileChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        lines=tuple(lines),
        dots=tuple(
            (x(number), y(day["theirs"]["visitors"]), str(day["day"]))
            for number, day in enumerate(days)
            if day["differs"]
        ),
        levels=tuple(
            (y(highest * tick / TICKS), f"{highest * tick / TICKS:,.0f}")
            for tick in range(TICKS + 1)
        ),
        days=tuple(
            (x(number), str(day["day"])[5:])
            for number, day in enumerate(days)
            if number % step == 0
        ),
    )

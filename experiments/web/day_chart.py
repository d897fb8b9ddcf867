"""The geometry of new visitors a day, one bar for each day, the arms on top of each other: pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

WIDTH, HEIGHT = 720, 160
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 8, 28
MOST_DAYS = 120
"""Older days are left out: bars narrower than a few units cannot be told apart."""
WIDEST_BAR, GAP = 48.0, 2.0
DATES = 5


class Day(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def arm(self) -> str: ...
    @property
    def n(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Bar:
    """One arm on one day. ``series`` is the arm's number from 1, which is its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class DayChart:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    most: int
    bars: tuple[Bar, ...]
    dates: tuple[tuple[float, str], ...]


def day_chart(days: Sequence[Day], arms: Sequence[str]) -> DayChart | None:
    """The newest days, those without visitors included; None with fewer than two to compare."""
    counts: dict[date, dict[str, int]] = defaultdict(dict)
    for count in days:
        counts[count.day][count.arm] = count.n
    if len(counts) < 2:
        return None
    last = max(counts)
    first = max(min(counts), last - timedelta(days=MOST_DAYS - 1))
    shown = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    most = max(sum(counts[day].values()) for day in shown) or 1
    step = (WIDTH - LEFT - RIGHT) / len(shown)
    width = min(WIDEST_BAR, max(step - GAP, step / 2))
    scale = (HEIGHT - TOP - BOTTOM) / most
    bars = []
    for number, day in enumerate(shown):
        y = float(HEIGHT - BOTTOM)
        for series, arm in enumerate(arms, start=1):
            height = counts[day].get(arm, 0) * scale
            y -= height
            if height:
                x = LEFT + step * number + (step - width) / 2
                bars.append(
                    Bar(round(x, 2), round(y, 2), round(width, 2), round(height, 2), series)
                )
    return DayChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        most=most,
        bars=tuple(bars),
        dates=tuple(
            (round(LEFT + step * (number + 0.5), 1), f"{shown[number]:%-d %b}")
            for number in _spread(len(shown))
        ),
    )


def _spread(many: int) -> list[int]:
    """Up to five numbers from 0 to ``many`` - 1, evenly apart."""
    steps = min(DATES, many)
    return sorted({round((many - 1) * step / (steps - 1)) for step in range(steps)})

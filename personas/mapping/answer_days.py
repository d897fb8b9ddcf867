"""How many answers came on which day, as bars of a drawing.  [pure]"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 720, 150
LEFT, RIGHT, TOP, BOTTOM = 36, 8, 12, 28
MOST_BARS = 62
"""Two months of days; longer times are drawn by the week."""
WIDEST = 40.0


@dataclass(frozen=True, slots=True)
class DayBar:
    """``days`` is 1, or 7 where bars are weeks."""

    first: date
    days: int
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class AnswerDays:
    bars: tuple[DayBar, ...]
    most: int
    by_week: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw_days(counts: Mapping[date, int]) -> AnswerDays | None:
    """Every day from the first answer to the last, those without one too; None without answers."""
    if not counts:
        return None
    first, last = min(counts), max(counts)
    step = 1 if (last - first).days < MOST_BARS else 7
    if step == 7:
        first -= timedelta(days=first.weekday())
    number = (last - first).days // step + 1
    sums = [0] * number
    for day, count in counts.items():
        sums[(day - first).days // step] += count
    most = max(sums)
    place = (WIDTH - LEFT - RIGHT) / number
    width = min(place * 0.8, WIDEST)
    bars = []
    for index, count in enumerate(sums):
        height = (HEIGHT - TOP - BOTTOM) * count / most
        bars.append(
            DayBar(
                first + timedelta(days=step * index),
                step,
                count,
                round(LEFT + place * index + (place - width) / 2, 1),
                round(HEIGHT - BOTTOM - height, 1),
                round(width, 1),
                round(height, 1),
            )
        )
    return AnswerDays(tuple(bars), most, step == 7)

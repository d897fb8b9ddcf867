"""The geometry of lifts as dots with their intervals, one row each: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from experiments.web.lift_axis import lift_label, lift_ticks

WIDTH, ROW, TOP, BOTTOM = 720, 36, 8, 28
LEFT, RIGHT = 260, 24
LEAST_REACH, MOST_REACH = 0.1, 3.0
LOWEST = -1.0
"""Nobody can do it less than never: the axis ends at -100 %."""


class Lift(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def lift(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Dot:
    """One row; ``label`` is read out for it. Ends outside the axis are drawn at its edge."""

    name: str
    y: float
    at: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class DotChart:
    width: int
    height: int
    left: int
    bottom: float
    zero: float
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]


def dot_chart(rows: Sequence[Lift]) -> DotChart | None:
    """A chart of the rows whose lift is known; None where there is none."""
    known = [row for row in rows if row.lift is not None]
    if not known:
        return None
    ends = [abs(end) for row in known for end in (row.low, row.lift, row.high) if end is not None]
    highest = max(LEAST_REACH, min(MOST_REACH, max(ends)))
    lowest = max(LOWEST, -highest)

    def x(lift: float | None, otherwise: float) -> float:
        inside = max(lowest, min(highest, otherwise if lift is None else lift))
        share = (inside - lowest) / (highest - lowest)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    dots = []
    for number, row in enumerate(known):
        assert row.lift is not None
        dots.append(
            Dot(
                name=row.name if len(row.name) <= 38 else f"{row.name[:37]}…",
                y=TOP + ROW * number + ROW / 2,
                at=x(row.lift, 0.0),
                low=x(row.low, lowest),
                high=x(row.high, highest),
                label=f"{row.name}: {lift_label(row.lift)}",
            )
        )
    bottom = TOP + ROW * len(known)
    return DotChart(
        width=WIDTH,
        height=bottom + BOTTOM,
        left=LEFT,
        bottom=bottom,
        zero=x(0.0, 0.0),
        dots=tuple(dots),
        ticks=tuple((x(at, 0.0), lift_label(at)) for at in lift_ticks(lowest, highest)),
    )

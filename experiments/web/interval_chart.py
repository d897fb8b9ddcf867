"""The geometry of a lift over time: pure numbers in, points of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from math import inf

from experiments.result_values import HistoryPoint, Range
from experiments.web.lift_axis import lift_label, lift_ticks

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 32
LEAST_REACH, MOST_REACH = 0.05, 2.0
"""The lift axis shows at least 5 % and at most 200 % either way."""
ROOM = 1.5
"""How far beyond the newest interval the axis goes, so that earlier ones are seen narrowing."""
OTHER_SIDE = 5
"""The smaller side of nought has at least this part of the larger, so that it can be seen."""
DATES = 5
NARROWS = 1e-9
"""Ends of an interval closer than this are the same."""
ALONE = 0.1
"""How far along the axis a single look stands: near the left, since the next ones follow."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """``band`` is a polygon and ``line`` a polyline, as ``points`` attributes.

    ``end`` is where the line ends: the newest look; ``end_low`` and ``end_high`` its interval.
    ``same_top`` and ``same_bottom`` bound the lifts too small to matter, None where none are.
    ``phases`` are moments at which shares changed, ``drifts`` those at which the effect did.
    """

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    zero: float
    band: str
    line: str
    end: tuple[float, float]
    end_low: float
    end_high: float
    lifts: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    same_top: float | None
    same_bottom: float | None
    phases: tuple[Tick, ...]
    drifts: tuple[Tick, ...]

    @property
    def inner(self) -> int:
        """The width between the two ends of the axis of time."""
        return self.right - self.left

    @property
    def same_height(self) -> float:
        """The height of the stripe of lifts too small to matter."""
        if self.same_top is None or self.same_bottom is None:
            return 0.0
        return round(self.same_bottom - self.same_top, 1)


def interval_chart(
    history: Sequence[HistoryPoint],
    position: int,
    *,
    rope: float = 0.0,
    phases: Sequence[tuple[datetime, str]] = (),
    has_drift: bool = False,
    zone: tzinfo = UTC,
) -> IntervalChart | None:
    """The chart of the arm at ``position`` (1 is the first rival); None with nothing to draw.

    Time runs to the right, lift upwards. An end of an interval that is not bounded, or lies far
    out, is drawn at the edge. ``rope`` is the smallest relative lift that matters; ``phases`` are
    (start, label) of those after the first; dates are told in ``zone``.
    """
    known = [
        (point.taken_at.astimezone(zone), point.arms[position - 1])
        for point in history
        if len(point.arms) >= position and point.arms[position - 1] is not None
    ]
    if not known:
        return None
    last = known[-1][1]
    assert last is not None
    lowest, highest = _reach(last)
    moments = [moment for moment, _ in known]

    def x(moment: datetime) -> float:
        span = (moments[-1] - moments[0]).total_seconds()
        share = (moment - moments[0]).total_seconds() / span if span else ALONE
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(lift: float | None, otherwise: float = 0.0) -> float:
        value = otherwise if lift is None else lift
        inside = max(lowest, min(highest, value))
        share = (highest - inside) / (highest - lowest)
        return round(TOP + share * (HEIGHT - TOP - BOTTOM), 1)

    upper = [(x(at), y(arm.high, highest)) for at, arm in known if arm]
    lower = [(x(at), y(arm.low, lowest)) for at, arm in known if arm]
    middle = [(x(at), y(arm.point)) for at, arm in known if arm]
    return IntervalChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        zero=y(0.0),
        band=_points([*upper, *reversed(lower)]),
        line=_points(middle),
        end=middle[-1],
        end_low=lower[-1][1],
        end_high=upper[-1][1],
        lifts=tuple(Tick(y(lift), lift_label(lift)) for lift in lift_ticks(lowest, highest)),
        dates=tuple(Tick(x(at), _date(at, moments)) for at in _spread(moments)),
        same_top=y(rope) if rope else None,
        same_bottom=y(-rope) if rope else None,
        phases=tuple(Tick(x(at), label) for at, label in phases if moments[0] < at <= moments[-1]),
        drifts=tuple(
            Tick(x(at), f"The effect changed on about {at:%-d %b}")
            for at in (_begun_anew(known) if has_drift else ())
        ),
    )


def _begun_anew(known: Sequence[tuple[datetime, Range | None]]) -> list[datetime]:
    """When an interval left the one before it: running intervals only narrow otherwise."""
    found = []
    for (_, before), (at, now) in pairwise(known):
        if before is None or now is None:
            continue
        lower = _end(now.low, -inf) < _end(before.low, -inf) - NARROWS
        higher = _end(now.high, inf) > _end(before.high, inf) + NARROWS
        if lower or higher:
            found.append(at)
    return found


def _end(end: float | None, otherwise: float) -> float:
    return otherwise if end is None else end


def _reach(last: Range) -> tuple[float, float]:
    """The lowest and the highest lift on the axis; nought lies between them."""
    low = last.point if last.low is None else last.low
    high = last.point if last.high is None else last.high
    down = max(LEAST_REACH, min(MOST_REACH, -ROOM * low))
    up = max(LEAST_REACH, min(MOST_REACH, ROOM * high))
    return -max(down, up / OTHER_SIDE), max(up, down / OTHER_SIDE)


def _spread(moments: Sequence[datetime]) -> list[datetime]:
    """Up to five moments from the first to the last, evenly apart in time."""
    first, last = moments[0], moments[-1]
    if first == last:
        return [first]
    return [first + (last - first) * step / (DATES - 1) for step in range(DATES)]


def _date(moment: datetime, moments: Sequence[datetime]) -> str:
    within_two_days = (moments[-1] - moments[0]).total_seconds() < 2 * 86_400
    return moment.strftime("%H:%M" if within_two_days else "%-d %b")


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across:g},{down:g}" for across, down in points)

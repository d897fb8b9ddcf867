"""How the arrows of a journey run: each is one bent line that looks for a way around the stages.

For every edge a few bends are tried, to both sides; the one that crosses the fewest stages and
whose number finds the emptiest place is taken. Both ways between two stages bend apart, because
each prefers its own left. Nothing leaves the frame: a quadratic curve stays among its three points.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot

BENDS = (16.0, 44.0, -44.0, 80.0, -80.0, 124.0, -124.0, 176.0, -176.0, 240.0, -240.0)
"""How far the line leaves the straight one, at its middle; first what is tried first."""
SPOTS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)
"""Where along the line its number may sit."""
SKEWS = (0.0, 0.28, -0.28)
"""How far the bend is moved towards either end, where an even one would cross a stage."""
STEPS = tuple(number / 14 for number in range(1, 14))
ARROW_GAP = 6.0
BADGE = 12.0
"""Radius of a number's disc."""
BADGE_GAP = 27.0
EDGE_OF_FRAME = 14.0
TWIN = 30.0
CROSSING = 40.0
MANY = 60
"""Of more arrows than this nobody can follow one, so less time is spent on each."""

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Edge:
    key: int
    source: int
    target: int
    event: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """``path`` is a quadratic curve; the badge with the arrow's number sits on it."""

    key: int
    number: int
    path: str
    badge_x: float
    badge_y: float
    event: str
    source: str
    target: str
    source_key: int
    target_key: int
    back: bool


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, point: Point, room: float) -> bool:
        return (
            self.left - room < point[0] < self.right + room
            and self.top - room < point[1] < self.bottom + room
        )


@dataclass(frozen=True, slots=True)
class _Frame:
    width: float
    height: float

    def inside(self, point: Point) -> Point:
        return (
            min(max(point[0], EDGE_OF_FRAME), self.width - EDGE_OF_FRAME),
            min(max(point[1], EDGE_OF_FRAME), self.height - EDGE_OF_FRAME),
        )


def bend_arrows(
    edges: Sequence[Edge],
    boxes: Mapping[int, Box],
    names: Mapping[int, str],
    width: float,
    height: float,
) -> tuple[Arrow, ...]:
    """An arrow for each edge, numbered from 1 in the order given."""
    frame = _Frame(width, height)
    twins: dict[tuple[int, int], int] = defaultdict(int)
    badges: list[Point] = []
    skews = SKEWS if len(edges) <= MANY else SKEWS[:1]
    arrows = []
    for number, edge in enumerate(edges, start=1):
        twin = twins[edge.source, edge.target]
        twins[edge.source, edge.target] += 1
        curve, badge = _best(edge, boxes, frame, badges, twin, skews)
        badges.append(badge)
        source, target = boxes[edge.source], boxes[edge.target]
        arrows.append(
            Arrow(
                key=edge.key,
                number=number,
                path="M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}".format(
                    *curve[0], *curve[1], *curve[2]
                ),
                badge_x=round(badge[0], 1),
                badge_y=round(badge[1], 1),
                event=edge.event,
                source=names[edge.source],
                target=names[edge.target],
                source_key=edge.source,
                target_key=edge.target,
                back=(target.left, -target.top) < (source.left, -source.top),
            )
        )
    return tuple(arrows)


def _best(
    edge: Edge,
    boxes: Mapping[int, Box],
    frame: _Frame,
    badges: Sequence[Point],
    twin: int,
    skews: Sequence[float],
) -> tuple[Curve, Point]:
    """The cheapest line, and the place of its number."""
    source, target = boxes[edge.source], boxes[edge.target]
    others = [box for key, box in boxes.items() if key not in (edge.source, edge.target)]
    found: tuple[float, Curve, Point] | None = None
    for order, (skew, bend) in enumerate(product(skews, BENDS)):
        if skew and found is not None and found[0] < CROSSING:
            break
        apart = TWIN * twin if bend > 0 else -TWIN * twin
        curve = _curve(source, target, bend + apart, skew, frame)
        crossed = sum(
            box.holds(point, 4.0) for point in map(_along(curve), STEPS) for box in others
        )
        cost = order % len(BENDS) * 3.0 + abs(skew) * 20.0 + crossed * CROSSING
        if found is not None and cost >= found[0]:
            continue
        crowding, badge = min(
            (
                (_crowding(point, boxes.values(), badges) + step * 2.0, point)
                for step, point in enumerate(map(_along(curve), SPOTS))
            ),
            key=lambda pair: pair[0],
        )
        if found is None or cost + crowding < found[0]:
            found = (cost + crowding, curve, badge)
    assert found is not None
    return found[1], frame.inside(found[2])


def _crowding(point: Point, boxes: Collection[Box], badges: Sequence[Point]) -> float:
    near = sum(
        (BADGE_GAP - distance) * 6.0
        for x, y in badges
        if (distance := hypot(point[0] - x, point[1] - y)) < BADGE_GAP
    )
    hidden = sum(box.holds(point, BADGE) for box in boxes)
    return near + hidden * 90.0


def _curve(source: Box, target: Box, bend: float, skew: float, frame: _Frame) -> Curve:
    """The line from border to border that leaves the straight one by ``bend`` to its left."""
    (x1, y1), (x2, y2) = source.centre, target.centre
    length = hypot(x2 - x1, y2 - y1)
    across = ((y2 - y1) / length, -(x2 - x1) / length) if length else (0.0, -1.0)
    middle_x = (x1 + x2) / 2 + (x2 - x1) * skew
    middle_y = (y1 + y2) / 2 + (y2 - y1) * skew
    control = frame.inside((middle_x + across[0] * bend * 2, middle_y + across[1] * bend * 2))
    return (
        frame.inside(_border(source, control)),
        control,
        frame.inside(_border(target, control)),
    )


def _along(curve: Curve) -> Callable[[float], Point]:
    (x1, y1), (x2, y2), (x3, y3) = curve

    def at(share: float) -> Point:
        rest = 1 - share
        return (
            rest * rest * x1 + 2 * rest * share * x2 + share * share * x3,
            rest * rest * y1 + 2 * rest * share * y2 + share * share * y3,
        )

    return at


def _border(box: Box, towards: Point) -> Point:
    """Where the line from the box's middle towards a point leaves it."""
    x, y = box.centre
    dx, dy = towards[0] - x, towards[1] - y
    half_width = (box.right - box.left) / 2 + ARROW_GAP
    half_height = (box.bottom - box.top) / 2 + ARROW_GAP
    across = half_width / abs(dx) if dx else float("inf")
    up = half_height / abs(dy) if dy else float("inf")
    step = min(across, up, 1.0)
    return x + dx * step, y + dy * step

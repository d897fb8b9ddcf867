"""The observed journey drawn: the planned graph, its arrows as wide as people walk. [pure]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from personas.mapping.journey_graph import Arrow, Edge, Node, StageSpot, draw_journey

THINNEST, WIDEST = 2.0, 14.0
"""Width of the arrow of one visitor and of the busiest way; in between it grows evenly."""
UNSEEN_WIDTH = 1.75
TIPS = ((4.0, "s"), (9.0, "m"), (WIDEST, "l"))
"""Widest line that carries each size of tip."""
THOUSAND = 1_000
MILLION = 1_000_000
LETTER, PADDING, LABEL_HEIGHT = 8.0, 10.0, 18.0
BESIDE = 12.0
"""From the edge of a line to the middle of its number."""
SEEN, UNSEEN, UNPLANNED = "seen", "unseen", "unplanned"


@dataclass(frozen=True, slots=True)
class Way:
    """People who went from one stage to another, and whether anybody planned that they would."""

    source: int
    target: int
    visitors: int
    is_planned: bool
    title: str

    @property
    def kind(self) -> str:
        if not self.is_planned:
            return UNPLANNED
        return SEEN if self.visitors else UNSEEN


@dataclass(frozen=True, slots=True)
class FlowArrow:
    """``count`` is empty on a way nobody took. It stands beside the line, its middle at ``label_x``
    and ``label_y``, and is ``room`` wide."""

    arrow: Arrow
    kind: str
    width: float
    tip: str
    count: str
    room: float
    label_x: float
    label_y: float
    title: str

    @property
    def left(self) -> float:
        return self.label_x - self.room / 2

    @property
    def top(self) -> float:
        return self.label_y - LABEL_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class FlowNode:
    """``seen`` says how many were here; ``below``, in one line, who left and who came back."""

    node: Node
    seen: str
    below: str
    below_y: float
    title: str


@dataclass(frozen=True, slots=True)
class Flow:
    width: float
    height: float
    node_width: int
    node_height: int
    nodes: tuple[FlowNode, ...]
    arrows: tuple[FlowArrow, ...]


def draw_flow(
    stages: Sequence[StageSpot],
    ways: Sequence[Way],
    left: Mapping[int, int],
    came_back: Mapping[int, int],
    visitors: Mapping[int, int],
) -> Flow:
    """Place the stages as the planned journey has them, with one arrow for each way."""
    edges = [Edge(number, way.source, way.target, way.title) for number, way in enumerate(ways)]
    drawing = draw_journey(stages, edges)
    most = max((way.visitors for way in ways), default=0)
    middle = {node.key: node.centre for node in drawing.nodes}
    arrows = [_arrow(arrow, ways[arrow.key], most, middle) for arrow in drawing.arrows]
    nodes = []
    for node in drawing.nodes:
        said = [f"{short(left[node.key])} left"] if left.get(node.key) else []
        said += [f"{short(came_back[node.key])} came back"] if came_back.get(node.key) else []
        seen = visitors.get(node.key, 0)
        title = ", ".join([f"{node.name}: {seen:,} visitors", *said])
        here = f"{short(seen)} visitor{'' if seen == 1 else 's'}" if seen else ""
        nodes.append(
            FlowNode(node, here, ", ".join(said), node.y + drawing.node_height + 17, title)
        )
    # What is drawn first lies below: wide arrows must not hide thin ones.
    arrows.sort(key=lambda each: -each.width)
    return Flow(
        drawing.width,
        drawing.height,
        drawing.node_width,
        drawing.node_height,
        tuple(nodes),
        tuple(arrows),
    )


def short(number: int) -> str:
    """1,234 as “1.2k”: what fits on an arrow."""
    if number < THOUSAND:
        return str(number)
    size, letter = (THOUSAND, "k") if number < MILLION else (MILLION, "M")
    share = number / size
    return f"{share:.0f}{letter}" if share >= 10 else f"{share:.1f}".removesuffix(".0") + letter


def _arrow(
    arrow: Arrow, way: Way, most: int, middle: Mapping[int, tuple[float, float]]
) -> FlowArrow:
    width = UNSEEN_WIDTH
    if way.visitors:
        width = THINNEST + (WIDEST - THINNEST) * way.visitors / most
    count = short(way.visitors) if way.visitors else ""
    (x1, y1), (x2, y2) = middle[way.source], middle[way.target]
    length = hypot(x2 - x1, y2 - y1) or 1.0
    # To its own left, where the line bends too: so both ways between two stages keep apart.
    beside = BESIDE + width / 2
    return FlowArrow(
        arrow=arrow,
        kind=way.kind,
        width=round(width, 2),
        tip=next(size for widest, size in TIPS if width <= widest),
        count=count,
        room=len(count) * LETTER + PADDING,
        label_x=arrow.badge_x + (y2 - y1) / length * beside,
        label_y=arrow.badge_y - (x2 - x1) / length * beside,
        title=way.title,
    )

"""The journey as a drawing: where each stage stands and how the arrows run. Units of the viewBox.

People walk the upper lane from unaware to advocate; below it lie the stages of those who waver
and those who left, so that leaving points down and coming back points up.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

UPPER = ("unaware", "aware", "considering", "deciding", "using", "advocate")
LOWER = ("left", "at_risk")
NODE_WIDTH = 150
NODE_HEIGHT = 64
COLUMN = 236
MARGIN = 16
LANE_GAP = 170
ARROW_GAP = 7
BADGE_ROOM = 14
LETTERS_A_LINE = 18
LINES_A_NODE = 2


@dataclass(frozen=True, slots=True)
class StageSpot:
    """A stage to be placed."""

    key: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    key: int
    source: int
    target: int
    event: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """``x`` and ``y`` are the upper left corner; ``lines`` the name, broken to fit."""

    key: int
    kind: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + NODE_WIDTH / 2, self.y + NODE_HEIGHT / 2

    @property
    def text_lines(self) -> tuple[tuple[float, str], ...]:
        """Each line with the y of its baseline."""
        top = self.y + NODE_HEIGHT / 2 + 5 - (len(self.lines) - 1) * 9
        return tuple((top + number * 18, line) for number, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class Arrow:
    """``path`` is a quadratic curve; the badge with the arrow's number sits on its middle."""

    key: int
    number: int
    path: str
    badge_x: float
    badge_y: float
    event: str
    source: str
    target: str
    back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    node_width: int = NODE_WIDTH
    node_height: int = NODE_HEIGHT


def draw_journey(stages: Sequence[StageSpot], edges: Sequence[Edge]) -> Drawing:
    """Place the stages (in the order given within a kind) and bend an arrow for every edge."""
    nodes, arrows = _draw(stages, edges, MARGIN)
    highest = min((arrow.badge_y - BADGE_ROOM for arrow in arrows), default=MARGIN)
    if highest < MARGIN:  # arrows that leap over stages need room above them
        nodes, arrows = _draw(stages, edges, 2 * MARGIN - highest)
    widest = max((node.x + NODE_WIDTH for node in nodes), default=0)
    bottom = max((node.y + NODE_HEIGHT for node in nodes), default=0)
    lowest = max([bottom, *(arrow.badge_y + BADGE_ROOM for arrow in arrows)])
    return Drawing(widest + MARGIN, lowest + MARGIN, tuple(nodes), tuple(arrows))


def _draw(
    stages: Sequence[StageSpot], edges: Sequence[Edge], top: float
) -> tuple[list[Node], list[Arrow]]:
    upper, lower = _lane(stages, UPPER), _lane(stages, LOWER)
    nodes = [_node(stage, column, top) for column, stage in enumerate(upper)]
    used = [column for column, stage in enumerate(upper) if stage.kind in ("using", "deciding")]
    last = max(used, default=max(len(upper), 1) - 1)
    first = max(last - len(lower) + 1, 0)
    lower_top = top + LANE_GAP if upper else top
    nodes += [_node(stage, column, lower_top) for column, stage in enumerate(lower, start=first)]
    placed = {node.key: node for node in nodes}
    drawn = [edge for edge in edges if edge.source in placed and edge.target in placed]
    return nodes, _arrows(drawn, placed)


def _lane(stages: Sequence[StageSpot], kinds: Sequence[str]) -> list[StageSpot]:
    return sorted(
        (stage for stage in stages if stage.kind in kinds), key=lambda s: kinds.index(s.kind)
    )


def _bulge(span: int) -> float:
    """How far an arrow over ``span`` columns leaves its lane, at its middle."""
    return 18.0 + 16.0 * min(abs(span), 5)


def _node(stage: StageSpot, column: int, y: float) -> Node:
    return Node(stage.key, stage.kind, stage.name, _lines(stage.name), MARGIN + column * COLUMN, y)


def _lines(name: str) -> tuple[str, ...]:
    """The name on at most two lines; the full name is in the drawing's tooltip and table."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LETTERS_A_LINE or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    shown = [line if len(line) <= LETTERS_A_LINE else line[:LETTERS_A_LINE] for line in lines]
    return tuple(shown[:LINES_A_NODE])


def _arrows(edges: Sequence[Edge], placed: dict[int, Node]) -> list[Arrow]:
    twins: dict[tuple[int, int], int] = defaultdict(int)
    arrows = []
    for number, edge in enumerate(edges, start=1):
        source, target = placed[edge.source], placed[edge.target]
        twin = twins[edge.source, edge.target]
        twins[edge.source, edge.target] += 1
        control = _control(source, target, twin)
        start = _border(source, control)
        end = _border(target, control)
        path = (
            f"M{start[0]:.1f} {start[1]:.1f} Q{control[0]:.1f} {control[1]:.1f} "
            f"{end[0]:.1f} {end[1]:.1f}"
        )
        middle = tuple(
            0.25 * a + 0.5 * b + 0.25 * c for a, b, c in zip(start, control, end, strict=True)
        )
        back = (target.x, -target.y) < (source.x, -source.y)
        arrows.append(
            Arrow(
                edge.key,
                number,
                path,
                round(middle[0], 1),
                round(middle[1], 1),
                edge.event,
                source.name,
                target.name,
                back,
            )
        )
    return arrows


def _control(source: Node, target: Node, twin: int) -> tuple[float, float]:
    """The point the curve is drawn towards: each direction bends to its own side."""
    (x1, y1), (x2, y2) = source.centre, target.centre
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    if y1 == y2:
        span = round((x2 - x1) / COLUMN)
        bend = _bulge(span) * 2 if abs(span) > 1 else 14.0
        bend += NODE_HEIGHT if abs(span) > 1 else 0.0
        bend += twin * 26.0
        return middle_x, middle_y - bend if span > 0 else middle_y + max(bend, 44.0)
    length = hypot(x2 - x1, y2 - y1)
    side = 30.0 + twin * 26.0
    return middle_x + (y2 - y1) / length * side, middle_y - (x2 - x1) / length * side


def _border(node: Node, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the node's centre towards a point leaves its box."""
    x, y = node.centre
    dx, dy = towards[0] - x, towards[1] - y
    half_width, half_height = NODE_WIDTH / 2 + ARROW_GAP, NODE_HEIGHT / 2 + ARROW_GAP
    across = half_width / abs(dx) if dx else float("inf")
    up = half_height / abs(dy) if dy else float("inf")
    step = min(across, up, 1.0)
    return x + dx * step, y + dy * step

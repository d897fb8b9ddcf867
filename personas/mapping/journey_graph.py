"""The journey as a drawing: where each stage stands and how the arrows run. Units of the viewBox.

People walk the upper rows from unaware to advocate; below them lie the stages of those who waver
and those who left, so that leaving points down and coming back points up. A stage that somebody
put somewhere stays there. Arrows look for a way around the stages (``journey_arrows``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personas.mapping.journey_arrows import Arrow, Box, Edge, bend_arrows

UPPER = ("unaware", "aware", "considering", "deciding", "using", "advocate")
LOWER = ("left", "at_risk")
NODE_WIDTH = 164
NODE_HEIGHT = 88
COLUMN = 222
COLUMNS = 6
"""More than this in a row and the letters get too small to read."""
ROW = 186
MARGIN = 28
FEWEST_COLUMNS = 4
LEAP = 60.0
BELOW = 36.0
LETTERS_A_LINE = 17
LETTERS_OF_CHANNELS = 23
LINES_A_NODE = 2

__all__ = ["Arrow", "Drawing", "Edge", "Node", "StageSpot", "draw_journey"]


@dataclass(frozen=True, slots=True)
class StageSpot:
    """A stage to be placed; ``x`` and ``y`` (0 to 1) say where somebody put it."""

    key: int
    name: str
    kind: str
    channels: tuple[str, ...] = ()
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """``x`` and ``y`` are the upper left corner; ``lines`` the name, broken to fit."""

    key: int
    kind: str
    name: str
    lines: tuple[str, ...]
    channels: str
    x: float
    y: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + NODE_WIDTH / 2, self.y + NODE_HEIGHT / 2

    @property
    def kind_words(self) -> str:
        return self.kind.replace("_", " ")

    @property
    def kind_y(self) -> float:
        return self.y + 19

    @property
    def channels_y(self) -> float:
        return self.y + NODE_HEIGHT - 11

    @property
    def text_lines(self) -> tuple[tuple[float, str], ...]:
        """Each line with the y of its baseline."""
        top = self.y + NODE_HEIGHT / 2 + 6 - (len(self.lines) - 1) * 8
        return tuple((top + number * 18, line) for number, line in enumerate(self.lines))

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.x + NODE_WIDTH, self.y + NODE_HEIGHT)


@dataclass(frozen=True, slots=True)
class Drawing:
    """``margin`` and the size of a node say what 0 and 1 of a placed stage mean."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    node_width: int = NODE_WIDTH
    node_height: int = NODE_HEIGHT
    margin: int = MARGIN

    @property
    def room(self) -> tuple[float, float]:
        """How far a stage can be moved to the right and down."""
        return (
            max(self.width - 2 * MARGIN - NODE_WIDTH, 1.0),
            max(self.height - 2 * MARGIN - NODE_HEIGHT, 1.0),
        )

    def share_of(self, node: Node) -> tuple[float, float]:
        """Where a stage stands, 0 to 1 across and down."""
        across, down = self.room
        return (
            min(max((node.x - MARGIN) / across, 0.0), 1.0),
            min(max((node.y - MARGIN) / down, 0.0), 1.0),
        )


def draw_journey(stages: Sequence[StageSpot], edges: Sequence[Edge]) -> Drawing:
    """Place the stages (in the order given within a kind) and bend an arrow for every edge."""
    cells = list(_cells(stages))
    # The frame hangs on what there is, not on where it was put, so a stage stays where it is put.
    columns = max(max((column for _, column, _ in cells), default=0) + 1, FEWEST_COLUMNS)
    rows = max((row for _, _, row in cells), default=0) + 1
    above = _above(cells, edges)
    width = 2 * MARGIN + (columns - 1) * COLUMN + NODE_WIDTH
    height = 2 * MARGIN + (rows - 1) * ROW + NODE_HEIGHT + above + (BELOW if edges else 0)
    drawing = Drawing(width, height, (), ())
    across, down = drawing.room
    nodes = []
    for stage, column, row in cells:
        x, y = float(MARGIN + column * COLUMN), MARGIN + row * ROW + above
        if stage.x is not None and stage.y is not None:
            x = MARGIN + min(max(stage.x, 0.0), 1.0) * across
            y = MARGIN + min(max(stage.y, 0.0), 1.0) * down
        nodes.append(_node(stage, x, y))
    boxes = {node.key: node.box for node in nodes}
    names = {node.key: node.name for node in nodes}
    drawn = [edge for edge in edges if edge.source in boxes and edge.target in boxes]
    arrows = bend_arrows(drawn, boxes, names, width, height)
    return Drawing(width, height, tuple(nodes), arrows)


def _above(cells: Sequence[tuple[StageSpot, int, int]], edges: Sequence[Edge]) -> float:
    """Room above the first row, where an arrow leaps over stages of it."""
    first = {stage.key: column for stage, column, row in cells if row == 0}
    leaps = any(
        first[edge.target] - first[edge.source] > 1
        for edge in edges
        if edge.source in first and edge.target in first
    )
    return LEAP if leaps else 0.0


def _cells(stages: Sequence[StageSpot]) -> Iterator[tuple[StageSpot, int, int]]:
    """Each stage with its column and row; the lower ones stand under those who use or decide."""
    upper, lower = _lane(stages, UPPER), _lane(stages, LOWER)
    for number, stage in enumerate(upper):
        yield stage, number % COLUMNS, number // COLUMNS
    first_row = -(-len(upper) // COLUMNS)
    last_row = upper[(first_row - 1) * COLUMNS :] if upper else []
    used = [column for column, stage in enumerate(last_row) if stage.kind in ("using", "deciding")]
    last = max(used, default=max(len(last_row), 1) - 1)
    first = max(last - min(len(lower), COLUMNS) + 1, 0)
    for number, stage in enumerate(lower):
        row, column = divmod(number, COLUMNS)
        yield stage, (column + first) % COLUMNS, first_row + row


def _lane(stages: Sequence[StageSpot], kinds: Sequence[str]) -> list[StageSpot]:
    return sorted(
        (stage for stage in stages if stage.kind in kinds), key=lambda s: kinds.index(s.kind)
    )


def _node(stage: StageSpot, x: float, y: float) -> Node:
    channels = ", ".join(stage.channels)
    if len(channels) > LETTERS_OF_CHANNELS:
        channels = f"{channels[: LETTERS_OF_CHANNELS - 1].rstrip(', ')}…"
    return Node(stage.key, stage.kind, stage.name, _lines(stage.name), channels, x, y)


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

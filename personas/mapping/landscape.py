"""The opportunity landscape: importance against satisfaction, as points of a drawing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

WIDTH = 720
HEIGHT = 470
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 48
SMALLEST, LARGEST = 9.0, 14.0
# Room inside the axes, so that dots at 0 and 10 are not cut.
INSET = 30
# The angle that spreads points round a centre most evenly (the golden angle).
GOLDEN_ANGLE = pi * (3 - sqrt(5))
SPREAD = 29.0


@dataclass(frozen=True, slots=True)
class Point:
    """A pain to be placed: both ratings 0 to 10, ``strength`` 0 to 1."""

    key: int
    number: int
    title: str
    importance: float
    satisfaction: float
    strength: float
    assumed: bool
    score: float


@dataclass(frozen=True, slots=True)
class Dot:
    point: Point
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Tick:
    value: int
    position: float


@dataclass(frozen=True, slots=True)
class Landscape:
    """The corner with much importance and little satisfaction is where the opportunities are."""

    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    corner: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw_landscape(points: Sequence[Point]) -> Landscape:
    """Place the points; those with the same ratings stand around their common place."""
    together: dict[tuple[float, float], int] = defaultdict(int)
    dots = []
    for point in points:
        place = (point.importance, point.satisfaction)
        index = together[place]
        together[place] += 1
        away = SPREAD * sqrt(index)
        radius = SMALLEST + (LARGEST - SMALLEST) * point.strength
        x = _across(point.importance) + away * cos(index * GOLDEN_ANGLE)
        y = _up(point.satisfaction) + away * sin(index * GOLDEN_ANGLE)
        dots.append(
            Dot(
                point,
                round(min(max(x, LEFT + radius), WIDTH - RIGHT - radius), 1),
                round(min(max(y, TOP + radius), HEIGHT - BOTTOM - radius), 1),
                round(radius, 1),
            )
        )
    corner = (
        f"M{_across(5) - INSET:.1f} {HEIGHT - BOTTOM} L{WIDTH - RIGHT} {_up(5) - INSET:.1f} "
        f"L{WIDTH - RIGHT} {HEIGHT - BOTTOM} Z"
    )
    return Landscape(
        tuple(dots),
        tuple(Tick(value, round(_across(value), 1)) for value in range(0, 11, 2)),
        tuple(Tick(value, round(_up(value), 1)) for value in range(0, 11, 2)),
        corner,
    )


def _across(importance: float) -> float:
    return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * importance / 10


def _up(satisfaction: float) -> float:
    return HEIGHT - BOTTOM - INSET - (HEIGHT - TOP - BOTTOM - 2 * INSET) * satisfaction / 10

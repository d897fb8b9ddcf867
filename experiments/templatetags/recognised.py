"""The share of the traffic that is recognised, for the pages of the map."""

from dataclasses import dataclass
from typing import Any

from django import template

from experiments.read_traffic import DayShare, Traffic, read_traffic
from personas.models import Persona, Transition

register = template.Library()

BAR, STEP, HEIGHT = 14, 18, 72


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: ``y`` and ``height`` of everything, ``known_y`` and ``known_height`` of it."""

    day: DayShare
    x: int
    y: float
    height: float
    known_y: float
    known_height: float


@register.inclusion_tag("map/recognised.html", takes_context=True)
def recognised_share(
    context: template.Context,
    persona: Persona | None = None,
    moment: Transition | None = None,
    linked: bool = False,
) -> dict[str, Any]:
    """How much of the traffic of four weeks was recognised (as them, at it). Three queries.

    ``linked``: the page says already how visitors are recognised.
    """
    access = context["access"]
    traffic = read_traffic(access=access, persona=persona, moment=moment)
    return {
        "traffic": traffic,
        "bars": bars_of(traffic),
        "width": STEP * len(traffic.days),
        "height": HEIGHT,
        "bar_width": BAR,
        "days_counted": [day for day in reversed(traffic.days) if day.share.total],
        "persona": persona,
        "linked": linked or persona is not None or moment is not None,
        "moment": moment,
        "access": access,
        "workspace": access.workspace,
    }


def bars_of(traffic: Traffic) -> list[Bar]:
    most = max((day.share.total for day in traffic.days), default=0) or 1
    bars = []
    for number, day in enumerate(traffic.days):
        height = round(day.share.total / most * HEIGHT, 1)
        known = round(day.share.known / most * HEIGHT, 1)
        bars.append(Bar(day, number * STEP + 2, HEIGHT - height, height, HEIGHT - known, known))
    return bars

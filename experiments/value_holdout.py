"""Those who take part in no test beside everybody else. They read the live text, decided winners
included: so this is what taking part in tests did while they ran.

Visitors are held out by a coin of known share, so of those who convert the same share should be
held out if testing changed nothing. That needs no count of visitors, which nobody has for those who
are in no test.
"""

import math
from dataclasses import dataclass
from typing import Any

from experiments.delivery.evaluator import is_held_out
from experiments.models import DeliverySettings, Event, EventClass, EventType, Goal

LEAST_CONVERTED = 10
"""Fewer conversions than this on either side tell nothing yet."""
MOST_READ = 500_000
Z_95 = 1.959964


@dataclass(frozen=True)
class HoldoutLift:
    """How much more often everybody else converted than those held out: a fraction, 95 %."""

    low: float
    point: float
    high: float


def holdout_lift(held_out: int, others: int, share: float) -> HoldoutLift | None:
    """From distinct converted visitors on both sides; None while they are too few.

    log ratio of rates, variance 1/a + 1/b: both counts are Poisson with the same rate but for the
    share that was held out.
    """
    if not 0 < share < 1 or min(held_out, others) < LEAST_CONVERTED:
        return None
    ratio = math.log(others / (1 - share)) - math.log(held_out / share)
    half = Z_95 * math.sqrt(1 / held_out + 1 / others)
    return HoldoutLift(math.expm1(ratio - half), math.expm1(ratio), math.expm1(ratio + half))


def count_holdout(*, workspace_id: int) -> dict[str, Any]:
    """Converted visitors held out and not, since the share was set, as the reading keeps it; empty
    without a holdout. Goals where fewer are better are left out."""
    settings = DeliverySettings.objects.filter(workspace_id=workspace_id).first()
    if settings is None or not settings.holdout:
        return {}
    rows = (
        Event.objects.filter(
            workspace_id=workspace_id,
            type=EventType.CONVERSION,
            event_class=EventClass.HUMAN,
            simulated=False,
            at__gte=settings.updated_at,
            goal__kind=Goal.Kind.CONVERSION,
            goal__direction=Goal.Direction.UP,
        )
        .exclude(visitor="")
        .order_by()
        .values_list("visitor", "goal_id")
        .distinct()[:MOST_READ]
    )
    held = others = 0
    for visitor, _ in rows.iterator():
        if is_held_out(visitor, settings.holdout):
            held += 1
        else:
            others += 1
    return {
        "share": settings.holdout,
        "since": settings.updated_at.isoformat(),
        "held_out": held,
        "others": others,
    }

"""How much longer an undecided experiment is likely to take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.stats.phases import PairSummary
from experiments.stats.power import visitors_to_decide
from experiments.stats.readings import ArmReading, CarriedPair, Counts, Design


@dataclass(frozen=True)
class Need:
    """Visitors still needed over all arms, and days at today's traffic; None if not known."""

    visitors: int | None
    days: float | None


def still_needed(
    design: Design,
    counts: Counts,
    summaries: Sequence[PairSummary],
    pairs: Sequence[CarriedPair],
    arms: Sequence[ArmReading],
) -> Need:
    """Until the planned end, or until the open arm with the strongest trend is decided."""
    seen = sum(arm.n for phase in counts.phases for arm in phase.arms)
    daily = counts.daily_visitors
    if daily is None and counts.elapsed_days:
        daily = seen / counts.elapsed_days
    plan = design.plan
    if design.rule == "planned_end" and plan is not None:
        if plan.size:
            left = max(plan.size - seen, 0)
            return Need(left, left / daily if daily else None)
        days = max((plan.days or 0.0) - (counts.elapsed_days or 0.0), 0.0)
        return Need(round(days * daily) if daily else None, days)
    trends = [
        (_trend(summary, arm), index)
        for index, (summary, arm) in enumerate(zip(summaries, arms, strict=True))
        if arm.verdict == "open" and pairs[index].horizon is not None
    ]
    if not trends:
        return Need(None, None)
    z, index = max(trends, key=lambda trend: trend[0])
    frozen = pairs[index].horizon
    visitors = summaries[index].visitors
    weights = counts.phases[-1].weights
    share = (weights[0] + weights[index + 1]) / sum(weights)
    if frozen is None or share <= 0:
        return Need(None, None)
    size = visitors_to_decide(z, visitors, frozen, design.alpha / len(arms))
    if size is None:
        return Need(None, None)
    left = math.ceil((size - visitors) / share)
    return Need(left, left / daily if daily else None)


def _trend(summary: PairSummary, arm: ArmReading) -> float:
    """|z| as it would be with the corrected effect in place of the observed one."""
    if not summary.log_lift or arm.corrected_lift is None:
        return 0.0
    return abs(summary.z * math.log1p(arm.corrected_lift.point) / summary.log_lift)

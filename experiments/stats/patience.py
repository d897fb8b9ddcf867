"""How much longer an undecided experiment is likely to take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.stats.phases import PairSummary
from experiments.stats.power import visitors_to_agree, visitors_to_decide
from experiments.stats.readings import ArmReading, CarriedPair, Counts, Design
from experiments.stats.sequential import FLOOR_CONVERSIONS


@dataclass(frozen=True)
class Need:
    """Visitors still needed over all arms, and days at today's traffic; None if not known.

    ``at_least``: so many before anything can be said at all, not until the end.
    """

    visitors: int | None
    days: float | None
    at_least: bool = False


def still_needed(
    design: Design,
    counts: Counts,
    summaries: Sequence[PairSummary],
    pairs: Sequence[CarriedPair],
    arms: Sequence[ArmReading],
) -> Need:
    """Until the planned end, or until the open arm with the strongest trend is decided.

    It can be decided both ways: by a difference that is shown, or by an interval that has become
    narrow enough to call the arms the same; the sooner counts.
    """
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
        return _until_the_floor(seen, daily, summaries, arms)
    z, index = max(trends, key=lambda trend: trend[0])
    frozen = pairs[index].horizon
    summary = summaries[index]
    weights = counts.phases[-1].weights
    share = (weights[0] + weights[index + 1]) / sum(weights)
    if frozen is None or share <= 0:
        return Need(None, None)
    level = design.alpha / len(arms)
    corrected = arms[index].corrected_lift
    log_lift = math.log1p(corrected.point) if corrected else 0.0
    sizes = [
        size
        for size in (
            visitors_to_decide(z, summary.visitors, frozen, level),
            visitors_to_agree(summary.dispersion, frozen, design.rope, level, log_lift),
        )
        if size is not None and size > summary.visitors
    ]
    if not sizes:
        return Need(None, None)
    size = min(sizes)
    left = math.ceil((size - summary.visitors) / share)
    return Need(left, left / daily if daily else None)


def _until_the_floor(
    seen: int,
    daily: float | None,
    summaries: Sequence[PairSummary],
    arms: Sequence[ArmReading],
) -> Need:
    """Until the first open arm has enough conversions for a look to count."""
    most = max(
        (s.expected for s, arm in zip(summaries, arms, strict=True) if arm.verdict == "open"),
        default=0.0,
    )
    if most <= 0 or most >= FLOOR_CONVERSIONS:
        return Need(None, None)
    left = math.ceil(seen * (FLOOR_CONVERSIONS / most - 1))
    return Need(left, left / daily if daily else None, at_least=True)


def _trend(summary: PairSummary, arm: ArmReading) -> float:
    """|z| as it would be with the corrected effect in place of the observed one."""
    if not summary.log_lift or arm.corrected_lift is None:
        return 0.0
    return abs(summary.z * math.log1p(arm.corrected_lift.point) / summary.log_lift)

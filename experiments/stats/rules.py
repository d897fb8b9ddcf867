"""How a pair's running state moves on at a look, under each of the three rules.

The rule is chosen when the experiment starts and never changed: taking the smaller of two p-values
would break the promise of both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from experiments.stats import horizon, sequential, tiny_counts
from experiments.stats.phases import PairSummary, compared_phases, designed_shares
from experiments.stats.readings import CarriedPair, Counts, Design

HAIR = 1e-9
"""Keeps a p just on its own side of the level where rounding could carry it over."""


@dataclass(frozen=True)
class Situation:
    """One arm at one look."""

    design: Design
    counts: Counts
    arm: int
    summary: PairSummary

    @property
    def level(self) -> float:
        """alpha shared out among the arms: for intervals and for the bounds of a planned end."""
        return self.design.alpha / (len(self.design.arms) - 1)


def time_fraction(design: Design, counts: Counts) -> float:
    """How much of the plan is used: visitors over the size, or days over the days; 0 if no plan."""
    if design.plan is None:
        return 0.0
    if design.plan.size:
        return sum(arm.n for phase in counts.phases for arm in phase.arms) / design.plan.size
    if design.plan.days:
        return (counts.elapsed_days or 0.0) / design.plan.days
    return 0.0


def update_pair(situation: Situation, pair: CarriedPair) -> CarriedPair:
    """The pair's state after this look."""
    if situation.summary.visitors == 0:
        return pair
    if situation.design.rule == "tiny_counts":
        return _tiny_counts(situation, pair)
    if not sequential.is_counted(situation.summary.expected):
        return pair
    frozen = pair.horizon
    if frozen is None:
        frozen = _horizon(situation)
        pair = replace(pair, horizon=frozen)
    if situation.design.rule == "planned_end":
        return _planned_end(situation, pair)
    return _anytime(situation, pair, frozen)


def _horizon(situation: Situation) -> float:
    """N*, from the plan or else from the pooled rate at the first look that counts."""
    phase = situation.counts.phases[-1]
    plan = situation.design.plan
    weights = phase.weights
    offered = weights[0] > 0 and weights[situation.arm] > 0
    if plan and plan.size:
        part = (weights[0] + weights[situation.arm]) / sum(weights)
        return sequential.horizon_with_plan(plan.size * part)
    share_a, share_b = designed_shares(phase, situation.arm) if offered else (0.5, 0.5)
    return sequential.horizon_without_plan(situation.summary.dispersion, share_a, share_b)


def _anytime(situation: Situation, pair: CarriedPair, frozen: float) -> CarriedPair:
    summary = situation.summary
    p = sequential.anytime_p(summary.z, summary.visitors, frozen)
    pair = _with_p(pair, p, summary.z)
    if summary.log_lift is None:
        return pair
    half = sequential.anytime_half_width(
        summary.variance, summary.visitors, frozen, situation.level
    )
    return _intersected(situation, pair, summary.log_lift - half, summary.log_lift + half)


def _planned_end(situation: Situation, pair: CarriedPair) -> CarriedPair:
    if pair.ended:
        return pair
    summary = situation.summary
    time = min(time_fraction(situation.design, situation.counts), 1.0)
    final = time >= 1
    information = summary.information
    if pair.path:
        information = max(information, pair.path[-1][1])
        time = max(time, pair.path[-1][0])
    if not horizon.is_new_look(pair.path, information, final) or time <= 0:
        return pair
    path = (*pair.path, (time, information))
    level = situation.level
    bound = horizon.critical_value(path, level)
    p = pair.p
    if horizon.can_improve(summary.z, time, pair.p):
        p = min(p, horizon.p_value(path, summary.z))
    if abs(summary.z) >= bound:
        p = min(p, level * (1 - HAIR))
    elif pair.p > level:
        p = max(p, level * (1 + HAIR))
    pair = replace(_with_p(pair, p, summary.z), path=path, ended=final)
    if summary.log_lift is None:
        return pair
    half = bound * summary.variance**0.5
    return _intersected(situation, pair, summary.log_lift - half, summary.log_lift + half)


def _tiny_counts(situation: Situation, pair: CarriedPair) -> CarriedPair:
    strata = list(_strata(situation))
    pair = _with_p(pair, tiny_counts.exact_p(strata), situation.summary.z)
    low, high = tiny_counts.exact_interval(strata, situation.level)
    return _intersected(situation, pair, low, high)


def _strata(situation: Situation) -> Iterator[tiny_counts.Pair]:
    for phase, _, _ in compared_phases(situation.counts.phases, situation.arm):
        yield phase.arms[0], phase.arms[situation.arm]


def _with_p(pair: CarriedPair, p: float, z: float) -> CarriedPair:
    """The running minimum, with the direction in which it was reached."""
    if p >= pair.p:
        return pair
    return replace(pair, p=p, sign=(z > 0) - (z < 0))


def _intersected(
    situation: Situation, pair: CarriedPair, low: float | None, high: float | None
) -> CarriedPair:
    """The running intersection; begun anew, and flagged, where nothing is left of it."""
    lows = [end for end in (pair.low, low) if end is not None]
    highs = [end for end in (pair.high, high) if end is not None]
    lowest = max(lows, default=None)
    highest = min(highs, default=None)
    if lowest is not None and highest is not None and lowest > highest:
        day = situation.counts.day
        drift_day = day.isoformat() if day else None
        return replace(pair, low=low, high=high, drift=True, drift_day=drift_day)
    if (lowest, highest) == (pair.low, pair.high):
        return pair
    return replace(pair, low=lowest, high=highest)

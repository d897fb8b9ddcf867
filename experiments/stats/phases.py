"""One arm against the control over all phases: stratified, never pooled.

Adding up phases with different weights can turn an effect round (Simpson's paradox). So each phase
is compared within itself and the comparisons are combined: Mantel-Haenszel's score test for z, and
Mantel-Haenszel weights for the log risk ratio.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from experiments.stats.readings import ArmCounts, GoalKind, Phase

AS_DESIGNED = 0.001
"""Relative difference of information up to which shares count as those that were designed."""


@dataclass(frozen=True)
class Moments:
    """Mean, variance of one visitor's outcome, and log mean with its variance, of one arm."""

    mean: float
    variance: float
    log_mean: float | None
    log_variance: float


@dataclass(frozen=True)
class PairSummary:
    """A pair (control a, arm b) at one look.

    ``visitors`` of both arms; ``z`` from the pooled variance, positive if b is higher;
    ``log_lift`` (log ratio of b to a) and its ``variance``, None without visitors or, for values,
    without a positive mean; ``expected`` conversions in the smaller arm (the floor);
    ``information`` for the group-sequential rule; ``dispersion`` variance / mean^2 of one
    visitor's outcome (for a rate p: (1-p)/p).
    """

    visitors: int
    z: float
    log_lift: float | None
    variance: float
    expected: float
    information: float
    dispersion: float


def moments(arm: ArmCounts, kind: GoalKind) -> Moments:
    """Moments of an arm with at least one visitor.

    For conversions ln((x+.5)/(n+1)) with variance (1-p)/(x+.5) (raw p; if all converted, 1-p is
    .5/(n+1)). For values the delta method: variance of the mean / mean^2.
    """
    if kind == "conversion":
        rate = arm.x / arm.n
        missing = 1 - rate if arm.x < arm.n else 0.5 / (arm.n + 1)
        log_mean = math.log((arm.x + 0.5) / (arm.n + 1))
        return Moments(rate, rate * (1 - rate), log_mean, missing / (arm.x + 0.5))
    mean = arm.total / arm.n
    variance = max(arm.squares / arm.n - mean * mean, 0.0)
    if mean <= 0:
        return Moments(mean, variance, None, 0.0)
    return Moments(mean, variance, math.log(mean), variance / (arm.n * mean * mean))


def compared_phases(phases: tuple[Phase, ...], arm: int) -> Iterator[tuple[Phase, int, int]]:
    """Phases in which both the control and the arm were offered and seen, with their visitors.

    Visitors of an arm with weight 0 were not put there by chance and are left out.
    """
    for phase in phases:
        a, b = phase.arms[0].n, phase.arms[arm].n
        if a > 0 and b > 0 and phase.weights[0] > 0 and phase.weights[arm] > 0:
            yield phase, a, b


def designed_shares(phase: Phase, arm: int) -> tuple[float, float]:
    """The pair's designed weights, scaled to sum to one."""
    total = phase.weights[0] + phase.weights[arm]
    return phase.weights[0] / total, phase.weights[arm] / total


def summarise_pair(phases: tuple[Phase, ...], arm: int, kind: GoalKind) -> PairSummary:
    """Compare ``arm`` with the control within each phase and combine."""
    visitors = 0
    score = score_variance = expected = 0.0
    outcome = outcome_squares = 0.0
    strata: list[tuple[float, float, float, float]] = []  # weight, spare weight, lift, variance
    information = 0.0
    for phase, n_a, n_b in compared_phases(phases, arm):
        a, b = phase.arms[0], phase.arms[arm]
        total = n_a + n_b
        of_a, of_b = moments(a, kind), moments(b, kind)
        pooled_mean = (n_a * of_a.mean + n_b * of_b.mean) / total
        pooled_variance = _pooled_variance(a, b, pooled_mean, kind)
        balance = n_a * n_b / total
        score += balance * (of_b.mean - of_a.mean)
        score_variance += pooled_variance * balance
        visitors += total
        outcome += total * pooled_mean
        outcome_squares += total * (pooled_variance + pooled_mean**2)
        expected += min(n_a, n_b) * (a.x + b.x) / total
        information = _information(phase, arm, balance, total)
        if of_a.log_mean is not None and of_b.log_mean is not None:
            weight = (a.x + b.x) * n_a * n_b / total**2
            variance = of_a.log_variance + of_b.log_variance
            strata.append((weight, balance, of_b.log_mean - of_a.log_mean, variance))
    if not visitors:
        return PairSummary(0, 0.0, None, 0.0, 0.0, 0.0, 0.0)
    mean = outcome / visitors
    spread = max(outcome_squares / visitors - mean * mean, 0.0)
    if len(strata) > 1 and spread > 0:
        information = score_variance / spread
    z = score / math.sqrt(score_variance) if score_variance > 0 else 0.0
    log_lift, variance = _combine(strata)
    dispersion = spread / mean**2 if mean > 0 else 0.0
    return PairSummary(visitors, z, log_lift, variance, expected, information, dispersion)


def _information(phase: Phase, arm: int, balance: float, visitors: int) -> float:
    """n_a n_b / T of one phase, or what its weights give where that is as good as the same.

    So that experiments with the same looks share the bounds of a planned end, which take long to
    solve; a thousandth of the information moves a bound by less than .003.
    """
    share_a, share_b = designed_shares(phase, arm)
    designed = visitors * share_a * share_b
    return designed if abs(balance - designed) <= AS_DESIGNED * designed else balance


def _pooled_variance(a: ArmCounts, b: ArmCounts, mean: float, kind: GoalKind) -> float:
    """Variance of one visitor's outcome about the mean of both arms: no difference assumed."""
    if kind == "conversion":
        return mean * (1 - mean)
    return max((a.squares + b.squares) / (a.n + b.n) - mean * mean, 0.0)


def _combine(strata: list[tuple[float, float, float, float]]) -> tuple[float | None, float]:
    if not strata:
        return None, 0.0
    weights = [weight for weight, _, _, _ in strata]
    if sum(weights) <= 0:  # nobody converted in any phase
        weights = [spare for _, spare, _, _ in strata]
    total = sum(weights)
    lift = sum(w * row[2] for w, row in zip(weights, strata, strict=True)) / total
    variance = sum(w * w * row[3] for w, row in zip(weights, strata, strict=True)) / total**2
    return lift, variance


def standardised_rates(phases: tuple[Phase, ...]) -> list[tuple[float, float]]:
    """(visitors, conversions) of each arm as if all phases had been split alike.

    Direct standardisation over the phases in which every arm was offered, each weighing as many
    visitors as it had; the visitors returned are the number that would give the same variance.
    With one phase these are its own counts. Without a phase common to all arms the newest counts.
    """
    common = [phase for phase in phases if all(arm.n > 0 for arm in phase.arms)]
    if not common:
        common = [phase for phase in phases if any(arm.n > 0 for arm in phase.arms)][-1:]
    if not common:
        return [(0.0, 0.0) for _ in phases[0].arms] if phases else []
    if len(common) == 1:
        return [(float(arm.n), float(arm.x)) for arm in common[0].arms]
    sizes = [sum(arm.n for arm in phase.arms) for phase in common]
    return [
        _standardised([(phase.arms[i].n, phase.arms[i].x) for phase in common], sizes)
        for i in range(len(common[0].arms))
    ]


def _standardised(arms: list[tuple[int, int]], sizes: list[int]) -> tuple[float, float]:
    parts = [size / sum(sizes) for size in sizes]
    rate = sum(part * x / n for part, (n, x) in zip(parts, arms, strict=True))
    if not 0 < rate < 1:
        visitors = float(sum(n for n, _ in arms))
        return visitors, visitors * rate
    # The variance of each phase's rate, taken about the common rate: never zero.
    variance = sum(p * p * rate * (1 - rate) / n for p, (n, _) in zip(parts, arms, strict=True))
    visitors = rate * (1 - rate) / variance
    return visitors, visitors * rate


def standardised_means(phases: tuple[Phase, ...]) -> list[tuple[float, float]]:
    """(mean, standard error) of each arm's value, standardised alike; empty if an arm is unseen."""
    seen = [phase for phase in phases if all(arm.n > 0 for arm in phase.arms)]
    if not seen:
        return []
    sizes = [sum(arm.n for arm in phase.arms) for phase in seen]
    parts = [size / sum(sizes) for size in sizes]
    answers = []
    for i in range(len(seen[0].arms)):
        own = [(phase.arms[i].n, moments(phase.arms[i], "value")) for phase in seen]
        mean = sum(part * m.mean for part, (_, m) in zip(parts, own, strict=True))
        variance = sum(p * p * m.variance / n for p, (n, m) in zip(parts, own, strict=True))
        answers.append((mean, math.sqrt(variance)))
    return answers

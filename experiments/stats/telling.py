"""What a reader is told of a look: figures for every arm, the verdict on the whole, a sentence.

Everything that decides is settled before, in ``verdict.py``; nothing here changes the state.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from experiments.stats import sentences
from experiments.stats.bayes import compare_arms
from experiments.stats.patience import Need, still_needed
from experiments.stats.phases import PairSummary
from experiments.stats.readings import (
    Analysis,
    ArmReading,
    Carried,
    CarriedPair,
    Counts,
    Design,
    Interval,
    Verdict,
)
from experiments.stats.rules import time_fraction
from experiments.stats.shrinkage import Corrected, correct, fit_prior, prior_chance_positive

Chances = tuple[float | None, ...]


@dataclass(frozen=True)
class Look:
    """A look after the state moved on, before the reader's figures are added."""

    counts: Counts
    summaries: list[PairSummary]
    adjusted: list[float]
    state: Carried
    srm_e: float


def tell(design: Design, looks: Sequence[Look], harmed: Collection[int]) -> list[Analysis]:
    """The reading of each look; together is faster than one by one."""
    if not design.is_tested:
        return [_observed(design, look) for look in looks]
    corrected = _corrected(design, [look.summaries for look in looks])
    posteriors = compare_arms(
        [look.counts.phases for look in looks], design.kind, design.higher_is_better
    )
    analyses = []
    for look, lifts, posterior in zip(looks, corrected, posteriors, strict=True):
        arms = _arm_readings(design, look, lifts)
        gains = [_gain(design, lift) for lift in lifts]
        analyses.append(
            _experiment_reading(
                design, look, arms, gains, posterior.p_best, posterior.expected_loss, harmed
            )
        )
    return analyses


def _observed(design: Design, look: Look) -> Analysis:
    """An optimiser's results: what was seen, and nothing that only a test could tell."""
    arms = tuple(
        ArmReading(
            name=name,
            verdict="open",
            p=1.0,
            own_p=1.0,
            lift=_observed_lift(summary),
            corrected_lift=None,
            p_better=None,
            drift=False,
        )
        for name, summary in zip(design.arms[1:], look.summaries, strict=True)
    )
    unknown: Chances = (None,) * len(design.arms)
    return Analysis(
        verdict="observed",
        arm=None,
        arms=arms,
        p_best=unknown,
        expected_loss=unknown,
        srm_e=look.srm_e,
        leak=False,
        ended=look.counts.is_over,
        visitors_needed=None,
        days_needed=None,
        sentence=sentences.observed(),
    )


def _corrected(design: Design, looks: Sequence[list[PairSummary]]) -> list[list[Corrected | None]]:
    """The corrected lift of every pair of every look; None where there is nothing to correct."""
    log_lifts = []
    variances = []
    for summaries in looks:
        for summary in summaries:
            if summary.log_lift is not None and summary.variance > 0:
                log_lifts.append(summary.log_lift)
                variances.append(summary.variance)
    answers = iter(correct(fit_prior(design.history), log_lifts, variances))
    return [
        [next(answers) if s.log_lift is not None and s.variance > 0 else None for s in summaries]
        for summaries in looks
    ]


def _arm_readings(
    design: Design, look: Look, corrected: list[Corrected | None]
) -> tuple[ArmReading, ...]:
    readings = []
    for index, (summary, pair) in enumerate(zip(look.summaries, look.state.pairs, strict=True)):
        item = corrected[index]
        if item is None:
            positive = prior_chance_positive(fit_prior(design.history))
        else:
            positive = item.p_positive
        better = positive if design.higher_is_better else 1 - positive
        shown = not design.is_bandit
        readings.append(
            ArmReading(
                name=design.arms[index + 1],
                verdict=pair.verdict,
                p=look.adjusted[index],
                own_p=pair.p,
                lift=_shown_interval(summary, pair) if shown else _observed_lift(summary),
                corrected_lift=item.lift if item is not None and shown else None,
                p_better=better if shown else None,
                drift=pair.drift and shown,
                drift_day=pair.drift_day if shown else None,
                leans=pair.sign if design.higher_is_better else -pair.sign,
            )
        )
    return tuple(readings)


def _observed_lift(summary: PairSummary) -> Interval | None:
    """The lift without an interval, where none would hold."""
    if summary.log_lift is None:
        return None
    return Interval(None, math.expm1(summary.log_lift), None)


def _shown_interval(summary: PairSummary, pair: CarriedPair) -> Interval | None:
    """The running interval as a lift; a declared one does not reach over zero."""
    if summary.log_lift is None:
        return None
    low, high = pair.low, pair.high
    if pair.verdict in ("better", "worse") and low is not None and high is not None:
        if pair.sign > 0 and low < 0 < high:
            low = 0.0
        if pair.sign < 0 and low < 0 < high:
            high = 0.0
    return Interval(
        None if low is None else math.expm1(low),
        math.expm1(summary.log_lift),
        None if high is None else math.expm1(high),
    )


def _gain(design: Design, corrected: Corrected | None) -> float:
    """The corrected lift in the direction that is wanted; unknown counts as none."""
    point = corrected.lift.point if corrected else 0.0
    return point if design.higher_is_better else -point


def _verdict(arms: tuple[ArmReading, ...], is_broken: bool) -> Verdict:
    found = {arm.verdict for arm in arms}
    if is_broken:
        return "broken"
    if "better" in found:
        return "winner"
    if found == {"worse"}:
        return "loser"
    if found <= {"worse", "same"}:
        return "no_difference"
    return "keep_going"


def _experiment_reading(
    design: Design,
    look: Look,
    arms: tuple[ArmReading, ...],
    gains: Sequence[float],
    p_best: Chances,
    expected_loss: Chances,
    harmed: Collection[int],
) -> Analysis:
    verdict = _verdict(arms, look.state.broken)
    winner = None
    if verdict == "winner":
        better = [i for i, arm in enumerate(arms, start=1) if arm.verdict == "better"]
        winner = max(better, key=lambda i: gains[i - 1])
    planned = design.rule == "planned_end" and time_fraction(design, look.counts) >= 1
    ended = planned or look.counts.is_over
    need = Need(None, None)
    if verdict == "keep_going" and not ended and not design.is_bandit:
        need = still_needed(design, look.counts, look.summaries, look.state.pairs, arms)
    if verdict == "broken":
        sentence = sentences.broken()
    elif winner is not None:
        sentence = sentences.winner(design, arms[winner - 1], winner in harmed)
    elif verdict == "loser":
        sentence = sentences.loser(design, arms)
    elif verdict == "no_difference":
        sentence = sentences.no_difference(design)
    elif ended:
        sentence = sentences.undecided(design, _closest(arms, gains), planned)
    else:
        sentence = sentences.keep_going(arms, need)
    return Analysis(
        verdict=verdict,
        arm=winner,
        arms=arms,
        p_best=p_best,
        expected_loss=expected_loss,
        srm_e=look.srm_e,
        leak=look.state.leak,
        ended=ended,
        visitors_needed=need.visitors,
        days_needed=need.days,
        sentence=sentences.with_remarks(sentence, arms, look.state.leak),
    )


def _closest(arms: tuple[ArmReading, ...], gains: Sequence[float]) -> ArmReading:
    """Of the arms that may still be better, the one that looks best."""
    undecided = [i for i, arm in enumerate(arms) if arm.verdict != "worse"]
    return arms[max(undecided, key=lambda i: gains[i])]

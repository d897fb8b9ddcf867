"""One look at an experiment, read: the single entry point to the statistics.

``analyse`` takes the design, the newest cumulative counts and what the look before handed on; it
returns the reading and what to hand to the next look. Nothing that was declared is ever taken
back: p is a running minimum, verdicts of arms and alarms latch.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from experiments.stats import sentences, srm
from experiments.stats.bayes import Posterior, compare_arms
from experiments.stats.multiple import bonferroni, holm
from experiments.stats.patience import Need, still_needed
from experiments.stats.phases import PairSummary, summarise_pair
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
from experiments.stats.rules import Situation, time_fraction, update_pair
from experiments.stats.shrinkage import Corrected, correct, fit_prior, prior_chance_positive


@dataclass(frozen=True)
class Look:
    """A look after the state moved on, before the reader's figures are added."""

    counts: Counts
    summaries: list[PairSummary]
    adjusted: list[float]
    state: Carried
    srm_e: float


def analyse(
    design: Design,
    counts: Counts,
    carried: Carried | None = None,
    harmed: Collection[int] = (),
) -> tuple[Analysis, Carried]:
    """Read one look.

    ``counts`` are cumulative; ``carried`` is what the reading of the look before returned (None
    at the first). ``harmed`` holds the indices of arms that a guardrail goal says are harmed: one
    of them can win, but its sentence does not call it safe. Raises ValueError if a phase lists
    another number of arms than the design.
    """
    analyses, state = analyse_looks(design, [counts], carried, harmed)
    return analyses[0], state


def analyse_looks(
    design: Design,
    looks: Sequence[Counts],
    carried: Carried | None = None,
    harmed: Collection[int] = (),
) -> tuple[list[Analysis], Carried]:
    """Read several looks in order; the same as reading one after the other, but faster."""
    state = carried or Carried()
    steps = []
    for counts in looks:
        step = move_on(design, counts, state)
        state = step.state
        steps.append(step)
    corrected = _corrected(design, [step.summaries for step in steps])
    posteriors = compare_arms(
        [counts.phases for counts in looks], design.kind, design.higher_is_better
    )
    analyses = []
    for step, lifts, posterior in zip(steps, corrected, posteriors, strict=True):
        arms = _arm_readings(design, step, lifts)
        analyses.append(_experiment_reading(design, step, arms, posterior, harmed))
    return analyses, state


def move_on(design: Design, counts: Counts, carried: Carried) -> Look:
    """Update the running state of every pair and the alarms: all that decides.

    Raises ValueError if a phase lists another number of arms than the design.
    """
    if not counts.phases or any(len(p.arms) != len(design.arms) for p in counts.phases):
        raise ValueError("every phase must list all arms of the design, and there must be one")
    others = range(1, len(design.arms))
    before = carried.pairs + (CarriedPair(),) * (len(others) - len(carried.pairs))
    summaries = [summarise_pair(counts.phases, arm, design.kind) for arm in others]
    moved = [
        update_pair(Situation(design, counts, arm, summaries[arm - 1]), before[arm - 1])
        for arm in others
    ]
    adjust = bonferroni if design.rule == "planned_end" else holm
    adjusted = adjust([pair.p for pair in moved])
    pairs = tuple(_with_verdict(design, pair, p) for pair, p in zip(moved, adjusted, strict=True))
    srm_e = srm.evidence(counts.phases)
    state = Carried(
        pairs=pairs,
        broken=carried.broken or srm_e >= srm.ALARM,
        leak=carried.leak or srm.leaks(counts.phases),
    )
    return Look(counts, summaries, adjusted, state, srm_e)


def harmed_arms(guardrail: Analysis, alpha: float) -> frozenset[int]:
    """Arms (control = 0) that the anytime reading of a guardrail goal says are worse.

    A guardrail is read with the rule "anytime" whatever the primary goal's rule; its own p, not
    the one adjusted for the number of arms, raises the flag.
    """
    return frozenset(
        index
        for index, arm in enumerate(guardrail.arms, start=1)
        if arm.verdict == "worse" or (arm.own_p <= alpha and arm.p_better < 0.5)
    )


def _with_verdict(design: Design, pair: CarriedPair, p: float) -> CarriedPair:
    """The pair with its verdict; the first that is not "open" stays for good."""
    if pair.verdict != "open":
        return pair
    if p <= design.alpha and pair.sign:
        better = (pair.sign > 0) == design.higher_is_better
        return replace(pair, verdict="better" if better else "worse")
    if (
        design.rope > 0
        and pair.low is not None
        and pair.high is not None
        and pair.low >= math.log1p(-design.rope)
        and pair.high <= math.log1p(design.rope)
    ):
        return replace(pair, verdict="same")
    return pair


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
        readings.append(
            ArmReading(
                name=design.arms[index + 1],
                verdict=pair.verdict,
                p=look.adjusted[index],
                own_p=pair.p,
                lift=_shown_interval(summary, pair),
                corrected_lift=None if item is None else item.lift,
                p_better=positive if design.higher_is_better else 1 - positive,
                drift=pair.drift,
            )
        )
    return tuple(readings)


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


def _gain(design: Design, arm: ArmReading) -> float:
    """The corrected lift in the direction that is wanted; unknown counts as none."""
    point = arm.corrected_lift.point if arm.corrected_lift else 0.0
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
    posterior: Posterior,
    harmed: Collection[int],
) -> Analysis:
    verdict = _verdict(arms, look.state.broken)
    winner = None
    if verdict == "winner":
        better = [i for i, arm in enumerate(arms, start=1) if arm.verdict == "better"]
        winner = max(better, key=lambda i: _gain(design, arms[i - 1]))
    ended = design.rule == "planned_end" and time_fraction(design, look.counts) >= 1
    need = Need(None, None)
    if verdict == "keep_going" and not ended:
        need = still_needed(design, look.counts, look.summaries, look.state.pairs, arms)
    sentence = _sentence(design, verdict, arms, winner in harmed, winner, ended, need)
    return Analysis(
        verdict=verdict,
        arm=winner,
        arms=arms,
        p_best=posterior.p_best,
        expected_loss=posterior.expected_loss,
        srm_e=look.srm_e,
        leak=look.state.leak,
        ended=ended,
        visitors_needed=need.visitors,
        days_needed=need.days,
        sentence=sentences.with_remarks(sentence, arms, look.state.leak),
    )


def _sentence(
    design: Design,
    verdict: Verdict,
    arms: tuple[ArmReading, ...],
    is_harmed: bool,
    winner: int | None,
    ended: bool,
    need: Need,
) -> str:
    if verdict == "broken":
        return sentences.broken()
    if winner is not None:
        return sentences.winner(design, arms[winner - 1], is_harmed)
    if verdict == "loser":
        return sentences.loser(design, arms)
    if verdict == "no_difference":
        return sentences.no_difference(design)
    if ended:
        return sentences.used_up(design, max(arms, key=lambda arm: _gain(design, arm)))
    return sentences.keep_going(arms, need)

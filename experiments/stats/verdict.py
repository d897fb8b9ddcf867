"""One look at an experiment, read: the single entry point to the statistics.

``analyse`` takes the design, the newest cumulative counts and what the look before handed on; it
returns the reading and what to hand to the next look. Nothing that was declared is ever taken
back: p is a running minimum, verdicts of arms and alarms latch.
"""

import math
from collections.abc import Collection
from dataclasses import replace

from experiments.stats import sentences, srm
from experiments.stats.bayes import compare_arms
from experiments.stats.multiple import bonferroni, holm
from experiments.stats.phases import PairSummary, summarise_pair
from experiments.stats.power import visitors_to_decide
from experiments.stats.readings import (
    Analysis,
    ArmReading,
    ArmVerdict,
    Carried,
    CarriedPair,
    Counts,
    Design,
    Interval,
    Verdict,
)
from experiments.stats.rules import Situation, time_fraction, update_pair
from experiments.stats.shrinkage import Corrected, correct, fit_prior, prior_chance_positive


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
    if not counts.phases or any(len(p.arms) != len(design.arms) for p in counts.phases):
        raise ValueError("every phase must list all arms of the design, and there must be one")
    carried = carried or Carried()
    others = range(1, len(design.arms))
    pairs = carried.pairs + (CarriedPair(),) * (len(others) - len(carried.pairs))
    summaries = [summarise_pair(counts.phases, arm, design.kind) for arm in others]
    pairs = tuple(
        update_pair(Situation(design, counts, arm, summaries[arm - 1]), pairs[arm - 1])
        for arm in others
    )
    adjust = bonferroni if design.rule == "planned_end" else holm
    adjusted = adjust([pair.p for pair in pairs])
    pairs = tuple(
        replace(pair, verdict=_arm_verdict(design, pair, p))
        for pair, p in zip(pairs, adjusted, strict=True)
    )
    srm_e = srm.evidence(counts.phases)
    state = Carried(
        pairs=pairs,
        broken=carried.broken or srm_e >= srm.ALARM,
        leak=carried.leak or srm.leaks(counts.phases),
    )
    arms = _arm_readings(design, summaries, pairs, adjusted)
    return _experiment_reading(design, counts, state, summaries, arms, srm_e, harmed), state


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


def _arm_verdict(design: Design, pair: CarriedPair, p: float) -> ArmVerdict:
    """The verdict of an arm: the first one that is not "open" stays for good."""
    if pair.verdict != "open":
        return pair.verdict
    if p <= design.alpha and pair.sign:
        return "better" if (pair.sign > 0) == design.higher_is_better else "worse"
    if (
        design.rope > 0
        and pair.low is not None
        and pair.high is not None
        and pair.low >= math.log1p(-design.rope)
        and pair.high <= math.log1p(design.rope)
    ):
        return "same"
    return "open"


def _arm_readings(
    design: Design,
    summaries: list[PairSummary],
    pairs: tuple[CarriedPair, ...],
    adjusted: list[float],
) -> tuple[ArmReading, ...]:
    corrected = _corrected(design, summaries)
    unseen = 0.5
    if any(item is None for item in corrected):
        unseen = prior_chance_positive(fit_prior(design.history))
    readings = []
    for index, (summary, pair) in enumerate(zip(summaries, pairs, strict=True)):
        item = corrected[index]
        positive = unseen if item is None else item.p_positive
        readings.append(
            ArmReading(
                name=design.arms[index + 1],
                verdict=pair.verdict,
                p=adjusted[index],
                own_p=pair.p,
                lift=_shown_interval(summary, pair),
                corrected_lift=None if item is None else item.lift,
                p_better=positive if design.higher_is_better else 1 - positive,
                drift=pair.drift,
            )
        )
    return tuple(readings)


def _corrected(design: Design, summaries: list[PairSummary]) -> list[Corrected | None]:
    known = [s for s in summaries if s.log_lift is not None and s.variance > 0]
    answers = iter(
        correct(
            fit_prior(design.history),
            [s.log_lift for s in known if s.log_lift is not None],
            [s.variance for s in known],
        )
    )
    return [next(answers) if s.log_lift is not None and s.variance > 0 else None for s in summaries]


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
    counts: Counts,
    state: Carried,
    summaries: list[PairSummary],
    arms: tuple[ArmReading, ...],
    srm_e: float,
    harmed: Collection[int],
) -> Analysis:
    verdict = _verdict(arms, state.broken)
    best = max(range(len(arms)), key=lambda i: _gain(design, arms[i]))
    chosen = None
    if verdict == "winner":
        better = [i for i, arm in enumerate(arms) if arm.verdict == "better"]
        chosen = max(better, key=lambda i: _gain(design, arms[i])) + 1
    ended = design.rule == "planned_end" and time_fraction(design, counts) >= 1
    visitors, days = None, None
    if verdict == "keep_going" and not ended:
        visitors, days = _still_needed(design, counts, state, summaries, arms)
    if verdict == "broken":
        sentence = sentences.broken()
    elif chosen is not None:
        sentence = sentences.winner(design, arms[chosen - 1], chosen in harmed)
    elif verdict == "loser":
        sentence = sentences.loser(design, arms)
    elif verdict == "no_difference":
        sentence = sentences.no_difference(design)
    elif ended:
        sentence = sentences.used_up(design, arms[best])
    else:
        sentence = sentences.keep_going(arms, visitors, days)
    posterior = compare_arms(counts.phases, design.kind, design.higher_is_better)
    return Analysis(
        verdict=verdict,
        arm=chosen,
        arms=arms,
        p_best=posterior.p_best,
        expected_loss=posterior.expected_loss,
        srm_e=srm_e,
        leak=state.leak,
        ended=ended,
        visitors_needed=visitors,
        days_needed=days,
        sentence=sentences.with_remarks(sentence, arms, state.leak),
    )


def _still_needed(
    design: Design,
    counts: Counts,
    state: Carried,
    summaries: list[PairSummary],
    arms: tuple[ArmReading, ...],
) -> tuple[int | None, float | None]:
    """Visitors over all arms and days until the first open arm is likely to be decided."""
    seen = sum(arm.n for phase in counts.phases for arm in phase.arms)
    daily = counts.daily_visitors
    if daily is None and counts.elapsed_days:
        daily = seen / counts.elapsed_days
    if design.rule == "planned_end" and design.plan:
        if design.plan.size:
            left = max(design.plan.size - seen, 0)
            return left, left / daily if daily else None
        days = max((design.plan.days or 0.0) - (counts.elapsed_days or 0.0), 0.0)
        return (round(days * daily) if daily else None), days
    level = design.alpha / len(arms)
    needs = []
    for index, (summary, pair, arm) in enumerate(zip(summaries, state.pairs, arms, strict=True)):
        if arm.verdict != "open" or not summary.log_lift or not arm.corrected_lift:
            continue
        z = summary.z * math.log1p(arm.corrected_lift.point) / summary.log_lift
        if pair.horizon is not None:
            size = visitors_to_decide(z, summary.visitors, pair.horizon, level)
            if size is not None:
                weights = counts.phases[-1].weights
                share = (weights[0] + weights[index + 1]) / sum(weights)
                if share > 0:
                    needs.append((size - summary.visitors) / share)
    if not needs:
        return None, None
    return math.ceil(min(needs)), (min(needs) / daily if daily else None)

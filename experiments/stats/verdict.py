"""One look at an experiment, read: the single entry point to the statistics.

``analyse`` takes the design, the newest cumulative counts and what the look before handed on; it
returns the reading and what to hand to the next look. Nothing that was declared is ever taken
back: p is a running minimum, verdicts of arms and alarms latch.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from experiments.stats import cuped, srm
from experiments.stats.multiple import bonferroni, holm
from experiments.stats.phases import summarise_pair
from experiments.stats.readings import Analysis, Carried, CarriedPair, Counts, Design
from experiments.stats.rules import Situation, update_pair
from experiments.stats.telling import Look, tell


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
    return tell(design, steps, harmed), state


def move_on(design: Design, counts: Counts, carried: Carried) -> Look:
    """Update the running state of every pair and the alarms: all that decides.

    Raises ValueError if a phase lists another number of arms than the design.
    """
    if not counts.phases or any(len(p.arms) != len(design.arms) for p in counts.phases):
        raise ValueError("every phase must list all arms of the design, and there must be one")
    if not design.is_tested:
        pairs = (CarriedPair(),) * (len(design.arms) - 1)
        summaries = [summarise_pair(counts.phases, 1 + i, design.kind) for i in range(len(pairs))]
        return Look(counts, summaries, [1.0] * len(pairs), replace(carried, pairs=pairs), 1.0)
    if design.kind == "value":
        counts = replace(counts, phases=cuped.adjusted(counts.phases))
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
    srm_e = srm.evidence(counts.phases) if design.checks_split else 1.0
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
        if arm.verdict == "worse" or (arm.own_p <= alpha and arm.leans < 0)
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
        and not design.is_bandit
        and pair.low is not None
        and pair.high is not None
        and pair.low >= math.log1p(-design.rope)
        and pair.high <= math.log1p(design.rope)
    ):
        return replace(pair, verdict="same")
    return pair

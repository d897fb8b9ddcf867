"""Do the statistics keep their promises? Simulated and real tests, next to their targets.

    python -m bench.statistics [--quick] [--tests N] [--upworthy CSV]

Simulated tests go through the code that reads real ones. A rate is compared with its target after
taking off 2.33 standard errors, so that a sound rule seldom fails by chance.
"""

import argparse
import math
import os
from pathlib import Path

import numpy as np

from bench.headlines import read_headlines
from bench.resonance import coverage
from bench.tables import row
from experiments.stats import srm
from experiments.stats.bandit import thompson_shares
from experiments.stats.power import visitors_per_arm
from experiments.stats.readings import (
    ArmCounts,
    ArmReading,
    Carried,
    Counts,
    Design,
    Interval,
    Phase,
    Plan,
)
from experiments.stats.verdict import analyse, move_on

SEED = 20261122
CONVERSIONS_PER_TEST = 800
RATES = (0.001, 0.005, 0.05, 0.3)
DECLARED = ("better", "worse")


def simulate(
    random: np.random.Generator, rates: list[float], weights: list[float], size: int, looks: int
) -> list[Counts]:
    """One experiment's looks, equally spaced; visitors and conversions fall as they may."""
    ends = np.linspace(0, size, looks + 1).round().astype(int)[1:]
    steps = np.diff(np.concatenate([[0], ends]))
    n = np.stack([random.multinomial(step, weights) for step in steps])
    x = random.binomial(n, rates)
    n, x = n.cumsum(axis=0), x.cumsum(axis=0)
    answer = []
    for visitors, converted in zip(n.tolist(), x.tolist(), strict=True):
        arms = tuple(ArmCounts(a, b) for a, b in zip(visitors, converted, strict=True))
        answer.append(Counts((Phase(tuple(weights), arms),)))
    return answer


def is_declared(design: Design, looks: list[Counts]) -> bool:
    """Whether any arm is ever declared better or worse."""
    state = Carried()
    for counts in looks:
        state = move_on(design, counts, state).state
        if any(pair.verdict in DECLARED for pair in state.pairs):
            return True
    return False


def design_for(rule: str, arms: int, size: int) -> Design:
    names = tuple(f"arm {i}" for i in range(arms))
    if rule == "planned":
        return Design(arms=names, rule="planned_end", plan=Plan(size=size), rope=0)
    if rule == "tiny":
        return Design(arms=names, rule="tiny_counts", rope=0)
    return Design(arms=names, rope=0)


def verdict_on(rate: float, tests: int, target: float) -> str:
    error = math.sqrt(max(rate * (1 - rate), 1e-9) / tests)
    return "ok" if rate - 2.33 * error <= target else "FAILS"


def no_difference(tests: int) -> None:
    """A/A tests: how many are declared at all, over all their looks."""
    print(f"\nA/A tests declared, target <= 5 % ({tests} tests a cell)")
    row("rule", "rate", "split", "arms", "looks", "declared", "")
    halves, unlike = [0.5, 0.5], [0.9, 0.1]
    cells = [(rate, weights, 30) for rate in RATES for weights in (halves, unlike)]
    cells += [(0.05, halves, 100), (0.05, unlike, 100)]
    cells += [(0.05, [1 / arms] * arms, 30) for arms in (3, 5, 10)]
    random = np.random.default_rng(SEED)
    for rule in ("open", "planned", "tiny"):
        # The rule for tiny counts is slow to read, and exact whatever the number of arms.
        for rate, weights, looks in cells[:8] if rule == "tiny" else cells:
            size = round(CONVERSIONS_PER_TEST / rate / (4 * weights[0] * weights[-1]) ** 0.5)
            if rule == "tiny":
                size //= 10  # about 80 conversions
            design = design_for(rule, len(weights), size)
            rates = [rate] * len(weights)
            found = sum(
                is_declared(design, simulate(random, rates, weights, size, looks))
                for _ in range(tests)
            )
            share = found / tests
            split = f"{weights[0]:.0%}/{weights[-1]:.0%}"
            shown = f"{share:.2%}"
            row(rule, rate, split, len(weights), looks, shown, verdict_on(share, tests, 0.05))


def bandits(tests: int) -> None:
    """A/A tests whose shares follow the results: each batch a phase of its own."""
    print(f"\nA/A bandits declared, 20 batches of 1,000, target <= 5 % ({tests} tests a cell)")
    row("aim", "rate", "arms", "declared", "")
    random = np.random.default_rng(SEED + 5)
    for aim, rate, arms in (("earn", 0.05, 2), ("learn", 0.05, 2), ("earn", 0.3, 4)):
        design = Design(arms=tuple(f"arm {i}" for i in range(arms)), rope=0, is_bandit=True)
        found = 0
        for _ in range(tests):
            shares = [1 / arms] * arms
            phases: list[Phase] = []
            state = Carried()
            for batch in range(20):
                n = random.multinomial(1_000, shares)
                x = random.binomial(n, rate)
                cells = tuple(ArmCounts(a, b) for a, b in zip(n.tolist(), x.tolist(), strict=True))
                phases.append(Phase(tuple(shares), cells))
                state = move_on(design, Counts(tuple(phases)), state).state
                seen = [sum(p.arms[i].n for p in phases) for i in range(arms)]
                hits = [sum(p.arms[i].x for p in phases) for i in range(arms)]
                shares = thompson_shares(hits, seen, aim=aim, seed=batch)
            found += any(pair.verdict in DECLARED for pair in state.pairs)
        share = found / tests
        row(aim, rate, arms, f"{share:.2%}", verdict_on(share, tests, 0.05))


def every_visitor(tests: int) -> None:
    """The open rule looked at after every single visitor."""
    print(f"\nA/A tests, a look after every visitor, target <= 5 % ({tests} tests)")
    random = np.random.default_rng(SEED + 1)
    design = design_for("open", 2, 0)
    found = 0
    size = 3_000
    for _ in range(tests):
        arm = random.random(size) < 0.5
        hit = random.random(size) < 0.1
        n_b, x_b = arm.cumsum(), (arm & hit).cumsum()
        n_a, x_a = np.arange(1, size + 1) - n_b, hit.cumsum() - x_b
        looks = [
            Counts((Phase((0.5, 0.5), (ArmCounts(na, xa), ArmCounts(nb, xb))),))
            for na, xa, nb, xb in zip(
                n_a.tolist(), x_a.tolist(), n_b.tolist(), x_b.tolist(), strict=True
            )
        ]
        found += is_declared(design, looks)
    share = found / tests
    row("open", "0.1", "50%/50%", 2, size, f"{share:.2%}", verdict_on(share, tests, 0.05))


def power(tests: int) -> None:
    """Tests with a real lift of 20 %, at the size where a test read once has 80 % power."""
    print(f"\nPower for +20 % at the fixed test's size, 30 looks ({tests} tests a cell)")
    row("rate", "size", "open", ">= 46 %", "planned", ">= 76 %")
    random = np.random.default_rng(SEED + 2)
    for rate in (0.005, 0.05, 0.1, 0.3):
        size = 2 * math.ceil(visitors_per_arm(rate, 1.2 * rate))
        shares = []
        for rule in ("open", "planned"):
            design = design_for(rule, 2, size)
            found = sum(
                is_declared(design, simulate(random, [rate, 1.2 * rate], [0.5, 0.5], size, 30))
                for _ in range(tests)
            )
            shares.append(found / tests)
        marks = [
            "ok" if share + 2.33 * math.sqrt(share * (1 - share) / tests) >= target else "FAILS"
            for share, target in zip(shares, (0.46, 0.76), strict=True)
        ]
        row(rate, size, f"{shares[0]:.1%}", marks[0], f"{shares[1]:.1%}", marks[1])


def sample_ratio(tests: int) -> None:
    """Sound splits that ever raise the alarm over 500 looks, and faulty ones that do."""
    print(f"\nSample ratio alarm over 500 looks of 100 visitors ({tests} tests)")
    row("true share", "alarms", "target", "")
    random = np.random.default_rng(SEED + 3)
    for share in (0.5, 0.52):
        steps = random.binomial(100, share, size=(tests, 500)).cumsum(axis=1)
        alarms = 0
        for path in steps.tolist():
            alarms += any(
                srm.log_evidence((100 * (k + 1) - b, b), (0.5, 0.5)) >= math.log(srm.ALARM)
                for k, b in enumerate(path)
            )
        rate = alarms / tests
        target, mark = ("<= 1 %", verdict_on(rate, tests, 0.01)) if share == 0.5 else ("-", "")
        row(share, f"{rate:.2%}", target, mark)


def example() -> None:
    """One reading in words, so that the tables have a face."""
    design = Design(arms=("Today's text", "Naming the Sunday evenings"), outcome="sign-ups")
    counts = Counts((Phase((0.5, 0.5), (ArmCounts(9_000, 900), ArmCounts(9_000, 1_080))),))
    analysis, _ = analyse(design, counts)
    reading: ArmReading = analysis.arms[0]
    lift: Interval | None = reading.corrected_lift
    print(analysis.sentence)
    if lift is not None:
        print(
            f"p {reading.p:.4f}, corrected lift {lift.point:.1%}, P(better) {reading.p_better:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="150 simulated tests a cell")
    parser.add_argument("--tests", type=int, default=1_000, help="simulated tests a cell")
    parser.add_argument(
        "--upworthy",
        type=Path,
        metavar="CSV",
        default=os.environ.get("UPWORTHY_CSV"),
        help="headline tests to read (default: the file named by UPWORTHY_CSV)",
    )
    options = parser.parse_args()
    tests = 150 if options.quick else options.tests
    example()
    no_difference(tests)
    bandits(tests // 4)
    every_visitor(tests // 5)
    power(tests)
    sample_ratio(tests)
    coverage(tests // 4)
    if options.upworthy:
        read_headlines(Path(options.upworthy))
    else:
        print("\nReal headline tests were not read: give --upworthy or UPWORTHY_CSV.")


if __name__ == "__main__":
    main()

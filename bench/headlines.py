"""Real headline tests of the Upworthy Research Archive, read by our statistics.

The archive (Matias, Munger, Le Quere and Ebersole 2021, doi 10.1038/s41597-021-00934-7, CC BY 4.0)
is not part of this project: give its path to ``python -m bench.statistics --upworthy CSV``.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np

from bench.tables import row
from experiments.stats import srm
from experiments.stats.phases import PairSummary, summarise_pair
from experiments.stats.readings import ArmCounts, Counts, Design, Phase
from experiments.stats.shrinkage import correct, fit_prior
from experiments.stats.verdict import analyse

SEED = 20261132
SPLITS = 10
KNOWN_FAULT_WEEKS = ("201325", "201402")
DESIGN = Design(arms=("one headline", "another headline"), rope=0)

Headline = tuple[int, int]
"""Impressions and clicks."""


def headline_tests(path: Path) -> dict[str, tuple[str, list[Headline]]]:
    """Tests of the Upworthy archive: week, and the headlines shown with one and the same image."""
    groups: dict[tuple[str, str], list[Headline]] = defaultdict(list)
    weeks: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            key = (line["clickability_test_id"], line["eyecatcher_id"])
            groups[key].append((int(line["impressions"]), int(line["clicks"])))
            weeks[key[0]] = line["test_week"]
    return {"/".join(key): (weeks[key[0]], arms) for key, arms in groups.items() if len(arms) > 1}


def halves(random: np.random.Generator, arm: Headline) -> tuple[ArmCounts, ArmCounts]:
    """Visitors parted at random into two halves."""
    n, x = arm
    first = n // 2
    hits = int(random.hypergeometric(x, n - x, first))
    return ArmCounts(first, hits), ArmCounts(n - first, x - hits)


def pairs_of(
    random: np.random.Generator, arms: list[Headline]
) -> Iterator[tuple[Headline, Headline]]:
    """Each other headline against a control drawn at random: the file lists the best first."""
    order = random.permutation(len(arms)).tolist()
    for other in order[1:]:
        yield arms[order[0]], arms[other]


@dataclass(frozen=True)
class Claim:
    """Log lifts of one headline pair: seen in one half with its ``variance``, corrected, and seen
    in the other half, there also the two rates. ``flat_p`` is P(better) with nothing corrected."""

    seen: float
    variance: float
    corrected: float
    held_out: float
    held_out_rates: tuple[float, float]
    p_better: float
    flat_p: float
    is_winner: bool


def claims(path: Path, seed: int) -> tuple[int, list[Claim]]:
    """Number of past pairs, and the pairs of the other tests with enough clicks to be read."""
    tests = headline_tests(path)
    random = np.random.default_rng(seed)
    keys = sorted(
        key
        for key, (week, _) in tests.items()
        if not KNOWN_FAULT_WEEKS[0] <= week <= KNOWN_FAULT_WEEKS[1]
    )
    random.shuffle(keys)
    past, present = keys[: len(keys) // 2], keys[len(keys) // 2 :]
    history = [
        (summary.log_lift, math.sqrt(summary.variance))
        for key in past
        for a, b in pairs_of(random, tests[key][1])
        if (summary := compare(ArmCounts(*a), ArmCounts(*b))).log_lift is not None
    ]
    prior = fit_prior(tuple(history))
    found = []
    for key in present:
        for a, b in pairs_of(random, tests[key][1]):
            (a1, a2), (b1, b2) = halves(random, a), halves(random, b)
            train, held_out = compare(a1, b1), compare(a2, b2)
            if a1.x + b1.x < 20 or train.log_lift is None or held_out.log_lift is None:
                continue
            (lift,) = correct(prior, [train.log_lift], [train.variance])
            analysis, _ = analyse(DESIGN, Counts((Phase((0.5, 0.5), (a1, b1)),)))
            found.append(
                Claim(
                    train.log_lift,
                    train.variance,
                    math.log1p(lift.lift.point),
                    held_out.log_lift,
                    (a2.x / a2.n, b2.x / b2.n),
                    lift.p_positive,
                    NormalDist().cdf(train.log_lift / math.sqrt(train.variance)),
                    analysis.arms[0].verdict == "better",
                )
            )
    return len(history), found


def compare(a: ArmCounts, b: ArmCounts) -> PairSummary:
    return summarise_pair((Phase((0.5, 0.5), (a, b)),), 1, "conversion")


def read_headlines(path: Path) -> None:
    """Real headline tests: what a winner of one half is worth in the other half.

    Lifts are averaged as logarithms, since the ratio of two small counts is biased upwards; beside
    that, as ``of rates``, how many clicks a view all winners got in the held-out half, over those
    of their controls. The splits share their data, so the error is that of one split.
    """
    found = []
    for split in range(SPLITS):
        pairs, some = claims(path, SEED + split)
        found += some
    print(
        f"\nReal headline tests, {SPLITS} times split in halves ({pairs} past pairs, "
        f"{len(found) // SPLITS} read each time); target: corrected within 5 points of held out, "
        "at most 6 % reversed"
    )
    row(
        "declared by", "count", "seen", "corrected", "held out", "of rates", "error", "reversed", ""
    )
    for name, chosen in (
        ("flat P > 95 %", [claim for claim in found if claim.flat_p > 0.95]),
        ("P > 95 %", [claim for claim in found if claim.p_better > 0.95]),
        ("open rule", [claim for claim in found if claim.is_winner]),
    ):
        if not chosen:
            continue
        seen, corrected, held_out = (
            math.expm1(float(np.mean([getattr(claim, part) for claim in chosen])))
            for part in ("seen", "corrected", "held_out")
        )
        rates = [float(np.mean([claim.held_out_rates[i] for claim in chosen])) for i in (0, 1)]
        turned = float(np.mean([claim.held_out < 0 for claim in chosen]))
        gap = corrected - held_out
        gaps = [claim.held_out - claim.corrected for claim in chosen]
        error = (1 + held_out) * float(np.std(gaps)) / math.sqrt(len(chosen) / SPLITS)
        if name == "P > 95 %":
            fine = abs(gap) - 2.33 * error <= 0.05 and turned <= 0.06
        else:
            fine = gap - 2.33 * error <= 0.05
        lifts = (seen, corrected, held_out, rates[1] / rates[0] - 1)
        mark = "-" if name.startswith("flat") else "ok" if fine else "FAILS"
        row(name, len(chosen), *(f"{lift:+.1%}" for lift in lifts), f"{error:.1%}",
            f"{turned:.1%}", mark)  # fmt: skip
    spreads(found)
    archive_ratio(path)


def spreads(found: list[Claim]) -> None:
    """Why a gap is left: how much headlines really differ, by how noisy the half was that was seen.

    The covariance of the two halves is the variance of the true effects. The correction takes it
    for the same everywhere.
    """
    print("\nTrue spread of the log lift by the noise of the half seen")
    row("noise", "true spread", "held out / corrected")
    found = sorted(found, key=lambda claim: claim.variance)
    size = len(found) // 4
    for part in (found[i * size : (i + 1) * size] for i in range(4)):
        seen, corrected, held_out = (
            np.array([getattr(claim, name) for claim in part])
            for name in ("seen", "corrected", "held_out")
        )
        noise = math.sqrt(float(np.mean([claim.variance for claim in part])))
        spread = math.sqrt(max(float(np.cov(seen, held_out)[0, 1]), 0.0))
        row(f"{noise:.2f}", f"{spread:.2f}", f"{np.polyfit(corrected, held_out, 1)[0]:.2f}")


def archive_ratio(path: Path) -> None:
    """How many tests of the archive's known-bad weeks, and of others, raise the ratio alarm."""
    visitors: dict[str, list[int]] = defaultdict(list)
    weeks: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            visitors[line["clickability_test_id"]].append(int(line["impressions"]))
            weeks[line["clickability_test_id"]] = line["test_week"]
    found = {True: [0, 0], False: [0, 0]}
    for key, arms in visitors.items():
        if len(arms) < 2:
            continue
        bad = KNOWN_FAULT_WEEKS[0] <= weeks[key] <= KNOWN_FAULT_WEEKS[1]
        log_e = srm.log_evidence(arms, [1 / len(arms)] * len(arms))
        found[bad][0] += log_e >= math.log(srm.ALARM)
        found[bad][1] += 1
    print("\nSample ratio alarm in the archive")
    for bad, name, target in ((True, "known-bad", ">= 60 %"), (False, "others", "<= .5 %")):
        hits, count = found[bad]
        row(name, f"{hits} of {count}", f"{hits / max(count, 1):.1%}", target)

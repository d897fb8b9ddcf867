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
    """Log lifts of one headline pair: seen in one half, corrected, and seen in the other half."""

    seen: float
    corrected: float
    held_out: float
    p_better: float
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
                    math.log1p(lift.lift.point),
                    held_out.log_lift,
                    lift.p_positive,
                    analysis.arms[0].verdict == "better",
                )
            )
    return len(history), found


def compare(a: ArmCounts, b: ArmCounts) -> PairSummary:
    return summarise_pair((Phase((0.5, 0.5), (a, b)),), 1, "conversion")


def read_headlines(path: Path) -> None:
    """Real headline tests: what a winner of one half is worth in the other half.

    Lifts are averaged as logarithms, since the ratio of two small counts is biased upwards. The
    error is that of the gap between corrected and held out; the splits share their data, so it
    is that of one split.
    """
    found = []
    for split in range(SPLITS):
        pairs, some = claims(path, SEED + split)
        found += some
    print(
        f"\nReal headline tests, {SPLITS} times split in halves "
        f"({pairs} past pairs, {len(found) // SPLITS} read each time)"
    )
    row("declared by", "count", "seen", "corrected", "held out", "error", "reversed", "")
    for name, chosen in (
        ("P > 95 %", [claim for claim in found if claim.p_better > 0.95]),
        ("open rule", [claim for claim in found if claim.is_winner]),
    ):
        if not chosen:
            continue
        seen, corrected, held_out = (
            math.expm1(float(np.mean([getattr(claim, part) for claim in chosen])))
            for part in ("seen", "corrected", "held_out")
        )
        turned = float(np.mean([claim.held_out < 0 for claim in chosen]))
        gap = corrected - held_out
        gaps = [claim.held_out - claim.corrected for claim in chosen]
        error = (1 + held_out) * float(np.std(gaps)) / math.sqrt(len(chosen) / SPLITS)
        if name == "P > 95 %":
            fine = abs(gap) - 2.33 * error <= 0.05 and turned <= 0.06
        else:
            fine = gap - 2.33 * error <= 0.05
        lifts = (f"{seen:+.1%}", f"{corrected:+.1%}", f"{held_out:+.1%}")
        row(name, len(chosen), *lifts, f"{error:.1%}", f"{turned:.1%}", "ok" if fine else "FAILS")
    archive_ratio(path)


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

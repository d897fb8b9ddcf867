"""How fast results are worked out and shown (P5): python -m bench.results

Worked out: one test of 4 arms and 3 goals (<= 2 ms), one of 10 arms and 5 goals (< 5 ms), and 1,000
tests of 4 arms (<= .5 s). Beside it, in the same run, what an analyst does by hand with statsmodels
for the same arms: a two-proportion z test and the interval of the relative risk, which hold for one
look only and correct nothing. Shown: a page's numbers of one test from its stored looks, and a
list of 1,000, on SQLite; beside it the two rows as the ORM reads them. CPU milliseconds, the best
of five, so that other work on the machine blurs little.
"""

import subprocess
import sys
import time
from collections.abc import Callable

from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from bench.site import ROOT, own_environment
from bench.tables import row
from experiments.stats.readings import ArmCounts, Counts, Design, Phase
from experiments.stats.verdict import analyse

RUNS = 5


def best(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one call."""
    fastest = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(times):
            work()
        fastest = min(fastest, (time.process_time() - start) / times)
    return fastest


def marked(seconds: float, target: float) -> str:
    return f"{'ok' if seconds <= target else 'FAILS'} (<= {target * 1e3:g} ms)"


def worked_out() -> None:
    row("worked out", "ours, ms", "statsmodels", "times", "")
    for arms, goals, tests, target in ((4, 3, 1, 0.002), (10, 5, 1, 0.005), (4, 1, 1_000, 0.5)):
        design = Design(arms=tuple(f"arm {i}" for i in range(arms)))
        cells = tuple(ArmCounts(5_000 + i, 500 + 5 * i) for i in range(arms))
        counts = Counts((Phase((1 / arms,) * arms, cells),))
        _, state = analyse(design, counts)

        def ours(
            design: Design = design, counts: Counts = counts, goals: int = goals, state=state
        ) -> None:
            for _ in range(goals):
                analyse(design, counts, state)

        def theirs(cells: tuple[ArmCounts, ...] = cells, goals: int = goals) -> None:
            a = cells[0]
            for _ in range(goals):
                for b in cells[1:]:
                    proportions_ztest([b.x, a.x], [b.n, a.n])
                    confint_proportions_2indep(b.x, b.n, a.x, a.n, compare="ratio")

        mine = best(ours, 20 if tests == 1 else 100) * tests
        other = best(theirs, 5) * tests
        name = f"{tests:,} x {arms} x {goals}"
        row(name, f"{mine * 1e3:.2f}", f"{other * 1e3:.2f}", f"{other / mine:.1f}",
            marked(mine, target))  # fmt: skip


def shown() -> None:
    with own_environment() as environment:
        subprocess.run(
            [sys.executable, "-m", "bench._results_inside"], env=environment, cwd=ROOT, check=True
        )


def main() -> None:
    worked_out()
    sys.stdout.flush()
    shown()


if __name__ == "__main__":
    main()

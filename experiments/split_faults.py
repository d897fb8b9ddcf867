"""What may have spoilt the split of visitors, told from what the counts show: pure.

A wrong split is found by the statistics (``stats/srm.py``); this says where to look for the fault.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from experiments.result_values import Cause, DayCount, PhaseResult, SplitCell

MANY_CROSSED = 0.005
"""Share of visitors who saw two texts from which their ids are suspected."""
ODD_DAY, EVEN = 4.0, 2.5
"""Standard errors from which days are called off, and up to which the others are called even."""
PHASE_OFF = 3.0


def split_cells(
    keys: Sequence[str], counted: Sequence[tuple[Sequence[int], Sequence[float]]]
) -> tuple[SplitCell, ...]:
    """Seen and expected visitors of every arm. ``counted``: (visitors, weights) of each phase."""
    seen = [0] * len(keys)
    expected = [0.0] * len(keys)
    for visitors, weights in counted:
        scale = sum(weights) or 1.0
        for arm in range(len(keys)):
            seen[arm] += visitors[arm]
            expected[arm] += sum(visitors) * weights[arm] / scale
    return tuple(
        SplitCell(key, *both)
        for key, both in zip(keys, zip(seen, expected, strict=True), strict=True)
    )


def likely_causes(
    *,
    cells: Sequence[SplitCell],
    names: Mapping[str, str],
    phases: Sequence[PhaseResult],
    counted: Sequence[tuple[Sequence[int], Sequence[float]]],
    days: Sequence[DayCount],
    crossed: int,
    leak: bool,
    split_by: str,
    uploaded: bool,
) -> tuple[Cause, ...]:
    """Where to look for the fault, what the counts point to first.

    ``names`` has what people call each arm; ``counted`` as in ``split_cells``, by phase.
    """
    causes = []
    visitors = sum(cell.seen for cell in cells)
    if leak:
        causes.append(
            Cause(
                "leak",
                "Visitors were shown a text that should get none: an old page or an old copy of "
                "the list of tests is still kept somewhere.",
            )
        )
    if crossed and crossed >= MANY_CROSSED * (visitors + crossed):
        causes.append(
            Cause(
                "crossed",
                f"{crossed:,} visitors saw two texts and are left out: their id changes on the "
                "way, for instance because a cookie is lost between two domains.",
            )
        )
    causes += _odd_phase(phases, counted)
    causes += _odd_day(days, phases)
    causes += _lost_visitors(cells, names)
    causes.append(_where_split(split_by, uploaded))
    return tuple(causes)


def _odd_phase(
    phases: Sequence[PhaseResult], counted: Sequence[tuple[Sequence[int], Sequence[float]]]
) -> list[Cause]:
    off = [
        phase.number
        for phase, (seen, weights) in zip(phases, counted, strict=False)
        if _worst(seen, weights) >= PHASE_OFF
    ]
    if len(phases) < 2 or len(off) != 1:
        return []
    return [
        Cause(
            "one_phase",
            f"Only phase {off[0]} is off: look at what was changed when its shares came into "
            "force, and whether every page knows of them.",
        )
    ]


def _odd_day(days: Sequence[DayCount], phases: Sequence[PhaseResult]) -> list[Cause]:
    """A single day that is off, or the day from which on they are, while those before it are not.
    Only with one set of shares."""
    shares = {tuple(phase.weights) for phase in phases}
    if len(shares) != 1:
        return []
    weights = shares.pop()
    by_day: dict[date, dict[str, int]] = defaultdict(dict)
    for count in days:
        by_day[count.day][count.arm] = count.n
    arms = list(dict.fromkeys(count.arm for count in days))
    if len(arms) != len(weights):
        return []
    counted = [[seen.get(arm, 0) for arm in arms] for _, seen in sorted(by_day.items())]
    order = sorted(by_day)
    for number, seen in enumerate(counted):
        rest = [*counted[:number], *counted[number + 1 :]]
        if rest and _worst(seen, weights) >= ODD_DAY and _worst(_sums(rest), weights) < EVEN:
            text = "is off: what was published, broke or was sent out on that day?"
            return [Cause("since_day", f"Only {order[number]:%-d %B} {text}")]
    since = max(range(len(order)), key=lambda day: _worst(_sums(counted[day:]), weights))
    if not since or _worst(_sums(counted[:since]), weights) >= EVEN:
        return []
    if _worst(_sums(counted[since:]), weights) < ODD_DAY:
        return []
    text = f"It began about {order[since]:%-d %B}: what was published, broke or was sent out then?"
    return [Cause("since_day", text)]


def _sums(days: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*days, strict=True)]


def _lost_visitors(cells: Sequence[SplitCell], names: Mapping[str, str]) -> list[Cause]:
    """The text that is short of the most visitors for its share."""
    short = [cell for cell in cells if cell.expected > 0 and cell.seen < cell.expected]
    if not short:
        return []
    worst = max(short, key=lambda cell: (cell.expected - cell.seen) / math.sqrt(cell.expected))
    missing = (worst.expected - worst.seen) / worst.expected
    return [
        Cause(
            "lost",
            f"“{names.get(worst.arm, worst.arm)}” has {missing * 100:.1f} % fewer visitors than "
            "its share. Look for what loses them before they are counted: a redirect, a page that "
            "is slower or fails with that text, a consent banner, a blocker.",
        ),
        Cause(
            "robots",
            "Programs that follow one address only, such as link checkers and mail scanners, come "
            "to one text more often than to the others.",
        ),
    ]


def _where_split(split_by: str, uploaded: bool) -> Cause:
    if uploaded:
        return Cause(
            "file", "The counts were uploaded: does the file hold every day and every text whole?"
        )
    if split_by == "platform_test":
        return Cause(
            "platform",
            "The platform splits visitors: check that its test is set to these shares, and that it "
            "does not favour the text that does better.",
        )
    return Cause(
        "events",
        "Whoever is told to see a text must be reported, whatever becomes of them: check that the "
        "page reports every text at the same moment.",
    )


def _worst(seen: Sequence[int], weights: Sequence[float]) -> float:
    """The largest deviation of an arm from its share, in standard errors."""
    total, scale = sum(seen), sum(weights)
    worst = 0.0
    for count, weight in zip(seen, weights, strict=True):
        share = weight / scale if scale else 0.0
        if total and 0 < share < 1:
            off = abs(count - total * share) / math.sqrt(total * share * (1 - share))
            worst = max(worst, off)
    return worst

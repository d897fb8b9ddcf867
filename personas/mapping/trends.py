"""Is a pain said more often than it was? Pure, and honest with small numbers.

The last RECENT_WEEKS are set against the BEFORE_WEEKS before them. What is compared is a pain's
share of all that was said in each, so that listening more does not look like pain. If nothing had
changed, the quotes of a pain would lie in the recent weeks as a handful drawn blindly from all
quotes would: the hypergeometric distribution, which is exact for any number (Fisher, 1935). Among
many pains some look odd by chance; the share of those is held down by Benjamini and Hochberg's
procedure (1995).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from personas.mapping.constants import (
    BEFORE_WEEKS,
    FALSE_ALARMS,
    NEW_QUOTES,
    RECENT_WEEKS,
    TREND_QUOTES,
)

WEEKS = RECENT_WEEKS + BEFORE_WEEKS
MONTHS = 12
Days = Mapping[date, int]
"""Day -> how many quotes."""


class TrendState(StrEnum):
    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FADING = "fading"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Trend:
    """``recent`` and ``before`` are quotes in the two stretches. ``chance`` is how likely a share
    so different would be if nothing had changed; None where too little was said to ask."""

    state: TrendState
    recent: int
    before: int
    chance: float | None


def first_day(until: date) -> date:
    """The first day that trends up to ``until`` look at, months included."""
    return min(first_of_weeks(until), _months(until)[0])


def first_of_weeks(until: date) -> date:
    """The first day of the weeks that are compared."""
    return until - timedelta(days=7 * WEEKS - 1)


def read_trends(
    quotes: Mapping[int, Days], everything: Days, said_earlier: set[int], until: date
) -> dict[int, Trend]:
    """Key -> trend, as of the end of the day ``until``. ``everything`` counts all that was said,
    the quotes of these included; ``said_earlier`` were spoken of before the first of the weeks."""
    all_recent, all_before = _stretches(everything, until)
    counted = {key: _stretches(days, until) for key, days in quotes.items()}
    chances: dict[int, float] = {}
    for key, (recent, before) in counted.items():
        if recent + before >= TREND_QUOTES:
            low, high = tails(recent, recent + before, all_recent, all_recent + all_before)
            chances[key] = min(1.0, 2 * min(low, high))
    sure = _surprising(chances)
    return {
        key: Trend(
            _state(
                recent,
                before,
                is_first=not before and key not in said_earlier,
                is_sure=key in sure,
                expected=(recent + before) * all_recent / max(all_recent + all_before, 1),
                asked=key in chances,
            ),
            recent,
            before,
            chances.get(key),
        )
        for key, (recent, before) in counted.items()
    }


def tails(drawn: int, size: int, marked: int, total: int) -> tuple[float, float]:
    """P(X <= drawn) and P(X >= drawn) of the hypergeometric distribution: ``size`` quotes out of
    ``total``, of which ``marked`` are recent."""
    least, most = max(0, size + marked - total), min(size, marked)

    def probability(number: int) -> float:
        ways = _log_ways(marked, number) + _log_ways(total - marked, size - number)
        return math.exp(ways - _log_ways(total, size))

    below = math.fsum(probability(number) for number in range(least, drawn))
    here = probability(drawn)
    above = math.fsum(probability(number) for number in range(drawn + 1, most + 1))
    return min(1.0, below + here), min(1.0, here + above)


def by_week(days: Days, until: date) -> list[int]:
    """Quotes in each of the WEEKS weeks that end with ``until``, the oldest first."""
    found = [0] * WEEKS
    for day, number in days.items():
        ago = (until - day).days // 7
        if 0 <= ago < WEEKS:
            found[WEEKS - 1 - ago] += number
    return found


def by_month(days: Days, until: date) -> list[int]:
    """Quotes in each of the last MONTHS months, the one of ``until`` being the last."""
    place = {(start.year, start.month): at for at, start in enumerate(_months(until))}
    found = [0] * MONTHS
    for day, number in days.items():
        at = place.get((day.year, day.month))
        if at is not None and day <= until:
            found[at] += number
    return found


def month_names(until: date) -> list[str]:
    return [f"{start:%b %Y}" for start in _months(until)]


def _months(until: date) -> list[date]:
    number = until.year * 12 + until.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(number - MONTHS + 1, number + 1)]


def _stretches(days: Days, until: date) -> tuple[int, int]:
    weeks = by_week(days, until)
    return sum(weeks[-RECENT_WEEKS:]), sum(weeks[:-RECENT_WEEKS])


def _state(
    recent: int, before: int, *, is_first: bool, is_sure: bool, expected: float, asked: bool
) -> TrendState:
    if is_first and recent >= NEW_QUOTES:
        return TrendState.NEW
    if not asked:
        return TrendState.FEW
    if not is_sure:
        return TrendState.STEADY
    return TrendState.RISING if recent > expected else TrendState.FADING


def _surprising(chances: Mapping[int, float]) -> set[int]:
    """Those that are told apart from chance, at most FALSE_ALARMS of them wrongly."""
    ordered = sorted(chances, key=lambda key: (chances[key], key))
    last = 0
    for place, key in enumerate(ordered, start=1):
        if chances[key] <= FALSE_ALARMS * place / len(ordered):
            last = place
    return set(ordered[:last])


def _log_ways(total: int, chosen: int) -> float:
    """Logarithm of "total choose chosen"."""
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """``x`` to ``x + width``; ``y`` from the top. ``recent``: of the last weeks."""

    x: float
    y: float
    width: float
    height: float
    recent: bool


def bars(numbers: Sequence[int], recent: int, width: float = 136, height: float = 32) -> list[Bar]:
    """A small column chart of one row, as high as its highest column; no column, no bar."""
    highest = max(numbers, default=0)
    step = width / max(len(numbers), 1)
    found = []
    for at, number in enumerate(numbers):
        if number:
            tall = max(2.0, number / highest * height)
            is_recent = at >= len(numbers) - recent
            x, y = round(at * step, 1), round(height - tall, 1)
            found.append(Bar(x, y, round(step - 1, 1), round(tall, 1), is_recent))
    return found

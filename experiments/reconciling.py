"""Our counts of a test laid beside those of the web analytics: how they differ, and why. Pure.

Two ways of counting never agree in full. What matters is whether they differ by about the same
share on every text and every day: then a test reads the same by either.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

SAME = 0.05
"""Counts this close are taken for the same."""
FAR = 0.1
"""A day differs when it is this far from what the other days would make one expect."""
SIGMAS = 3.0
SHIFT_GAIN = 0.6
"""Days are shifted when moving them by one leaves at most this part of the difference."""


@dataclass(frozen=True)
class Counted:
    """Counts of one arm on one day; ``arm`` "" where the file does not tell arms apart."""

    day: date
    arm: str
    visitors: int
    conversions: int | None = None


@dataclass(frozen=True)
class Setting:
    """What is known of our counting: the goal's window in days, visitors left out as bots,
    previews and machine opens, and the time zone its days are in."""

    window_days: int
    left_out: int
    time_zone: str


@dataclass(frozen=True)
class Cause:
    """A likely reason, in plain words. ``tone`` is bad where the test itself is in doubt."""

    code: str
    text: str
    tone: str = "info"


def compare(ours: Sequence[Counted], theirs: Sequence[Counted], setting: Setting) -> dict[str, Any]:
    """The summary as it is kept: sentence, totals, arms, days and causes. Shares are theirs/ours.

    Days in which only one side counted are told apart; the shares are those of common days.
    """
    our_days, their_days = {row.day for row in ours}, {row.day for row in theirs}
    common = our_days & their_days
    here = [row for row in ours if row.day in common]
    there = [row for row in theirs if row.day in common]
    share = _share(_visitors(there), _visitors(here))
    arms = _arms(here, there)
    days = _days(ours, theirs, share)
    shift = _shift(here, theirs, share)
    causes = _causes(setting, share, arms, days, shift, here, there)
    return {
        "sentence": _sentence(share, arms, days, bool(common)),
        "share": share,
        "conversions_share": _share(_conversions(there), _conversions(here)),
        "ours": _totals(here),
        "theirs": _totals(there),
        "arms": arms,
        "days": days,
        "only_ours": len(our_days - their_days),
        "only_theirs": len(their_days - our_days),
        "shift": shift,
        "causes": [asdict(cause) for cause in causes],
    }


def _visitors(rows: Sequence[Counted]) -> int:
    return sum(row.visitors for row in rows)


def _conversions(rows: Sequence[Counted]) -> int | None:
    """None where a row does not tell them."""
    known = [row.conversions for row in rows if row.conversions is not None]
    return sum(known) if known and len(known) == len(rows) else None


def _share(theirs: int | None, ours: int | None) -> float | None:
    return theirs / ours if ours and theirs is not None else None


def _totals(rows: Sequence[Counted]) -> dict[str, int | None]:
    return {"visitors": _visitors(rows), "conversions": _conversions(rows)}


def _arms(ours: Sequence[Counted], theirs: Sequence[Counted]) -> list[dict[str, Any]]:
    """Arm by arm; nothing where the file tells none of ours apart."""
    if not {row.arm for row in theirs} - {""}:
        return []
    found = []
    for arm in sorted({row.arm for row in ours}):
        own = [row for row in ours if row.arm == arm]
        other = [row for row in theirs if row.arm == arm]
        found.append(
            {
                "arm": arm,
                "ours": _totals(own),
                "theirs": _totals(other),
                "share": _share(_visitors(other), _visitors(own)),
            }
        )
    return found


def _by_day(rows: Sequence[Counted]) -> dict[date, list[Counted]]:
    found: dict[date, list[Counted]] = defaultdict(list)
    for row in rows:
        found[row.day].append(row)
    return found


def _days(
    ours: Sequence[Counted], theirs: Sequence[Counted], share: float | None
) -> list[dict[str, Any]]:
    own, other = _by_day(ours), _by_day(theirs)
    return [
        {
            "day": day.isoformat(),
            "ours": _totals(own[day]) if day in own else None,
            "theirs": _totals(other[day]) if day in other else None,
            "differs": _differs(own.get(day), other.get(day), share),
        }
        for day in sorted({*own, *other})
    ]


def _differs(
    own: Sequence[Counted] | None, other: Sequence[Counted] | None, share: float | None
) -> bool:
    if not own or not other or share is None:
        return False
    expected = share * _visitors(own)
    return abs(_visitors(other) - expected) > FAR * expected + SIGMAS * sqrt(expected)


def _shift(ours: Sequence[Counted], theirs: Sequence[Counted], share: float | None) -> int:
    """By how many days (-1, 0, 1) their days lie later than ours."""
    if share is None:
        return 0
    own = {day: _visitors(rows) for day, rows in _by_day(ours).items()}
    other = {day: _visitors(rows) for day, rows in _by_day(theirs).items()}
    if len(own) < 4:
        return 0

    def off(by: int) -> float | None:
        pairs = [
            (other[day + timedelta(days=by)], share * number)
            for day, number in own.items()
            if day + timedelta(days=by) in other
        ]
        if len(pairs) < len(own) - 1:
            return None
        return sum(abs(a - b) for a, b in pairs) / max(sum(b for _, b in pairs), 1.0)

    still = off(0)
    if still is None or still <= SAME:
        return 0
    moved = {by: value for by in (-1, 1) if (value := off(by)) is not None}
    best = min(moved, key=lambda by: moved[by], default=0)
    return best if best and moved[best] <= SHIFT_GAIN * still else 0


def _uneven(arms: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The arm that their counting loses or gains most beside the others, if by more than chance."""
    known = [arm for arm in arms if arm["share"] is not None and arm["ours"]["visitors"] > 0]
    if len(known) < 2:
        return None
    ours = sum(arm["ours"]["visitors"] for arm in known)
    mean = sum(arm["theirs"]["visitors"] for arm in known) / ours
    if not mean:
        return None
    worst = max(known, key=lambda arm: abs(arm["share"] / mean - 1))
    error = sqrt(1 / max(worst["theirs"]["visitors"], 1) + 1 / max(worst["ours"]["visitors"], 1))
    off = abs(worst["share"] / mean - 1)
    return worst if off > SAME and off > SIGMAS * error else None


def _causes(
    setting: Setting,
    share: float | None,
    arms: Sequence[Mapping[str, Any]],
    days: Sequence[Mapping[str, Any]],
    shift: int,
    ours: Sequence[Counted],
    theirs: Sequence[Counted],
) -> list[Cause]:
    found = []
    uneven = _uneven(arms)
    if uneven is not None:
        found.append(Cause("arm", ARM.format(arm=uneven["arm"]), "bad"))
    if shift:
        found.append(Cause("time_zone", TIME_ZONE.format(zone=setting.time_zone)))
    if share is not None and share > 1 + SAME:
        found.append(Cause("bots", BOTS.format(number=setting.left_out)))
        found.append(Cause("returning", RETURNING))
    if share is not None and share < 1 - SAME:
        found.append(Cause("consent", CONSENT))
        found.append(Cause("blockers", BLOCKERS))
    if not shift and any(day["differs"] for day in days):
        found.append(Cause("days", DAYS))
    converted = _share(_conversions(theirs), _conversions(ours))
    if share and converted is not None and abs(converted / share - 1) > FAR:
        found.append(Cause("goal", GOAL.format(days=setting.window_days)))
    return found


ARM = (
    "“{arm}” is counted differently from the others. That is more than two ways of counting: a "
    "redirect, a slow page or a missing tag may lose visitors of one text."
)
TIME_ZONE = "Their days fit ours better when moved by one: our days are those of {zone}."
BOTS = "Your analytics may count bots and previews. We left out {number:,} such visits."
RETURNING = (
    "Sessions, or visitors counted anew each day, are more than visitors, whom we count once, on "
    "the day they first took part."
)
CONSENT = "Your analytics may only count those who agreed to be counted."
BLOCKERS = "Ad blockers and private browsing hide visitors from most web analytics."
DAYS = "Some days stand out by themselves: a campaign, an outage, or a tag that was missing."
GOAL = (
    "Conversions differ by another share than visitors: their goal may be another, or they count "
    "repeats. We count each visitor once, within {days} days of taking part."
)


def _sentence(
    share: float | None,
    arms: Sequence[Mapping[str, Any]],
    days: Sequence[Mapping[str, Any]],
    is_common: bool,
) -> str:
    if not is_common:
        return "The file has no day of this test, so there is nothing to compare."
    if share is None:
        return "We counted nobody on these days, so there is nothing to compare."
    said = f"Your analytics counted {share * 100:.0f} % of the visitors we did"
    uneven = _uneven(arms)
    if uneven is not None:
        return f"{said}, but not the same share of each text: look into that before you decide."
    odd = sum(1 for day in days if day["differs"])
    where = " and about the same share of each text" if arms else ""
    if odd:
        return (
            f"{said}{where}; {odd} day{'s' if odd > 1 else ''} stand{'' if odd > 1 else 's'} out."
        )
    if abs(share - 1) <= SAME:
        return f"{said}{where}: the two agree."
    return f"{said}{where}: a difference that leaves the result as it is."

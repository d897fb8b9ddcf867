"""What all testing was worth: extra conversions and money, with how sure that is. Pure.

Every test counts, lost and undecided ones too, with its corrected lifts: what an arm was worth to
the visitors who were shown it (less than nothing where it did worse), and what the text that was
given to everybody was worth to the visitors after that.

Uncertainty. Within a test all parts hang on the same counts, so their ends are added up. Tests are
independent of each other, so for the sum the squares of the distances between point and end are
added, each side by itself (the square-and-add method, Zou and Donner 2008): with symmetric
intervals that is the addition of variances.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=365)
"""An effect is not counted for longer than this after the decision: habits and rivals change."""


@dataclass(frozen=True)
class Lift:
    """A corrected relative lift with its 95 % ends, as the goal counts (0.1 is 10 % more)."""

    low: float
    point: float
    high: float


@dataclass(frozen=True)
class ArmShown:
    """A rival text while it was tested; ``lift`` None where nothing could be told."""

    visitors: int
    lift: Lift | None


@dataclass(frozen=True)
class Account:
    """One test. ``base`` is the control's conversions (or value) a visitor.

    ``rivals`` are its arms without the control; ``given`` is the place among them of the one
    everybody gets since ``decided`` (None: the old text stayed), ``until`` the day another text
    took its place. ``daily`` is how many visitors a day the test had. ``worth`` is that of one
    conversion; None where nobody has said it. ``higher_is_better`` is the goal's direction.
    """

    key: int
    message: int
    started: date
    ended: date
    base: float
    rivals: tuple[ArmShown, ...]
    daily: float
    given: int | None = None
    decided: date | None = None
    until: date | None = None
    worth: float | None = None
    higher_is_better: bool = True


@dataclass(frozen=True)
class Amount:
    """So much more than without the test, with its 95 % interval."""

    low: float
    point: float
    high: float

    def times(self, factor: float) -> "Amount":
        ends = sorted((self.low * factor, self.high * factor))
        return Amount(ends[0], self.point * factor, ends[1])


NOTHING = Amount(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Worth:
    """What one test was worth. ``during`` is what its rivals did to visitors while it ran,
    ``after`` what the new text did since; ``days`` how many days of that were counted, with
    ``visitors`` in all. ``cost`` is what showing worse texts took, as a number above nought."""

    key: int
    during: Amount
    after: Amount
    total: Amount
    money: Amount | None
    cost: float
    days: int
    visitors: float


def worth_of(tests: Sequence[Account], today: date) -> list[Worth]:
    """What each test was worth until ``today``, in their order.

    No visitor counts twice: while a later test of the same message runs, its visitors stand in its
    own account; and a text that was replaced earns nothing any more.
    """
    return [_worth(test, tests, today) for test in tests]


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum of independent amounts."""
    known = list(amounts)
    point = math.fsum(each.point for each in known)
    below = math.sqrt(math.fsum((each.point - each.low) ** 2 for each in known))
    above = math.sqrt(math.fsum((each.high - each.point) ** 2 for each in known))
    return Amount(point - below, point, point + above)


def _worth(test: Account, tests: Sequence[Account], today: date) -> Worth:
    during = [_amount(test, arm.lift, arm.visitors) for arm in test.rivals]
    days = _days_after(test, tests, today)
    visitors = days * test.daily
    lift = test.rivals[test.given].lift if test.given is not None else None
    after = _amount(test, lift, visitors)
    shown = _together(during)
    whole = _together([shown, after])
    return Worth(
        key=test.key,
        during=shown,
        after=after,
        total=whole,
        money=whole.times(test.worth) if test.worth is not None else None,
        cost=-math.fsum(min(each.point, 0.0) for each in during),
        days=days,
        visitors=visitors,
    )


def _amount(test: Account, lift: Lift | None, visitors: float) -> Amount:
    """More of what we hope for from ``visitors`` who got a text with that lift."""
    if lift is None:
        return NOTHING
    once = Amount(lift.low, lift.point, lift.high).times(test.base * visitors)
    return once if test.higher_is_better else once.times(-1)


def _together(parts: Iterable[Amount]) -> Amount:
    """Parts that hang on the same counts: end to end."""
    known = list(parts)
    return Amount(
        math.fsum(each.low for each in known),
        math.fsum(each.point for each in known),
        math.fsum(each.high for each in known),
    )


def _days_after(test: Account, tests: Sequence[Account], today: date) -> int:
    """Days for which everybody got the new text, without those of later tests at the message."""
    if test.given is None or test.decided is None:
        return 0
    later = [each for each in tests if each.message == test.message and each.key != test.key]
    ends = [today, test.decided + LONGEST]
    if test.until is not None:
        ends.append(test.until)
    ends += [
        each.decided
        for each in later
        if each.decided is not None and each.given is not None and each.decided > test.decided
    ]
    last = min(ends)
    own = {test.decided + timedelta(days=number) for number in range((last - test.decided).days)}
    for each in later:
        if each.ended > test.decided:
            own -= {
                each.started + timedelta(days=number)
                for number in range((each.ended - each.started).days + 1)
            }
    return len(own)

"""What people who were shown two texts preferred, counted and hedged.  [pure]

A preference is what somebody says they would rather read. It is no behaviour, and nothing here is
mixed with what experiments measure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

ENOUGH_ANSWERS = 8
"""Below it a pair has no sentence. Of seven who choose, even seven alike are few."""
LEVEL = 0.05
WIDTH = 0.95
NOT_WHAT_THEY_DO = "That is what they prefer to read, not what they do."


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who chose chose this; ``low`` and ``high`` hold the share in 95 of 100
    such counts (Wilson's interval). Without anybody it is 0 of 0, from 0 to 1."""

    chosen: int
    of: int

    @property
    def value(self) -> float:
        return self.chosen / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.chosen, self.of)

    @property
    def low(self) -> float:
        return self.interval[0]

    @property
    def high(self) -> float:
        return self.interval[1]


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers to one pair."""

    first: int
    second: int
    neither: int

    @property
    def answers(self) -> int:
        return self.first + self.second + self.neither

    @property
    def chose(self) -> int:
        return self.first + self.second

    @property
    def chance(self) -> float:
        return sign_test(self.first, self.second)


def wilson(chosen: int, of: int) -> tuple[float, float]:
    """The interval of a share that keeps its promise for few answers too, within 0 and 1."""
    if of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + WIDTH) / 2)
    share, square = chosen / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / of + square / (4 * of))
    low = 0.0 if chosen == 0 else max(0.0, middle - half)
    high = 1.0 if chosen == of else min(1.0, middle + half)
    return low, high


def sign_test(first: int, second: int) -> float:
    """How often tossing a coin for each would come out at least as one-sided (two-sided, exact).

    Whoever chose neither is left out: they say nothing about which of the two.
    """
    of, fewer = first + second, min(first, second)
    tail = sum(comb(of, count) for count in range(fewer + 1))
    return min(1.0, 2 * tail / (1 << of))


def sentence(counted: Counted, *, first: str, second: str, pairs: int = 1) -> str:
    """What came of a pair, in words; ``first`` and ``second`` are how the two are called.

    With several pairs one of them comes out one-sided by chance more easily, so the level is
    shared among them.
    """
    if counted.chose >= ENOUGH_ANSWERS:
        return f"{_who_chose(counted, first, second, pairs)} {NOT_WHAT_THEY_DO}"
    if counted.neither >= ENOUGH_ANSWERS:
        return (
            f"{counted.neither} of {counted.answers} said that neither sounds like their problem."
        )
    return f"Not enough answers yet: {counted.chose} of {ENOUGH_ANSWERS} have chosen."


def _who_chose(counted: Counted, first: str, second: str, pairs: int) -> str:
    more = max(counted.first, counted.second)
    neither = f" {counted.neither} more chose neither." if counted.neither else ""
    if counted.first == counted.second:
        return f"{more} chose {first}, as many chose {second}.{neither}"
    name = first if counted.first > counted.second else second
    said = f"{more} of {counted.chose} chose {name}"
    if counted.chance > LEVEL / pairs:
        return f"{said}, which tossing a coin could bring about too.{neither}"
    return f"{said}.{neither}"


def added(shares: Iterable[Share]) -> Share:
    """Several counts as one."""
    listed = list(shares)
    return Share(sum(each.chosen for each in listed), sum(each.of for each in listed))

"""What customers said in numbers: the mean of ratings of 1 to 5, and how sure it is.

The interval is Student's t for the mean at 95 %, cut off where the scale ends. Somebody who says 4
means "about 4", so the spread is never taken to be less than half a step: five people who all say 5
are no proof that everybody would.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

LOWEST, HIGHEST = 1.0, 5.0
LEAST_SPREAD = 0.5
ENOUGH_RATINGS = 5
"""From so many people on, what they said counts instead of our guess. Below it one odd answer moves
the mean by more than a step; above it the interval is narrow enough to rank by."""

_T_OF_FEW = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""The 97.5 % quantile of Student's t with 1 to 9 degrees of freedom."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of ``n`` ratings with its 95 % interval, all 1 to 5."""

    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What customers said of one pain. ``n`` people rated it."""

    importance: Mean
    satisfaction: Mean

    @property
    def n(self) -> int:
        return self.importance.n

    @property
    def counts(self) -> bool:
        """Whether enough people said so to stand in place of our guess."""
        return self.n >= ENOUGH_RATINGS


def mean_of(ratings: Iterable[int]) -> Mean:
    """The mean of at least one rating of 1 to 5."""
    values = list(ratings)
    return mean_of_sums(len(values), sum(values), sum(value * value for value in values))


def mean_of_sums(n: int, total: float, squares: float) -> Mean:
    """The same, from how many there are, their sum and the sum of their squares."""
    if n < 1:
        raise ValueError("There is no mean of nothing.")
    mean = total / n
    if n == 1:
        return Mean(1, mean, LOWEST, HIGHEST)
    variance = max((squares - n * mean * mean) / (n - 1), LEAST_SPREAD**2)
    half = t_quantile(n - 1) * sqrt(variance / n)
    return Mean(n, mean, max(mean - half, LOWEST), min(mean + half, HIGHEST))


def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, to three decimals.

    The first four terms of its expansion in 1/freedom (Abramowitz and Stegun, 26.7.5), which is
    exact enough from ten degrees of freedom on; a table below that.
    """
    if freedom <= len(_T_OF_FEW):
        return _T_OF_FEW[freedom - 1]
    z, v = _Z, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160
    return z + first / v + second / v**2 + third / v**3 + fourth / v**4

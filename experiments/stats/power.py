"""Planning: how many visitors a test needs, what a placement can detect, how long to keep going.

Standard library only, so that a page may ask.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

from experiments.stats.readings import ALPHA, Rule
from experiments.stats.sample_size import POWER, visitors_per_arm
from experiments.stats.sequential import boundary_squared, horizon_without_plan, rho_squared

__all__ = [
    "DAYS_OF_A_SHORT_TEST",
    "days_for",
    "detectable_lift",
    "power_of",
    "visitors_for_no_difference",
    "visitors_per_arm",
    "visitors_to_agree",
    "visitors_to_decide",
]

DAYS_OF_A_SHORT_TEST = 28
LONGEST_WAIT = 1_000
LARGEST_LOG_SIZE = 40.0
SMALLEST_LIFT = 1e-6
HALVINGS = 60

PLANNED_SHARE_OF_A_FIXED_TEST = 0.93
"""A planned end finds as much as a test that is read once with so many of its visitors: 77 % power
where that one has 80 % (simulated: bench/statistics.py)."""

TINY_COUNTS_PRIOR = 101.0
"""Conversions at which the rule for tiny counts weighs data and mixture alike: 100 and 1."""


def days_for(visitors: float, daily_visitors: float) -> float | None:
    """Days until a placement with this traffic has shown itself to so many visitors."""
    return visitors / daily_visitors if daily_visitors > 0 else None


def detectable_lift(
    control_rate: float, visitors_per_arm: float, power: float = POWER, alpha: float = ALPHA
) -> float | None:
    """The smallest relative lift that arms of this size show with this power; None if there is
    none, however large.

    For a test that is read once. With m arms beside the control give alpha / m; for another rule
    see ``power_of``.
    """
    if not 0 < control_rate < 1 or visitors_per_arm <= 0:
        return None
    largest = (1 - 1e-9) / control_rate - 1

    def missing(lift: float) -> float:
        return _needed(control_rate, lift, alpha, power) - visitors_per_arm

    if largest <= SMALLEST_LIFT or missing(largest) > 0:
        return None
    if missing(SMALLEST_LIFT) <= 0:
        return SMALLEST_LIFT
    return _root(missing, SMALLEST_LIFT, largest)


def _needed(control_rate: float, lift: float, alpha: float, power: float) -> float:
    return visitors_per_arm(control_rate, control_rate * (1 + lift), alpha, power)


def power_of(
    rule: Rule | None,
    control_rate: float,
    lift: float,
    visitors_per_arm: float,
    others: int = 1,
    alpha: float = ALPHA,
) -> float:
    """The chance that a relative ``lift`` is declared by the time equal arms have so many visitors.

    ``rule`` None is a test that is read once, at its end; ``others`` the number of arms beside the
    control. A planned end is taken for a slightly smaller test that is read once. The open rules
    are a Wiener process with drift that meets their boundary, for which the boundary's tangent at
    the end is taken (its chance is exact: Siegmund 1985, *Sequential Analysis*, III.3).
    Within two and a half points of 20,000 simulated tests of 100 looks, at rates from .5 to 30 %.
    Raises ValueError where a rate does not lie between 0
    and 1.
    """
    other_rate = control_rate * (1 + lift)
    if not (0 < control_rate < 1 and 0 < other_rate < 1):
        raise ValueError("rates must lie between 0 and 1")
    level = alpha / others
    if visitors_per_arm <= 0 or lift == 0:
        return level if rule is None else 0.0
    variance = control_rate * (1 - control_rate) + other_rate * (1 - other_rate)
    z = abs(other_rate - control_rate) * math.sqrt(visitors_per_arm / variance)
    normal = NormalDist()
    if rule is None or rule == "planned_end":
        share = 1.0 if rule is None else PLANNED_SHARE_OF_A_FIXED_TEST
        bound = normal.inv_cdf(1 - level / 2)
        signal = z * math.sqrt(share)
        return normal.cdf(signal - bound) + normal.cdf(-signal - bound)
    mean = (control_rate + other_rate) / 2
    if rule == "anytime":
        time = 2 * visitors_per_arm
        horizon = horizon_without_plan((1 - mean) / mean, 0.5, 0.5)
        growth = time * rho_squared(horizon)
    else:
        time = 2 * visitors_per_arm * mean  # conversions, of which only the split is read
        z = abs(math.log1p(lift)) * math.sqrt(time) / 2
        growth = time / TINY_COUNTS_PRIOR
    return _chance_to_cross(z, growth, level)


def _chance_to_cross(z: float, growth: float, level: float) -> float:
    """A Wiener process with drift, at time 1 ``z`` on average, meets the open rule's boundary.

    The boundary for the sum is sqrt((t + 1/g) (ln(t g + 1) - 2 ln level)), g = ``growth``; its
    tangent at 1 is a + b t, met with chance Phi(z - a - b) + exp(-2 a (b - z)) Phi(-a + b - z).
    """
    normal = NormalDist()
    logs = math.log(growth + 1) - 2 * math.log(level)
    height = math.sqrt((1 + 1 / growth) * logs)
    slope = (logs + 1) / (2 * height)
    start = height - slope
    chance = normal.cdf(z - height)
    tail = normal.cdf(-start + slope - z)
    if tail > 0:
        chance += math.exp(min(math.log(tail) - 2 * start * (slope - z), 0.0))
    return min(chance, 1.0)


def visitors_to_decide(z: float, visitors: int, horizon: float, alpha: float) -> float | None:
    """Visitors of a pair at which the anytime rule would decide if z keeps growing as the root.

    The smallest T' > T with z^2 T'/T >= boundary(T'), to one part in a thousand; None if z shows
    nothing or it would take over a thousand times as many visitors.
    """
    if visitors <= 0 or z == 0:
        return None
    growth = z * z / visitors
    low = high = float(visitors)
    while growth * high < boundary_squared(high, horizon, alpha):
        low, high = high, high * 1.5
        if high > visitors * LONGEST_WAIT:
            return None
    while high - low > high / 1_000:
        middle = (low + high) / 2
        if growth * middle < boundary_squared(middle, horizon, alpha):
            low = middle
        else:
            high = middle
    return high


def visitors_to_agree(
    dispersion: float, horizon: float, rope: float, alpha: float, log_lift: float = 0.0
) -> float | None:
    """Visitors of an evenly split pair at which the interval fits into the region of no difference.

    The anytime interval about ``log_lift`` must lie inside ln(1-r)..ln(1+r), of which the upper
    end is the nearer. None where it never will, or for an outcome that never varies;
    ``dispersion`` as in PairSummary.
    """
    room = math.log1p(rope) - abs(log_lift)
    if room <= 0 or dispersion <= 0:
        return None

    def missing(log_size: float) -> float:
        size = math.exp(log_size)
        return math.sqrt(4 * dispersion / size * boundary_squared(size, horizon, alpha)) - room

    if missing(LARGEST_LOG_SIZE) > 0:
        return None
    return math.exp(_root(missing, 0.0, LARGEST_LOG_SIZE))


def visitors_for_no_difference(
    control_rate: float, rope: float, alpha: float = ALPHA, arms: int = 2
) -> float | None:
    """Visitors over all (equal) arms until arms that do not differ are called the same.

    None for a region of zero, or rates of 0 and 1.
    """
    if not 0 < control_rate < 1:
        return None
    dispersion = (1 - control_rate) / control_rate
    horizon = horizon_without_plan(dispersion, 0.5, 0.5)
    pair = visitors_to_agree(dispersion, horizon, rope, alpha / (arms - 1))
    return None if pair is None else pair * arms / 2


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is positive at ``low`` and not at ``high`` changes its sign."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return high

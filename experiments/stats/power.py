"""Planning: how many visitors a test needs, what a placement can detect, how long to keep going."""

import math

from scipy.optimize import brentq

from experiments.stats.readings import ALPHA
from experiments.stats.sample_size import POWER, visitors_per_arm
from experiments.stats.sequential import boundary_squared, horizon_without_plan

DAYS_OF_A_SHORT_TEST = 28
LONGEST_WAIT = 1_000
LARGEST_LOG_SIZE = 40.0

POWER_OF_A_PLANNED_END = 0.77
POWER_OF_AN_OPEN_END = 0.49
"""Measured at the size where a test that is read once has 80 % (bench/statistics.py)."""


def days_for(visitors: float, daily_visitors: float) -> float | None:
    """Days until a placement with this traffic has shown itself to so many visitors."""
    return visitors / daily_visitors if daily_visitors > 0 else None


def detectable_lift(
    control_rate: float,
    daily_visitors: float,
    arms: int = 2,
    days: float = DAYS_OF_A_SHORT_TEST,
    alpha: float = ALPHA,
    power: float = POWER,
) -> float | None:
    """The smallest relative lift that equal arms can show in ``days``; None if there is none.

    Many arms share the traffic and the level (alpha / (arms - 1)).
    """
    per_arm = daily_visitors * days / arms
    level = alpha / (arms - 1)
    largest = (1 - 1e-9) / control_rate - 1

    def missing(lift: float) -> float:
        needed = visitors_per_arm(control_rate, control_rate * (1 + lift), level, power)
        return needed - per_arm

    smallest = 1e-6
    if per_arm <= 0 or largest <= smallest or missing(largest) > 0:
        return None
    if missing(smallest) <= 0:
        return smallest
    return float(brentq(missing, smallest, largest, xtol=1e-9))


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
    return math.exp(float(brentq(missing, 0.0, LARGEST_LOG_SIZE, xtol=1e-6)))


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

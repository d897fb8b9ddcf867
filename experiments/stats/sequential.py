"""The default rule: a p-value and an interval that hold however often one looks.

Asymptotic confidence sequences with a normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy and
Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences"). z uses the
variance pooled under "no difference": with the delta-method variance of the relative lift, a 90/10
split at a low rate would declare far too many A/A tests.
"""

import math
from functools import lru_cache

FLOOR_CONVERSIONS = 10.0
"""Expected conversions in the smaller arm below which the normal approximation is not trusted."""

MIXTURE_ALPHA = 0.05
"""The level the mixture is tuned for; fixed, so that p does not depend on the level asked for."""

PLANNED_SHARE = 0.6
"""Where a size is planned, the rule is sharpest at this part of it."""


def is_counted(expected_conversions: float) -> bool:
    """Whether a look has enough conversions to enter the running minimum and interval."""
    return expected_conversions >= FLOOR_CONVERSIONS


def horizon_without_plan(dispersion: float, share_a: float, share_b: float) -> float:
    """N*: max(5000, 250 (1-p)/p) / (4 u_a u_b), u the pair's weights scaled to sum to one."""
    return max(5_000.0, 250.0 * dispersion) / (4 * share_a * share_b)


def horizon_with_plan(pair_size: float) -> float:
    """N* from the visitors planned for the pair: the planned size times the pair's weights."""
    return PLANNED_SHARE * pair_size


@lru_cache(maxsize=1024)
def rho_squared(horizon: float) -> float:
    """The mixture's variance that makes the boundary tightest at ``horizon`` visitors."""
    twice_log = -2 * math.log(MIXTURE_ALPHA)
    return (twice_log + math.log(twice_log + 1)) / horizon


def anytime_p(z: float, visitors: int, horizon: float) -> float:
    """min(1, exp(-(rho^2 T z^2 / (2 (T rho^2 + 1)) - ln(T rho^2 + 1) / 2)))."""
    growth = visitors * rho_squared(horizon)
    log_evidence = growth * z * z / (2 * (growth + 1)) - math.log(growth + 1) / 2
    return math.exp(-max(log_evidence, 0.0))


def anytime_half_width(variance: float, visitors: int, horizon: float, alpha: float) -> float:
    """Half the width of the interval about the log risk ratio whose variance is ``variance``."""
    rho2 = rho_squared(horizon)
    growth = visitors * rho2
    factor = 2 * (growth + 1) / (visitors * growth) * math.log(math.sqrt(growth + 1) / alpha)
    return math.sqrt(variance * visitors * factor)


def boundary_squared(visitors: float, horizon: float, alpha: float) -> float:
    """The z^2 that the interval's boundary corresponds to at ``visitors``."""
    growth = visitors * rho_squared(horizon)
    return 2 * (growth + 1) / growth * math.log(math.sqrt(growth + 1) / alpha)

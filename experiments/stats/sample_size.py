"""How many visitors a test needs. Standard library only, so that a page may ask."""

from statistics import NormalDist

POWER = 0.8
ALPHA = 0.05


def visitors_per_arm(
    control_rate: float, other_rate: float, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Visitors per arm at which a two-sided test read once finds the difference.

    (z_{alpha/2} + z_power)^2 (p(1-p) + q(1-q)) / (p-q)^2. Raises ValueError where the rates are
    equal or not between 0 and 1.
    """
    if not (0 < control_rate < 1 and 0 < other_rate < 1):
        raise ValueError("rates must lie between 0 and 1")
    if control_rate == other_rate:
        raise ValueError("no number of visitors tells two equal rates apart")
    normal = NormalDist()
    quantiles = normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)
    variance = control_rate * (1 - control_rate) + other_rate * (1 - other_rate)
    return float(quantiles**2 * variance / (control_rate - other_rate) ** 2)

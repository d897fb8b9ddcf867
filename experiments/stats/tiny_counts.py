"""For tiny counts or drifting rates: an exact test of how conversions split between two arms.

If nothing differs, each conversion falls to arm b with the share of visitors that arm b has,
whatever the rate does meanwhile. A beta mixture over other shares gives a likelihood ratio that
may be looked at any time (Lindon and Malek 2022, "Anytime-valid inference for multinomial count
data").
"""

import math
from collections.abc import Sequence

from scipy.optimize import brentq
from scipy.special import betaln

from experiments.stats.readings import ArmCounts

PRIOR_CONVERSIONS = 100.0
"""Weight of the mixture about the share that "no difference" predicts, in conversions."""

SPLIT_EDGE = 1e-12

Pair = tuple[ArmCounts, ArmCounts]


def log_evidence(strata: Sequence[Pair], log_ratio: float = 0.0) -> float:
    """ln e against "the ratio of the rates is exp(log_ratio)", summed over phases (control, arm).

    ln B(B0 + x_b, A0 + x_a) - ln B(B0, A0) - x_b ln(q_b) - x_a ln(q_a), where A0 and B0 are 100
    times the realised shares of visitors and q the shares of conversions the ratio predicts.
    """
    total = 0.0
    for a, b in strata:
        if a.n <= 0 or b.n <= 0:
            continue
        share_b = b.n / (a.n + b.n)
        share_a = 1 - share_b
        prior_a, prior_b = PRIOR_CONVERSIONS * share_a, PRIOR_CONVERSIONS * share_b
        tilted = share_b * math.exp(log_ratio)
        split_b = tilted / (tilted + share_a)
        total += (
            float(betaln(prior_b + b.x, prior_a + a.x))
            - float(betaln(prior_b, prior_a))
            - b.x * math.log(max(split_b, SPLIT_EDGE))
            - a.x * math.log(max(1 - split_b, SPLIT_EDGE))
        )
    return total


def exact_p(strata: Sequence[Pair]) -> float:
    """min(1, 1/e) of this look; the running minimum over looks is what counts."""
    return math.exp(-max(log_evidence(strata), 0.0))


def exact_interval(strata: Sequence[Pair], alpha: float) -> tuple[float | None, float | None]:
    """Log ratios of the rates that the evidence has not yet ruled out at ``alpha``.

    An end is None where the data do not bound it. Exact for small rates, where the split of the
    conversions is the ratio of the rates.
    """
    threshold = -math.log(alpha)

    def excess(log_ratio: float) -> float:
        return log_evidence(strata, log_ratio) - threshold

    converted_a = sum(a.x for a, _ in strata)
    converted_b = sum(b.x for _, b in strata)
    if converted_a + converted_b == 0:
        return None, None
    # The evidence is convex in the log ratio; it is lowest at about the observed ratio.
    centre = sum(
        math.log((b.x + 0.5) / (b.n + 1)) - math.log((a.x + 0.5) / (a.n + 1))
        for a, b in strata
        if a.n and b.n
    ) / max(sum(1 for a, b in strata if a.n and b.n), 1)
    if excess(centre) >= 0:
        return None, None
    edge = 20.0
    low = brentq(excess, centre - edge, centre) if excess(centre - edge) > 0 else None
    high = brentq(excess, centre, centre + edge) if excess(centre + edge) > 0 else None
    return low, high

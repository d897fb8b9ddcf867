"""Sample ratio mismatch: do the arms hold the visitors their weights promised?

A sequential multinomial test (Lindon and Malek 2022): the Dirichlet-mixture likelihood ratio
against the designed weights. It may be looked at after every visitor; 1/e bounds the chance of a
false alarm ever.
"""

import math
from collections.abc import Sequence

from experiments.stats.readings import Phase

ALARM = 100.0
"""Evidence at which the split is called broken: at most 1 % of sound experiments ever reach it."""

PRIOR_VISITORS = 100.0
"""Weight of the mixture about the designed split, in visitors per arm."""

LARGEST_LOG = 690.0
"""Evidence is reported up to exp of this, which a float still holds."""


def log_evidence(visitors: Sequence[int], weights: Sequence[float]) -> float:
    """ln e of one phase over arms whose weights are all positive.

    ln G(A) - sum ln G(a_i) + sum ln G(a_i + n_i) - ln G(A + n) - sum n_i ln w_i with
    a_i = 100 k w_i for k arms and A their sum.
    """
    scale = sum(weights)
    shares = [weight / scale for weight in weights]
    priors = [PRIOR_VISITORS * len(shares) * share for share in shares]
    log_e = math.lgamma(sum(priors)) - math.lgamma(sum(priors) + sum(visitors))
    for count, share, prior in zip(visitors, shares, priors, strict=True):
        log_e += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(share)
    return log_e


def evidence(phases: Sequence[Phase]) -> float:
    """e over all phases, each with its own weights."""
    total = 0.0
    for phase in phases:
        offered = [i for i, weight in enumerate(phase.weights) if weight > 0]
        if len(offered) > 1:
            total += log_evidence(
                [phase.arms[i].n for i in offered], [phase.weights[i] for i in offered]
            )
    return math.exp(min(total, LARGEST_LOG))


def leaks(phases: Sequence[Phase]) -> bool:
    """Whether visitors were seen in an arm that its phase did not offer."""
    return any(
        weight <= 0 and arm.n > 0
        for phase in phases
        for weight, arm in zip(phase.weights, phase.arms, strict=True)
    )

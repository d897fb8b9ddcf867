"""Bandits, for who asks for them: which share of the next visitors each arm should have.

Thompson sampling with a Beta-Bernoulli posterior, in batches (Thompson 1933; Chapelle and Li 2011):
each arm gets as many of the next visitors as it is likely to be the best. To learn which arm is
best rather than to earn on the way, half of them go to a challenger (top-two sampling: Russo 2020,
"Simple Bayesian algorithms for best-arm identification").

Only matured exposures may be passed in, those older than the goal's window: of a younger one it is
not known yet that it did not convert, which would hold back whichever arm was shown most lately.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Aim = Literal["earn", "learn"]
Floats = npt.NDArray[np.float64]

DRAWS = 20_000
FLOOR = 0.01
"""No arm is ever starved: what is not shown cannot prove itself."""

CHALLENGED = 0.5
"""Part of the visitors that go to a challenger of the likely best arm when the aim is to learn."""


def thompson_shares(
    successes: Sequence[int],
    trials: Sequence[int],
    *,
    aim: Aim,
    floor: float = FLOOR,
    seed: int,
    higher_is_better: bool = True,
) -> list[float]:
    """Shares of the next batch, one for each arm that is still offered, summing to 1.

    ``trials`` are matured exposures, ``successes`` those of them that converted. The same seed and
    counts give the same shares. Raises ValueError where counts do not fit or the floor leaves
    nothing to share out.
    """
    if len(successes) != len(trials) or len(trials) < 2:
        raise ValueError("give successes and trials of at least two arms")
    if any(not 0 <= x <= n for x, n in zip(successes, trials, strict=True)):
        raise ValueError("successes must lie between 0 and the trials")
    if not 0 <= floor * len(trials) < 1:
        raise ValueError("the floor leaves nothing to share out")
    if aim not in ("earn", "learn"):
        raise ValueError(f"unknown aim {aim!r}")
    x, n = np.array(successes, dtype=float), np.array(trials, dtype=float)
    draws = np.random.default_rng(seed).beta(1 + x, 1 + n - x, size=(DRAWS, len(n)))
    if not higher_is_better:
        draws = -draws
    shares = _chances(draws) if aim == "earn" else _top_two(draws)
    return [floor + (1 - floor * len(n)) * float(share) for share in shares]


def _chances(draws: Floats) -> Floats:
    """How often each arm is the best."""
    best: Floats = np.bincount(draws.argmax(axis=1), minlength=draws.shape[1]) / len(draws)
    return best


def _top_two(draws: Floats) -> Floats:
    """Half to the best of a draw, half to the best of another draw in which that arm is not it.

    Where no draw has another best, the runner-up of each draw stands in.
    """
    chances = _chances(draws)
    shares = (1 - CHALLENGED) * chances
    for leader, chance in enumerate(chances):
        if chance == 0:
            continue
        others = chances.copy()
        others[leader] = 0
        if others.sum() == 0:
            behind = draws.copy()
            behind[:, leader] = -np.inf
            others = _chances(behind)
        shares += CHALLENGED * chance * others / others.sum()
    return shares

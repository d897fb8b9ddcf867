"""Which test comes first: pure. Chance to do better, times what may be won, times who comes by."""

import math
from dataclasses import dataclass

from experiments.resonance import Better

UNKNOWN_CHANCE = 0.5
HIGHEST_OPPORTUNITY = 20.0
USUAL_GAIN = 0.1
"""What is taken for the gain of a pain of the highest opportunity that nothing is known about."""
GAP_WEIGHT = 1.25
"""A test that fills a gap teaches something that no copy could show until now."""
USUAL_DAILY = 20.0
"""Visitors a day that a place is taken to have of which nothing is known."""


@dataclass(frozen=True)
class Standing:
    """What speaks for a test. ``opportunity`` is 0 to 20, None where it does not apply."""

    better: Better | None
    opportunity: float | None = None
    opportunity_now: float | None = None
    is_gap: bool = False
    daily: float | None = None


def rank(standing: Standing) -> float:
    """The larger, the sooner; comparable between places and factors.

    The gain that may be hoped for is the half of the interval above nought, by the chance of it.
    Traffic counts by its root, as what a test can find does.
    """
    better = standing.better
    chance = better.chance if better else UNKNOWN_CHANCE
    hoped = max((better.point + better.high) / 2, 0.0) if better else USUAL_GAIN
    pull = 1.0
    if standing.opportunity is not None:
        pull = 0.5 + standing.opportunity / HIGHEST_OPPORTUNITY
    daily = USUAL_DAILY if standing.daily is None else standing.daily
    filled = GAP_WEIGHT if standing.is_gap else 1.0
    return chance * hoped * pull * filled * math.sqrt(1 + daily)

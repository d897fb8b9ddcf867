"""Less noise from what visitors were worth before they took part (CUPED).

Deng, Xu, Kohavi and Walker 2013, "Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data": from each visitor's value y is taken theta (c - mean of c), c the
same visitor's value before. The split is by chance, so c differs between arms by chance alone, and
taking it off leaves the difference of the means where it was on average but with less noise.
Everything follows from sums, so no single visitor is needed.
"""

from experiments.stats.readings import ArmCounts, Phase

LEAST_SPREAD = 1e-12


def adjusted(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """The phases with each arm's sum and squared sum as if theta (c - mean c) had been taken off
    every visitor; unchanged where nothing is known from before."""
    if not any(arm.before_squares for phase in phases for arm in phase.arms):
        return phases
    return tuple(_adjusted_phase(phase) for phase in phases)


def theta(phase: Phase) -> float:
    """How much of what was before comes again: the regression of y on c within arms, pooled."""
    seen = [arm for arm in phase.arms if arm.n > 0]
    spread = sum(arm.before_squares - arm.before**2 / arm.n for arm in seen)
    size = sum(arm.before_squares for arm in seen)
    if spread <= LEAST_SPREAD * size:
        return 0.0
    return sum(arm.cross - arm.before * arm.total / arm.n for arm in seen) / spread


def _adjusted_phase(phase: Phase) -> Phase:
    """Visitors of an arm of weight 0 were not put there by chance: they neither shift the mean nor
    are read."""
    offered = [arm for arm, w in zip(phase.arms, phase.weights, strict=True) if w > 0 and arm.n > 0]
    slope = theta(Phase((1.0,) * len(offered), tuple(offered)))
    if slope == 0:
        return phase
    mean = sum(arm.before for arm in offered) / sum(arm.n for arm in offered)
    return Phase(phase.weights, tuple(_adjusted_arm(arm, slope, mean) for arm in phase.arms))


def _adjusted_arm(arm: ArmCounts, slope: float, mean: float) -> ArmCounts:
    squares = (
        arm.squares
        - 2 * slope * (arm.cross - mean * arm.total)
        + slope**2 * (arm.before_squares - 2 * mean * arm.before + arm.n * mean**2)
    )
    total = arm.total - slope * (arm.before - arm.n * mean)
    return ArmCounts(arm.n, arm.x, total, max(squares, 0.0))

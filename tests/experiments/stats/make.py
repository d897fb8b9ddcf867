"""Small designs, counts and simulated runs for the tests of the statistics."""

import numpy as np

from experiments.stats.readings import ArmCounts, Counts, Design, Phase, Plan, Rule

NAMES = ("Today's text", "Naming the Sunday evenings", "Promising the refund")


def design(arms: int = 2, rule: Rule = "anytime", **options: object) -> Design:
    plan = Plan(size=20_000) if rule == "planned_end" else None
    known = {"outcome": "sign-ups", "plan": plan, "rule": rule, **options}
    return Design(arms=NAMES[:arms], **known)  # type: ignore[arg-type]


def counts(*arms: tuple[int, int], days: float | None = None) -> Counts:
    weights = (1 / len(arms),) * len(arms)
    return Counts((Phase(weights, tuple(ArmCounts(n, x) for n, x in arms)),), elapsed_days=days)


def run(
    rates: list[float], looks: int, per_look: int, seed: int, weights: list[float] | None = None
) -> list[Counts]:
    random = np.random.default_rng(seed)
    shares = weights or [1 / len(rates)] * len(rates)
    n = np.cumsum(random.multinomial(per_look, shares, size=looks), axis=0)
    steps = np.diff(np.concatenate([np.zeros((1, len(rates)), dtype=int), n]), axis=0)
    x = np.cumsum(random.binomial(steps, rates), axis=0)
    return [
        Counts(
            (
                Phase(
                    tuple(shares),
                    tuple(ArmCounts(int(a), int(b)) for a, b in zip(n[k], x[k], strict=True)),
                ),
            ),
            elapsed_days=k + 1.0,
        )
        for k in range(looks)
    ]

"""One goal of an experiment as its newest look read it: arms with rates, values and lifts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.models import ExperimentGoal, Goal
from experiments.result_values import ArmResult, GoalResult, Range

Z_95 = 1.959964
ROLES = ("primary", "guardrail", "secondary")
Json = Mapping[str, Any]


def goals_of(
    analysis: Json, totals: Json, links: Mapping[str, ExperimentGoal], keys: Sequence[str]
) -> tuple[GoalResult, ...]:
    """Every goal that was read, the primary first. ``keys`` are those of the arms by position."""
    read = sorted(analysis["goals"].items(), key=lambda item: ROLES.index(item[1]["role"]))
    return tuple(_goal(key, goal, totals, links.get(key), keys) for key, goal in read)


def wilson(x: int, n: int) -> tuple[float | None, float | None]:
    """Wilson's score interval of a rate at 95 % (Wilson 1927); (None, None) without visitors."""
    if not n:
        return None, None
    rate, z2 = x / n, Z_95 * Z_95
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def mean_interval(total: float, squares: float, n: int) -> tuple[float | None, float | None]:
    """A mean with its 95 % interval from sum and sum of squares (central limit theorem).

    (None, None) with fewer than two visitors, where nothing is known of how values differ.
    """
    if n < 2:
        return None, None
    mean = total / n
    variance = max(squares / n - mean * mean, 0.0) * n / (n - 1)
    half = Z_95 * math.sqrt(variance / n)
    return mean - half, mean + half


def range_of(interval: Json | None) -> Range | None:
    return None if interval is None else Range(**interval)


def _goal(
    key: str, goal: Json, totals: Json, link: ExperimentGoal | None, keys: Sequence[str]
) -> GoalResult:
    now = link.goal if link else None
    return GoalResult(
        key=key,
        name=goal["name"],
        role=goal["role"],
        kind=now.kind if now else Goal.Kind.CONVERSION,
        direction=now.direction if now else Goal.Direction.UP,
        window_days=now.window_days if now else 0,
        cap=link.cap if link else None,
        worth=now.worth if now else None,
        verdict=goal["verdict"],
        sentence=goal["sentence"],
        arms=tuple(_arm(place, arm, key, goal, totals, now) for place, arm in enumerate(keys)),
    )


def _arm(
    position: int, arm_key: str, key: str, goal: Json, totals: Json, now: Goal | None
) -> ArmResult:
    phases = [phase for phase in totals["phases"] if phase.get("kind", "test") == "test"]
    n = sum(phase["n"][position] for phase in phases)
    counted = [phase["goals"][key][position] for phase in phases]
    x = sum(cell[0] for cell in counted)
    total = math.fsum(cell[1] for cell in counted)
    squares = math.fsum(cell[2] for cell in counted)
    is_value = now.kind == Goal.Kind.VALUE if now else bool(squares)
    low, high = wilson(x, n)
    value_low, value_high = mean_interval(total, squares, n) if is_value else (None, None)
    each = (total if is_value else x) / n if n else None
    reading = goal["arms"][position - 1] if position else {}
    return ArmResult(
        key=arm_key,
        position=position,
        is_control=position == 0,
        n=n,
        x=x,
        rate=x / n if n else None,
        rate_low=low,
        rate_high=high,
        value=each if is_value else None,
        value_low=value_low,
        value_high=value_high,
        money=each * now.worth if each is not None and now and now.worth is not None else None,
        verdict=reading.get("verdict", "control"),
        p=reading.get("p"),
        p_among_goals=reading.get("p_among_goals"),
        lift=range_of(reading.get("lift")),
        corrected_lift=range_of(reading.get("corrected_lift")),
        p_better=reading.get("p_better"),
        p_best=goal["p_best"][position],
        expected_loss=goal["expected_loss"][position],
        drift=bool(reading.get("drift")),
    )

"""Experiments as JSON Lines of counts: in from an analyst's file, out as readings.

A line in: ``{"id", "goal": "conversion", "plan": {"size": 20000} | null, "rope": 0.05,
"weights": [0.5, 0.5], "looks": [[[n, x], ...], ...], "prior": [[effect, error], ...]}``, looks
cumulative, the control first; ``plan``, ``rope``, ``weights`` and ``prior`` may be left out. With
a plan the group-sequential rule is used, else the anytime rule. For ``"goal": "value"`` an arm is
``[n, x, sum, sum of squares]``.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.stats.readings import (
    ALPHA,
    ROPE,
    Analysis,
    ArmCounts,
    Counts,
    Design,
    GoalKind,
    Interval,
    Phase,
    Plan,
)
from experiments.stats.verdict import analyse_looks

NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHT_TOLERANCE = 0.01
LARGEST = 10**15
FIELDS = {"id", "goal", "plan", "rope", "weights", "looks", "prior"}
SIZES: dict[GoalKind, int] = {"conversion": 2, "value": 4}


class CountsFileError(ValueError):
    """A line that cannot be read; the message says which field and what was expected."""


@dataclass(frozen=True)
class CountedExperiment:
    """One line of a counts file."""

    id: Any
    design: Design
    looks: tuple[Counts, ...]


def parse_line(text: str, alpha: float = ALPHA) -> CountedExperiment:
    """Read one line. Raises CountsFileError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CountsFileError(f"not JSON ({error})") from error
    if not isinstance(data, dict):
        raise CountsFileError("expected an object { ... }")
    for key in ("id", "looks"):
        if key not in data:
            raise CountsFileError(f'"{key}" is missing')
    unknown = sorted(set(data) - FIELDS)
    if unknown:
        raise CountsFileError(
            f'unknown field "{unknown[0]}"; known are {", ".join(sorted(FIELDS))}'
        )
    kind = _kind(data.get("goal", "conversion"))
    looks = _looks(data["looks"], kind)
    count = len(looks[0])
    weights = _weights(data.get("weights"), count)
    plan = _plan(data.get("plan"))
    design = Design(
        arms=tuple(NAMES[i] if i < len(NAMES) else f"arm {i}" for i in range(count)),
        rule="planned_end" if plan else "anytime",
        plan=plan,
        kind=kind,
        alpha=alpha,
        rope=_number(data.get("rope", ROPE), "rope", 0, 1),
        history=_history(data.get("prior") or []),
    )
    counts = tuple(Counts((Phase(weights, arms),)) for arms in looks)
    return CountedExperiment(data["id"], design, counts)


def read_line(text: str, alpha: float = ALPHA) -> dict[str, Any]:
    """Read one line and answer it. Raises CountsFileError."""
    experiment = parse_line(text, alpha)
    analyses, _ = analyse_looks(experiment.design, experiment.looks)
    declared = [index for index, analysis in enumerate(analyses) if analysis.declared]
    return {
        "id": experiment.id,
        "looks": [_answer(analysis) for analysis in analyses],
        "first_declared": declared[0] if declared else None,
        "sentence": analyses[-1].sentence,
    }


def _answer(analysis: Analysis) -> dict[str, Any]:
    return {
        "verdict": analysis.verdict,
        "arm": analysis.arm,
        "p": [arm.p for arm in analysis.arms],
        "lift": [_triple(arm.lift) for arm in analysis.arms],
        "corrected_lift": [_triple(arm.corrected_lift) for arm in analysis.arms],
        "p_better": [arm.p_better for arm in analysis.arms],
        "p_best": list(analysis.p_best),
        "expected_loss": list(analysis.expected_loss),
        "srm_e": analysis.srm_e,
    }


def _triple(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [interval.low, interval.point, interval.high]


def _kind(value: Any) -> GoalKind:
    if value == "conversion":
        return "conversion"
    if value == "value":
        return "value"
    raise CountsFileError(f'"goal" must be "conversion" or "value", not {value!r}')


def _looks(value: Any, kind: GoalKind) -> list[tuple[ArmCounts, ...]]:
    if not isinstance(value, list) or not value:
        raise CountsFileError('"looks" must be a list with at least one look')
    looks: list[tuple[ArmCounts, ...]] = []
    for number, look in enumerate(value, start=1):
        where = f"look {number}"
        if not isinstance(look, list) or len(look) < 2:
            raise CountsFileError(f"{where} must list the control and at least one other arm")
        arms = tuple(_arm(arm, kind, f"{where}, arm {i}") for i, arm in enumerate(look))
        if looks and len(arms) != len(looks[0]):
            raise CountsFileError(
                f"{where} has {len(arms)} arms, the first look has {len(looks[0])}"
            )
        if looks:
            for i, (before, now) in enumerate(zip(looks[-1], arms, strict=True)):
                if now.n < before.n or now.x < before.x:
                    raise CountsFileError(
                        f"{where}, arm {i}: counts fell; looks must be cumulative"
                    )
        looks.append(arms)
    return looks


def _arm(value: Any, kind: GoalKind, where: str) -> ArmCounts:
    size = SIZES[kind]
    if not isinstance(value, list) or len(value) != size:
        shape = "[visitors, conversions]" if size == 2 else "[visitors, converted, sum, squares]"
        raise CountsFileError(f"{where} must be {shape}")
    n, x = (_count(item, where) for item in value[:2])
    if x > n:
        raise CountsFileError(f"{where}: {x} conversions of {n} visitors")
    if kind == "conversion":
        return ArmCounts(n, x)
    total = _number(value[2], f"{where}, sum", -math.inf, math.inf)
    squares = _number(value[3], f"{where}, sum of squares", 0, math.inf)
    return ArmCounts(n, x, total, squares)


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CountsFileError(f"{where}: {value!r} is not a whole number of 0 or more")
    if value > LARGEST:
        raise CountsFileError(f"{where}: a count above {LARGEST:.0e} is no count of visitors")
    return value


def _number(value: Any, field: str, low: float, high: float) -> float:
    """A finite number with low <= value < high."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise CountsFileError(f'"{field}" must be a number, not {value!r}')
    if abs(value) > LARGEST**2:
        raise CountsFileError(f'"{field}" is too large')
    if not low <= value < high:
        raise CountsFileError(f'"{field}" must be at least {low} and below {high}, not {value!r}')
    return float(value)


def _weights(value: Any, count: int) -> tuple[float, ...]:
    if value is None:
        return (1 / count,) * count
    if not isinstance(value, list) or len(value) != count:
        raise CountsFileError(f'"weights" must list {count} numbers, one for each arm')
    weights = tuple(_number(item, "weights", 0, math.inf) for item in value)
    if abs(sum(weights) - 1) > WEIGHT_TOLERANCE:
        raise CountsFileError(f'"weights" must sum to 1, not {sum(weights):g}')
    return tuple(weight / sum(weights) for weight in weights)


def _plan(value: Any) -> Plan | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"size"}:
        raise CountsFileError('"plan" must be null or {"size": visitors over all arms}')
    size = _count(value["size"], '"plan"')
    if size == 0:
        raise CountsFileError('"plan": a size of 0 is no plan')
    return Plan(size=size)


def _history(value: Any) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list):
        raise CountsFileError('"prior" must be a list of [effect, standard error]')
    return tuple(_finished_arm(item) for item in value)


def _finished_arm(value: Any) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise CountsFileError('"prior" must be a list of [effect, standard error]')
    effect = _number(value[0], "prior", -math.inf, math.inf)
    error = _number(value[1], "prior", 0, math.inf)
    if error == 0:
        raise CountsFileError('"prior": a standard error must be above 0')
    return effect, error

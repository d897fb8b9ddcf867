"""What is known about an experiment, ready to be shown: read from stored looks, nothing computed
that needs the statistics package.

A page calls ``results_of`` and shows ``sentence`` first; a list calls ``headlines_of``. What they
return is in ``result_values.py``.
"""

import math
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum

from experiments.constants import MAX_HISTORY_POINTS
from experiments.models import DailyCount, Experiment, Look
from experiments.result_values import (
    ArmResult,
    DayCount,
    GoalResult,
    Headline,
    HistoryPoint,
    Range,
    Results,
)

__all__ = [
    "ArmResult",
    "DayCount",
    "GoalResult",
    "Headline",
    "HistoryPoint",
    "Range",
    "Results",
    "headlines_of",
    "results_of",
    "wilson",
]

NOT_STARTED = "This test has not been started."
NO_LOOK = "Nobody has been counted yet. The first reading comes seconds after the first events."
Z_95 = 1.959964


def results_of(experiment: Experiment) -> Results:
    """The latest look at an experiment with its history and daily counts, in four queries."""
    looks = Look.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment
    ).order_by("taken_at", "id")
    look = looks.last()
    if look is None:
        return _nothing_yet(experiment)
    arms = dict(experiment.arms.order_by("position").values_list("pk", "variant__key"))
    keys = list(arms.values())
    analysis = look.analysis
    primary = analysis["goals"][analysis["goal"]]
    ordered = sorted(
        analysis["goals"].items(),
        key=lambda item: ("primary", "guardrail", "secondary").index(item[1]["role"]),
    )
    verdict = analysis["verdict"]
    return Results(
        experiment=experiment.key,
        state=experiment.state,
        has_look=True,
        taken_at=look.taken_at,
        verdict=verdict,
        sentence=analysis["sentence"],
        winner=_winner(verdict, analysis["winner"], keys),
        visitors=analysis["line"]["visitors"],
        goals=tuple(_goal(key, goal, look.totals, keys) for key, goal in ordered),
        srm_e=primary["srm_e"],
        srm_alarm=analysis["srm_alarm"],
        leak=primary["leak"],
        crossed=sum(phase["crossed"] for phase in look.totals["phases"]),
        simulated=look.totals["simulated"],
        ended=primary["ended"],
        plan_size=experiment.plan.get("size"),
        visitors_needed=primary["visitors_needed"],
        days_needed=primary["days_needed"],
        history=_history(looks.values_list("taken_at", "analysis__verdict", "analysis__line")),
        days=_days(experiment, arms),
    )


def headlines_of(*, workspace_id: int, experiments: list[int]) -> dict[int, Headline]:
    """The newest verdict of several experiments by id, in one query; none without a look."""
    last = Look.objects.filter(workspace_id=workspace_id, experiment=OuterRef("pk"))
    newest = Experiment.objects.filter(workspace_id=workspace_id, pk__in=experiments).values_list(
        Subquery(last.order_by("-taken_at", "-id").values("pk")[:1])
    )
    rows = Look.objects.filter(workspace_id=workspace_id, pk__in=newest).values_list(
        "experiment_id",
        "analysis__verdict",
        "analysis__sentence",
        "analysis__line__visitors",
        "analysis__days_needed",
    )
    return {pk: Headline(*rest) for pk, *rest in rows}


def _nothing_yet(experiment: Experiment) -> Results:
    is_draft = experiment.state == Experiment.State.DRAFT
    return Results(
        experiment=experiment.key,
        state=experiment.state,
        has_look=False,
        taken_at=None,
        verdict="none",
        sentence=NOT_STARTED if is_draft else NO_LOOK,
        winner=None,
        visitors=0,
        goals=(),
        srm_e=1.0,
        srm_alarm=False,
        leak=False,
        crossed=0,
        simulated=False,
        ended=False,
        plan_size=experiment.plan.get("size"),
        visitors_needed=None,
        days_needed=None,
        history=(),
        days=(),
    )


def _winner(verdict: str, position: int | None, keys: list[str]) -> str | None:
    if verdict == "winner" and position is not None:
        return keys[position]
    return keys[0] if verdict in ("loser", "no_difference") else None


def _goal(key: str, goal: dict[str, Any], totals: dict[str, Any], keys: list[str]) -> GoalResult:
    arms = []
    for position, arm_key in enumerate(keys):
        n = sum(phase["n"][position] for phase in totals["phases"])
        counted = [phase["goals"][key][position] for phase in totals["phases"]]
        x = sum(cell[0] for cell in counted)
        value = math.fsum(cell[1] for cell in counted)
        has_value = any(cell[2] for cell in counted)
        low, high = wilson(x, n)
        reading = goal["arms"][position - 1] if position else None
        arms.append(
            ArmResult(
                key=arm_key,
                position=position,
                is_control=position == 0,
                n=n,
                x=x,
                rate=x / n if n else None,
                rate_low=low,
                rate_high=high,
                value=value / n if n and has_value else None,
                verdict=reading["verdict"] if reading else "control",
                p=reading["p"] if reading else None,
                lift=_range(reading["lift"]) if reading else None,
                corrected_lift=_range(reading["corrected_lift"]) if reading else None,
                p_better=reading["p_better"] if reading else None,
                p_best=goal["p_best"][position],
                expected_loss=goal["expected_loss"][position],
                drift=bool(reading and reading["drift"]),
            )
        )
    return GoalResult(
        key, goal["name"], goal["role"], goal["verdict"], goal["sentence"], tuple(arms)
    )


def wilson(x: int, n: int) -> tuple[float | None, float | None]:
    """Wilson's score interval of a rate at 95 % (Wilson 1927); (None, None) without visitors."""
    if not n:
        return None, None
    rate, z2 = x / n, Z_95 * Z_95
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _range(interval: dict[str, Any] | None) -> Range | None:
    return None if interval is None else Range(**interval)


def _history(rows: Any) -> tuple[HistoryPoint, ...]:
    """Every look, thinned out evenly; the newest is always kept."""
    points = list(rows)
    step = math.ceil(len(points) / MAX_HISTORY_POINTS)
    kept = points[::-1][:: step or 1][::-1]
    return tuple(
        HistoryPoint(
            taken_at,
            line["visitors"],
            verdict,
            tuple(None if arm is None else Range(*arm) for arm in line["arms"]),
        )
        for taken_at, verdict, line in kept
    )


def _days(experiment: Experiment, arms: dict[int, str]) -> tuple[DayCount, ...]:
    """Participants and conversions of the primary goal, by day and arm."""
    primary = experiment.experiment_goals.filter(role="primary").values("goal_id")[:1]
    rows = (
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .filter(Q(goal=None) | Q(goal__in=primary))
        .order_by()
        .values_list("day", "arm_id")
        .annotate(Sum("n"), Sum("x"))
    )
    order = {pk: position for position, pk in enumerate(arms)}
    return tuple(
        DayCount(day, arms[arm], n, x)
        for day, arm, n, x in sorted(rows, key=lambda row: (row[0], order[row[1]]))
    )

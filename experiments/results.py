"""What is known about an experiment, ready to be shown: read from stored looks, nothing computed
that needs the statistics package.

A page calls ``results_of`` and shows ``sentence`` first; a list calls ``headlines_of``. What they
return is in ``result_values.py``.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, Sum

from experiments.arm_names import arm_names
from experiments.constants import MAX_HISTORY_POINTS
from experiments.contrast_results import contrast_results
from experiments.headlines import headlines_of
from experiments.models import DailyCount, DeliverySettings, Experiment, Phase
from experiments.result_goals import goals_of, wilson
from experiments.result_sentences import told
from experiments.result_values import (
    ArmResult,
    Cause,
    DayCount,
    GoalResult,
    Headline,
    HistoryPoint,
    PhaseResult,
    Range,
    Results,
    SplitCell,
)
from experiments.split_faults import likely_causes, split_cells
from experiments.standing_looks import TakenOut, looks_of, standing, taken_out

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
LEFT_ASIDE = "What was read while {names} counted no longer stands: it was taken out again."
MOST_NAMED = 3
NO_LOOK = "Nobody has been counted yet. The first reading comes seconds after the first events."
WITHOUT_START = (Experiment.State.DRAFT, Experiment.State.PLANNED)


def results_of(experiment: Experiment) -> Results:
    """The latest look that stands with the history and daily counts, in eight queries; up to
    three more where reports were taken out."""
    reports = taken_out(workspace_id=experiment.workspace_id, experiments=[experiment.pk])
    looks = standing(looks_of(experiment), reports)
    look = looks.last()
    phases = list(Phase.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment))
    settings = DeliverySettings.objects.filter(workspace_id=experiment.workspace_id)
    currency = settings.values_list("currency", flat=True).first() or "EUR"
    if look is None:
        return _nothing_yet(experiment, phases, currency)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    keys = [arm.variant.key for arm in arms]
    links = {
        link.goal.key: link for link in experiment.experiment_goals.select_related("goal").all()
    }
    analysis, totals = look.analysis, look.totals
    primary = analysis["goals"][analysis["goal"]]
    visitors = analysis["line"]["visitors"]
    is_tested = experiment.split_by != Experiment.SplitBy.OPTIMISER
    verdict, sentence = told(
        verdict=analysis["verdict"],
        sentence=analysis["sentence"],
        is_aa=experiment.is_aa,
        is_tested=is_tested,
        visitors=visitors,
        alpha=experiment.alpha,
    )
    days, uploaded = _days(experiment, {arm.pk: arm.variant.key for arm in arms})
    shown_phases = tuple(_phase(phase, totals) for phase in phases)
    names = dict(zip(keys, (name.strip("“”") for name in arm_names(arms)), strict=True))
    srm_alarm = bool(analysis["srm_alarm"]) and is_tested
    split, causes = _split(
        experiment, totals, names, shown_phases, days, srm_alarm, bool(primary["leak"]), uploaded
    )
    return Results(
        **_fixed(experiment, currency),
        look=look.pk,
        has_look=True,
        taken_at=look.taken_at,
        verdict=verdict,
        sentence=sentence,
        winner=_winner(verdict, analysis["winner"], keys, experiment.is_aa),
        visitors=visitors,
        goals=goals_of(analysis, totals, links, keys),
        srm_e=primary["srm_e"],
        srm_alarm=srm_alarm,
        split=split,
        split_causes=causes,
        leak=primary["leak"],
        crossed=sum(phase.crossed for phase in shown_phases),
        simulated=totals["simulated"],
        ended=primary["ended"],
        visitors_needed=primary["visitors_needed"],
        days_needed=primary["days_needed"],
        warnings=(
            *(_remark(each) for each in analysis.get("warnings") or ()),
            *_left_aside(experiment, reports),
        ),
        holdback=analysis.get("holdback") or None,
        contrast=contrast_results(experiment),
        phases=shown_phases,
        history=_history(looks.values_list("taken_at", "analysis__verdict", "analysis__line")),
        days=days,
    )


def _fixed(experiment: Experiment, currency: str) -> dict[str, Any]:
    """What is known without any look."""
    return {
        "experiment": experiment.key,
        "state": experiment.state,
        "split_by": experiment.split_by,
        "unit": experiment.unit,
        "allocation": experiment.allocation,
        "is_aa": experiment.is_aa,
        "is_tested": experiment.split_by != Experiment.SplitBy.OPTIMISER,
        "rule": experiment.rule,
        "alpha": experiment.alpha,
        "rope": experiment.rope,
        "currency": currency,
        "plan_size": experiment.plan.get("size"),
        "terms": experiment.terms,
        "started_at": experiment.started_at,
    }


def _nothing_yet(experiment: Experiment, phases: list[Phase], currency: str) -> Results:
    return Results(
        **_fixed(experiment, currency),
        look=None,
        has_look=False,
        taken_at=None,
        verdict="none",
        sentence=NOT_STARTED if experiment.state in WITHOUT_START else NO_LOOK,
        winner=None,
        visitors=0,
        goals=(),
        srm_e=1.0,
        srm_alarm=False,
        split=(),
        split_causes=(),
        leak=False,
        crossed=0,
        simulated=False,
        ended=False,
        visitors_needed=None,
        days_needed=None,
        warnings=(),
        holdback=None,
        contrast=None,
        phases=tuple(_phase(phase, {"phases": []}) for phase in phases),
        history=(),
        days=(),
    )


def _winner(verdict: str, position: int | None, keys: list[str], is_aa: bool) -> str | None:
    if is_aa:
        return None
    if verdict == "winner" and position is not None:
        return keys[position]
    return keys[0] if verdict in ("loser", "no_difference") else None


def _phase(phase: Phase, totals: Mapping[str, Any]) -> PhaseResult:
    rows = [*totals["phases"], *totals.get("holdback", ())]
    counted = next((row for row in rows if row["number"] == phase.number), None)
    return PhaseResult(
        number=phase.number,
        kind=phase.kind,
        weights=tuple(phase.weights),
        coverage=phase.coverage,
        started_at=phase.started_at,
        ended_at=phase.ended_at,
        visitors=sum(counted["n"]) if counted else 0,
        crossed=counted["crossed"] if counted else 0,
    )


def _split(
    experiment: Experiment,
    totals: Mapping[str, Any],
    names: Mapping[str, str],
    phases: Sequence[PhaseResult],
    days: Sequence[DayCount],
    alarm: bool,
    leak: bool,
    uploaded: bool,
) -> tuple[tuple[SplitCell, ...], tuple[Cause, ...]]:
    tests = [phase for phase in phases if phase.kind == Phase.Kind.TEST]
    numbers = {phase.number for phase in tests}
    counted = [(row["n"], row["weights"]) for row in totals["phases"] if row["number"] in numbers]
    cells = split_cells(list(names), counted)
    if not (alarm or leak):
        return cells, ()
    causes = likely_causes(
        cells=cells,
        names=names,
        phases=tests,
        counted=counted,
        days=days,
        crossed=sum(phase.crossed for phase in tests),
        leak=leak,
        split_by=experiment.split_by,
        uploaded=uploaded,
    )
    return cells, causes


def _remark(remark: Any) -> str:
    """A remark of a reading: a text, or a text with its code."""
    return str(remark.get("text", "")) if isinstance(remark, dict) else str(remark)


def _left_aside(experiment: Experiment, reports: Sequence[TakenOut]) -> list[str]:
    """What is said of readings that stood on reports that were taken out again."""
    looks = looks_of(experiment)
    names = {
        f"“{one.file_name}”": None
        for one in reports[-MOST_NAMED:]
        if looks.filter(taken_at__gte=one.since, taken_at__lt=one.until).exists()
    }
    return [LEFT_ASIDE.format(names=" or ".join(names))] if names else []


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


def _days(experiment: Experiment, arms: dict[int, str]) -> tuple[tuple[DayCount, ...], bool]:
    """Participants and conversions of the primary goal, by day and arm; whether they were
    uploaded."""
    primary = experiment.experiment_goals.filter(role="primary").values("goal_id")[:1]
    rows = list(
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .filter(Q(goal=None) | Q(goal__in=primary))
        .order_by()
        .values_list("day", "arm_id", "source")
        .annotate(Sum("n"), Sum("x"))
    )
    order = {pk: position for position, pk in enumerate(arms)}
    days = tuple(
        DayCount(day, arms[arm], n, x)
        for day, arm, _, n, x in sorted(rows, key=lambda row: (row[0], order[row[1]]))
    )
    return days, any(source == DailyCount.Source.UPLOADED for _, _, source, _, _ in rows)

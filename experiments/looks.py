"""Read an experiment's counts and keep the reading: a look, never changed.

Only workers and commands import this module: the statistics load numpy, which web processes do
without. A page reads the stored look (``results.py``).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from experiments.arm_names import arm_names
from experiments.constants import FIRST_STRETCH, LOOK_EVERY_AT_FIRST, LOOK_EVERY_LATER
from experiments.history import effects_of_finished
from experiments.models import DailyCount, Event, Experiment, ExperimentGoal, Goal, Look
from experiments.recount import Tally, clear_mark, has_uploads, recount
from experiments.stats.multiple import benjamini_hochberg
from experiments.stats.readings import Analysis, Carried, Counts, Design, GoalKind, Plan, Rule
from experiments.stats.srm import ALARM
from experiments.stats.verdict import analyse, harmed_arms
from experiments.totals import counts_of
from workspaces.access import system_access
from workspaces.webhooks import announce

RULES: dict[str, Rule] = {
    Experiment.Rule.ANYTIME: "anytime",
    Experiment.Rule.PLANNED: "planned_end",
    Experiment.Rule.EXACT: "tiny_counts",
}
Role = ExperimentGoal.Role


def recount_and_look(*, experiment: Experiment, now: datetime | None = None) -> Look | None:
    """Count from the log and, if totals changed and a look is due, take one.

    Uploaded counts are not counted again, and each upload is a look whenever the last was. The
    mark that asked for the recount stays until its numbers are in a look. The new look, or None if
    there is none.
    """
    now = now or timezone.now()
    is_upload = has_uploads(experiment)
    if is_upload:
        experiment.counted_at = now
    tally = Tally() if is_upload else recount(experiment=experiment)
    if tally is None:
        return None
    assert experiment.counted_at is not None
    totals = _totals(experiment, tally)
    last = _last_look(experiment)
    if last is not None and last.totals == totals:
        clear_mark(experiment=experiment, counted_at=experiment.counted_at)
        return None
    if not is_upload and not look_is_due(experiment, last, now):
        return None
    look = _take(experiment, totals, last, now)
    clear_mark(experiment=experiment, counted_at=experiment.counted_at)
    return look


def look_is_due(experiment: Experiment, last: Look | None, now: datetime) -> bool:
    """Every 10 s in the experiment's first hour, hourly after; at once after its end."""
    if last is None or experiment.started_at is None:
        return True
    if experiment.stopped_at is not None and last.taken_at < experiment.stopped_at:
        return True
    young = last.taken_at - experiment.started_at < FIRST_STRETCH
    return now - last.taken_at >= (LOOK_EVERY_AT_FIRST if young else LOOK_EVERY_LATER)


def design_of(experiment: Experiment, link: ExperimentGoal) -> Design:
    """What was fixed at the start, as the statistics want it, for one of the goals.

    A goal that does not decide is read with the anytime rule, whatever the experiment's rule.
    """
    goal = link.goal
    rule = RULES[experiment.rule] if link.role == Role.PRIMARY else "anytime"
    size = experiment.plan.get("size")
    arms = experiment.arms.select_related("variant__pain").order_by("position")
    kind: GoalKind = "value" if goal.kind == Goal.Kind.VALUE else "conversion"
    return Design(
        arms=arm_names(list(arms)),
        rule="anytime" if kind == "value" else rule,
        plan=Plan(size=int(size)) if size and rule == "planned_end" else None,
        kind=kind,
        outcome=f"“{goal.name}”",
        higher_is_better=goal.direction == Goal.Direction.UP,
        alpha=experiment.alpha,
        rope=experiment.rope,
        history=effects_of_finished(
            workspace_id=experiment.workspace_id, kind=goal.kind, besides=experiment.pk
        ),
    )


def _totals(experiment: Experiment, tally: Tally) -> dict[str, Any]:
    """Cumulative counts of every phase, as a look keeps them: see ``totals.py``."""
    arms = list(experiment.arms.order_by("position").values_list("pk", flat=True))
    place = {pk: index for index, pk in enumerate(arms)}
    rows = (
        DailyCount.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .order_by()
        .values_list("phase_id", "arm_id", "goal_id")
        .annotate(Sum("n"), Sum("x"), Sum("sum"), Sum("sumsq"))
    )
    cells = {(phase, place[arm], goal): numbers for phase, arm, goal, *numbers in rows}
    links = ExperimentGoal.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment
    ).select_related("goal")
    phases = []
    for phase in experiment.phases.order_by("number"):
        goals = {
            link.goal.key: [
                [x, total, squares]
                for _, x, total, squares in (
                    cells.get((phase.pk, arm, link.goal_id), [0, 0, 0.0, 0.0])
                    for arm in range(len(arms))
                )
            ]
            for link in links
        }
        n = [cells.get((phase.pk, arm, None), [0])[0] for arm in range(len(arms))]
        phases.append(
            {
                "number": phase.number,
                "weights": phase.weights,
                "crossed": tally.crossed.get(phase.pk, 0),
                "n": n,
                "goals": goals,
            }
        )
    simulated = Event.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment, simulated=True
    )
    return {"phases": phases, "simulated": simulated.exists()}


def _last_look(experiment: Experiment) -> Look | None:
    looks = Look.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
    last: Look | None = looks.order_by("taken_at", "id").last()
    return last


def _take(
    experiment: Experiment, totals: dict[str, Any], last: Look | None, now: datetime
) -> Look | None:
    """Analyse every goal, guardrails first, and append the look."""
    if not totals["phases"]:
        return None
    links = list(
        ExperimentGoal.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).select_related("goal")
    )
    links.sort(key=lambda link: (Role.GUARDRAIL, Role.SECONDARY, Role.PRIMARY).index(link.role))
    before = last.carried if last is not None else {}
    goals: dict[str, Any] = {}
    carried: dict[str, Any] = {}
    harmed: set[int] = set()
    primary: tuple[ExperimentGoal, Analysis] | None = None
    for link in links:
        key = link.goal.key
        analysis, state = analyse(
            design_of(experiment, link),
            _with_pace(experiment, counts_of(totals, key), now),
            Carried.from_json(before[key]) if key in before else None,
            harmed if link.role == Role.PRIMARY else (),
        )
        if link.role == Role.GUARDRAIL:
            harmed |= harmed_arms(analysis, experiment.alpha)
        if link.role == Role.PRIMARY:
            primary = (link, analysis)
        goals[key] = {"role": link.role, "name": link.goal.name, **analysis.as_json()}
        carried[key] = state.as_json()
    if primary is None:
        return None
    _adjust_secondary(goals)
    with transaction.atomic():
        look: Look = Look.objects.create(
            workspace_id=experiment.workspace_id,
            experiment=experiment,
            taken_at=now,
            totals=totals,
            analysis=_summary(primary[0].goal.key, primary[1], totals) | {"goals": goals},
            carried=carried,
        )
        _announce_verdict(experiment, look, last)
    return look


def _announce_verdict(experiment: Experiment, look: Look, last: Look | None) -> None:
    """Tell that there is a verdict: once, when it is reached, not with every look."""
    verdict = look.analysis["verdict"]
    if verdict == "keep_going" or (last is not None and last.analysis["verdict"] == verdict):
        return
    announce(
        access=system_access(experiment.workspace),
        event="experiment.verdict",
        data={
            "experiment": {"id": experiment.pk, "key": experiment.key},
            "verdict": verdict,
            "arm": _arm_key(experiment, look.analysis["winner"]),
            "sentence": look.analysis["sentence"],
        },
    )


def _arm_key(experiment: Experiment, position: int | None) -> str | None:
    if position is None:
        return None
    arm = experiment.arms.select_related("variant").filter(position=position).first()
    return None if arm is None else arm.key


def _adjust_secondary(goals: dict[str, Any]) -> None:
    """Beside each p of a secondary goal, the one that allows for there being several."""
    arms = [
        arm for goal in goals.values() if goal["role"] == Role.SECONDARY for arm in goal["arms"]
    ]
    for arm, p in zip(arms, benjamini_hochberg([arm["p"] for arm in arms]), strict=True):
        arm["p_among_goals"] = p


def _with_pace(experiment: Experiment, counts: Counts, now: datetime) -> Counts:
    """The counts with how long they took, so that the days still needed can be told."""
    if experiment.started_at is None:
        return counts
    end = experiment.stopped_at or now
    elapsed = max((end - experiment.started_at) / timedelta(days=1), 1e-6)
    return Counts(counts.phases, elapsed_days=elapsed)


def _summary(goal: str, analysis: Analysis, totals: Mapping[str, Any]) -> dict[str, Any]:
    """The few numbers that lists and charts need of every look, beside the whole reading."""
    return {
        "goal": goal,
        "verdict": analysis.verdict,
        "winner": analysis.arm,
        "sentence": analysis.sentence,
        "srm_alarm": analysis.srm_e >= ALARM or analysis.verdict == "broken",
        "days_needed": analysis.days_needed,
        "line": {
            "visitors": sum(sum(phase["n"]) for phase in totals["phases"]),
            "arms": [
                None if arm.lift is None else [arm.lift.low, arm.lift.point, arm.lift.high]
                for arm in analysis.arms
            ],
        },
    }

"""Read an experiment's counts and keep the reading: a look, never changed.

Only workers and commands import this module: the statistics load numpy, which web processes do
without. A page reads the stored look (``results.py``).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from experiments.after_decision import HOLDBACK, GoalRead, read_after_decision
from experiments.announcing import announce_reading
from experiments.constants import FIRST_STRETCH, LOOK_EVERY_AT_FIRST, LOOK_EVERY_LATER
from experiments.contrast_reading import CONTRAST, pooled_contrast
from experiments.designs import design_of, is_over, timed
from experiments.history import past_effects
from experiments.look_totals import totals_of
from experiments.models import Arm, Experiment, ExperimentGoal, Look
from experiments.recount import clear_mark, has_uploads, recount
from experiments.standing_looks import newest_looks
from experiments.stats.multiple import benjamini_hochberg
from experiments.stats.readings import Analysis, Carried
from experiments.stats.srm import ALARM
from experiments.stats.verdict import analyse, harmed_arms
from experiments.tallying import Tally
from experiments.totals import counts_of

Role = ExperimentGoal.Role
ORDER = (Role.GUARDRAIL, Role.SECONDARY, Role.PRIMARY)
"""Guardrails are read first, since the sentence of the goal that decides speaks of them."""


def recount_and_look(*, experiment: Experiment, now: datetime | None = None) -> Look | None:
    """Count from the log and, if totals changed or the test has ended and a look is due, take one.

    Uploaded counts are not counted again, and each upload is a look whenever the last was. So is a
    report that was taken out: the next look goes on from the last that stands. The mark that asked
    for the recount stays until its numbers are in a look. The new look, or None if there is none.
    """
    is_upload = has_uploads(experiment)
    if is_upload:
        totals, now = _uploaded_totals(experiment, now)
    else:
        now = now or timezone.now()
        tally = recount(experiment=experiment)
        if tally is None:
            return None
        totals = totals_of(experiment, tally)
    assert experiment.counted_at is not None
    newest, last = newest_looks(experiment)
    if newest == last:
        if last is not None and last.totals == totals and not _must_say_it_ended(experiment, last):
            clear_mark(experiment=experiment, counted_at=experiment.counted_at)
            return None
        if not is_upload and not look_is_due(experiment, last, now):
            return None
    look = _take(experiment, totals, last, now, said=newest)
    clear_mark(experiment=experiment, counted_at=experiment.counted_at)
    return look


def _uploaded_totals(
    experiment: Experiment, now: datetime | None
) -> tuple[dict[str, Any], datetime]:
    """Totals of uploaded counts, and when they were read: before or after somebody changes them,
    never in between."""
    rows = Experiment.objects.filter(workspace_id=experiment.workspace_id)
    with transaction.atomic():
        rows.select_for_update(of=("self",)).get(pk=experiment.pk)
        experiment.counted_at = now or timezone.now()
        return totals_of(experiment, Tally()), experiment.counted_at


def look_is_due(experiment: Experiment, last: Look | None, now: datetime) -> bool:
    """Every 10 s in the experiment's first hour, hourly after; at once after its end."""
    if last is None or experiment.started_at is None:
        return True
    if experiment.stopped_at is not None and last.taken_at < experiment.stopped_at:
        return True
    young = last.taken_at - experiment.started_at < FIRST_STRETCH
    return now - last.taken_at >= (LOOK_EVERY_AT_FIRST if young else LOOK_EVERY_LATER)


def _must_say_it_ended(experiment: Experiment, last: Look) -> bool:
    """Whether the last reading still speaks of a test that goes on: it would say how long it takes
    where it must say what is risked."""
    goal = last.analysis["goals"][last.analysis["goal"]]
    return is_over(experiment) and not goal["ended"]


def _take(
    experiment: Experiment,
    totals: dict[str, Any],
    last: Look | None,
    now: datetime,
    *,
    said: Look | None,
) -> Look | None:
    """Analyse every goal and what is told of them together, and append the look. It goes on from
    ``last``; ``said`` is what was said until now."""
    if not totals["phases"]:
        return None
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    before = last.carried if last is not None else {}
    readings, reads = _read_goals(experiment, arms, totals, before, now)
    primary = next((key for key, read in reads.items() if read.link.role == Role.PRIMARY), None)
    if primary is None:
        return None
    goals = {
        key: {"role": read.link.role, "name": read.link.goal.name, **readings[key].as_json()}
        for key, read in reads.items()
    }
    _adjust_secondary(goals)
    carried: dict[str, Any] = {key: read.carried.as_json() for key, read in reads.items()}
    analysis = _summary(primary, readings[primary], totals) | {"goals": goals}
    pace = timed(experiment, counts_of(totals, primary), now)
    winner = next((arm.position for arm in arms if arm.variant_id == experiment.winner_id), None)
    later = read_after_decision(
        experiment=experiment,
        winner=winner,
        totals=totals,
        goals=reads,
        before=before.get(HOLDBACK, {}),
        pace=pace,
    )
    analysis |= {"holdback": later.holdback, "warnings": later.warnings}
    if later.carried:
        carried[HOLDBACK] = later.carried
    if readings[primary].verdict != "broken":
        pooled = pooled_contrast(
            experiment=experiment, totals=totals, design=reads[primary].design, pace=pace
        )
        if pooled is not None:
            analysis["contrast"] = pooled.analysis
            carried[CONTRAST] = pooled.carried
    with transaction.atomic():
        look: Look = Look.objects.create(
            workspace_id=experiment.workspace_id,
            experiment=experiment,
            taken_at=now,
            totals=totals,
            analysis=analysis,
            carried=carried,
        )
        announce_reading(experiment, look, said, is_anew=said != last)
    return look


def _read_goals(
    experiment: Experiment,
    arms: list[Arm],
    totals: Mapping[str, Any],
    before: Mapping[str, Any],
    now: datetime,
) -> tuple[dict[str, Analysis], dict[str, GoalRead]]:
    """Every goal's reading by its key."""
    links = list(
        ExperimentGoal.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).select_related("goal")
    )
    links.sort(key=lambda link: ORDER.index(link.role))
    past = past_effects(workspace_id=experiment.workspace_id, besides=experiment.pk)
    harmed: frozenset[int] = frozenset()
    readings: dict[str, Analysis] = {}
    reads: dict[str, GoalRead] = {}
    for link in links:
        key = link.goal.key
        design = design_of(experiment, link, arms, past)
        analysis, state = analyse(
            design,
            timed(experiment, counts_of(totals, key), now),
            Carried.from_json(before[key]) if key in before else None,
            harmed if link.role == Role.PRIMARY else (),
        )
        own: frozenset[int] = frozenset()
        if link.role == Role.GUARDRAIL:
            own = harmed_arms(analysis, experiment.alpha)
            harmed |= own
        readings[key] = analysis
        reads[key] = GoalRead(link, design, state, own)
    return readings, reads


def _adjust_secondary(goals: dict[str, Any]) -> None:
    """Beside each p of a secondary goal, the one that allows for there being several."""
    arms = [
        arm for goal in goals.values() if goal["role"] == Role.SECONDARY for arm in goal["arms"]
    ]
    for arm, p in zip(arms, benjamini_hochberg([arm["p"] for arm in arms]), strict=True):
        arm["p_among_goals"] = p


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

"""Ramp-up: show a new test to a few first and to more as hours pass without harm.

Growing coverage moves nobody from one arm to another, so the whole ramp is one phase.
"""

import itertools
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from experiments.models import Experiment, Look, Phase
from experiments.refusals import ExperimentRefusedError
from experiments.splitting import resplit
from experiments.transitions import State, locked
from workspaces.access import Access, system_access
from workspaces.changes import record

log = logging.getLogger(__name__)

MOST_STEPS = 10
MOST_HOURS = 24 * 60

Ramp = list[list[float]]


def tidy_ramp(given: Sequence[Sequence[Any]]) -> Ramp:
    """[[hours after the start, share of visitors], ...], the first at hour 0, both growing.

    ExperimentRefusedError says what is wrong with any other. [pure]
    """
    steps = []
    for step in given:
        if len(step) != 2 or not all(
            isinstance(number, int | float) and not isinstance(number, bool) for number in step
        ):
            raise _bad("Each step names hours after the start and a share of visitors.")
        steps.append([float(step[0]), float(step[1])])
    if not steps:
        return []
    if len(steps) > MOST_STEPS:
        raise _bad(f"A ramp-up has at most {MOST_STEPS} steps.")
    if steps[0][0] != 0:
        raise _bad("The first step begins at hour 0, with the start.")
    if not all(0 <= hours <= MOST_HOURS and 0 < share <= 1 for hours, share in steps):
        raise _bad("Hours lie within 60 days, shares above 0 and up to 1.")
    for (hours, share), (later, more) in itertools.pairwise(steps):
        if later <= hours or more <= share:
            raise _bad("Each step comes later than the one before it, and shows it to more.")
    return steps


def coverage_after(ramp: Ramp, hours: float) -> float:
    """The share that a tidy ramp asks for so many hours after the start. [pure]"""
    return max((share for since, share in ramp if since <= hours), default=1.0)


def why_hold(analysis: Mapping[str, Any], alpha: float) -> str:
    """Why nobody more should see the test by its last look; empty if nothing speaks against it.
    [pure]"""
    if analysis.get("srm_alarm"):
        return "Visitors are not split as planned."
    for goal in analysis.get("goals", {}).values():
        if goal["role"] != "guardrail":
            continue
        for arm in goal["arms"]:
            # As ``stats.verdict.harmed_arms`` reads it, which web processes cannot load.
            if arm["verdict"] == "worse" or (arm["own_p"] <= alpha and arm.get("leans", 0) < 0):
                return f"“{goal['name']}” is harmed."
    return ""


def run_due_ramps(*, now: datetime) -> list[Experiment]:
    """Show running tests to as many as their ramp says by now, or hold the ramp where the last
    look says that something is wrong; the experiments touched."""
    rows = Experiment.objects.filter(state=State.RUNNING).exclude(ramp=[])
    touched = []
    for experiment in rows.select_related("workspace").order_by("pk"):
        access = system_access(experiment.workspace, actor="ramp-up")
        try:
            if _step(access, experiment, now):
                touched.append(experiment)
        except Exception:  # one that cannot be read must not hold up everybody else's
            log.exception("The ramp of experiment %s could not go on.", experiment.pk)
    return touched


def _step(access: Access, experiment: Experiment, now: datetime) -> bool:
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state != State.RUNNING or not stored.ramp or stored.started_at is None:
            return False
        phase = Phase.objects.filter(
            workspace=access.workspace, experiment=stored, ended_at=None
        ).first()
        if phase is None:
            return False
        due = coverage_after(stored.ramp, (now - stored.started_at) / timedelta(hours=1))
        reason = why_hold(_last_analysis(stored), stored.alpha)
        if reason and phase.coverage < stored.ramp[-1][1]:
            before, stored.ramp = stored.ramp, []
            stored.save(update_fields=["ramp"])
            record(
                access=access,
                action="ramp held",
                target=stored,
                before={"ramp": before},
                after={"ramp": [], "coverage": phase.coverage, "reason": reason},
            )
            return True
        if due <= phase.coverage:
            return False
        return resplit(access, stored, None, due, action="ramped")


def _last_analysis(experiment: Experiment) -> Mapping[str, Any]:
    look = (
        Look.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
        .order_by("taken_at", "id")
        .last()
    )
    return look.analysis if look is not None else {}


def _bad(said: str) -> ExperimentRefusedError:
    return ExperimentRefusedError("bad_ramp", said)

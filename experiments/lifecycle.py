"""The life of an experiment while visitors see it: start, pause, resume, stop.

Every step is one transaction with a guarded write (``transitions.py``). Planning comes before
(``planning_steps.py``), splitting differently is in ``splitting.py``, deciding in ``rollout.py``,
the library in ``archiving.py``.

A step that changes what visitors see takes ``approve``, as publishing does; the others ``edit``.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.utils import timezone

from experiments.aa_copies import retire_copy
from experiments.caps import caps_at_start
from experiments.holding_back import end_holdbacks_on
from experiments.in_sight import check_words, hold_message
from experiments.models import Arm, Experiment
from experiments.namespaces import allot
from experiments.phases import close_phase, offered, open_phase
from experiments.planning_steps import check_ready, check_startable, rule_of_plan
from experiments.ramping import coverage_after
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now, terms_at_start
from experiments.transitions import LIVE, NOT_STARTED, State, locked, move, publish, want_recount
from workspaces.access import APPROVE, Access
from workspaces.changes import one_record
from workspaces.models import DeliveryVersion
from workspaces.webhooks import announce

ANOTHER_RUNS = "Another experiment runs on this message: stop or decide that one first."


def start_experiment(
    *, access: Access, experiment: Experiment, coverage: float | None = None
) -> Experiment:
    """Show the arms to visitors, a ``coverage`` share of them (0 to 1), and begin to count.

    Without ``coverage`` the ramp-up says how many, or everybody. Fixes the terms and opens phase 1;
    what an earlier test on the message holds back ends. ExperimentRefusedError unless it is a draft
    or planned, with at least two approved arms, the live variant first, and a primary goal, and no
    other experiment runs on its message.
    """
    access.require(APPROVE)
    try:
        with one_record(access=access, action="started", target=experiment):
            stored = locked(access, experiment)
            message = hold_message(access, stored)
            arms = list(stored.arms.select_related("variant"))
            now = timezone.now()
            check_startable(stored, now)
            check_ready(stored, message, arms)
            check_words(access, arms)
            if _another_runs(stored):
                raise ExperimentRefusedError("another_runs", ANOTHER_RUNS)
            cover = coverage_after(stored.ramp, 0) if coverage is None else coverage
            _start(access, stored, arms, cover, now)
    except IntegrityError as error:  # two starts on one message at the same moment
        raise ExperimentRefusedError("another_runs", ANOTHER_RUNS) from error
    return stored


def pause_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Give everybody the live variant for now; the phase stays open and events still count."""
    access.require(APPROVE)
    with one_record(access=access, action="paused", target=experiment):
        stored = locked(access, experiment)
        move(access, stored, (State.RUNNING,), State.PAUSED)
        publish(access, stored, "paused")
    return stored


def resume_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Split visitors again, each as before. Refused while an arm repeats words taken back."""
    access.require(APPROVE)
    with one_record(access=access, action="resumed", target=experiment):
        stored = locked(access, experiment)
        hold_message(access, stored)
        move(access, stored, (State.PAUSED,), State.RUNNING)
        check_words(access, offered(stored))
        publish(access, stored, "resumed")
    return stored


def stop_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """End the splitting of visitors without deciding yet. Late conversions still count."""
    access.require(APPROVE)
    with one_record(access=access, action="stopped", target=experiment):
        stored = locked(access, experiment)
        now = timezone.now()
        move(access, stored, LIVE, State.STOPPED, stopped_at=now)
        close_phase(stored, now)
        want_recount(access, stored)  # the reading must say that the test has ended
        publish(access, stored, "stopped")
        retire_copy(access, stored)
    return stored


def _start(
    access: Access, experiment: Experiment, arms: list[Arm], coverage: float, now: datetime
) -> None:
    end_holdbacks_on(access, experiment, now)
    caps_at_start(experiment)
    # Holds the row of the delivery version, so that no two tests are given the same visitors.
    DeliveryVersion.objects.bump(access.workspace.pk)
    namespace = allot(access, experiment)
    zone = access.workspace.time_zone
    move(
        access,
        experiment,
        NOT_STARTED,
        State.RUNNING,
        started_at=now,
        time_zone=zone,
        rule=rule_of_plan(experiment.plan, exact=experiment.rule == Experiment.Rule.EXACT),
        namespace=namespace,
        factor=factor_now(arms),
        ends_at=_end(experiment, now, ZoneInfo(zone)),
    )
    open_phase(experiment, 1, [arm.share for arm in arms], coverage, now)
    goals = list(experiment.experiment_goals.select_related("goal"))
    experiment.terms = terms_at_start(experiment, arms, goals, coverage)
    experiment.save(update_fields=["terms"])
    publish(access, experiment, "started", {"coverage": coverage})
    about: dict[str, Any] = {"experiment": {"id": experiment.pk, "key": experiment.key}}
    announce(access=access, event="experiment.started", data=about | {"coverage": coverage})


def _end(experiment: Experiment, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A plan of days ends at the hour of its start, by the clock of its time zone."""
    days = experiment.plan.get("days")
    if not days:
        return experiment.ends_at
    return now.astimezone(zone) + timedelta(days=days)


def _another_runs(experiment: Experiment) -> bool:
    others = Experiment.objects.filter(
        workspace_id=experiment.workspace_id, message_id=experiment.message_id, state__in=LIVE
    )
    return bool(others.exists())

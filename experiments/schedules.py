"""Start and stop experiments at the times their people set.

Delivery watches the planned end by the clock itself; this makes the state follow.
"""

import logging
from datetime import datetime

from experiments.lifecycle import start_experiment, stop_experiment
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import LIVE, NOT_STARTED
from workspaces.access import system_access

log = logging.getLogger(__name__)


def run_due_schedules(*, now: datetime) -> list[Experiment]:
    """Start drafts and plans whose time has come, stop what is past its end; the experiments moved.

    A draft that cannot start (a wording not approved, another test in its place) is left and tried
    again until its own end has passed. Nothing starts in a workspace that is put away.
    """
    moved = []
    due = Experiment.objects.filter(state__in=NOT_STARTED, starts_at__lte=now, archived_at=None)
    due = due.filter(workspace__archived_at=None)
    for experiment in due.exclude(ends_at__lte=now).select_related("workspace"):
        access = system_access(experiment.workspace, actor="schedule")
        try:
            moved.append(start_experiment(access=access, experiment=experiment))
        except ExperimentRefusedError as error:
            log.warning("Experiment %s is due and cannot start: %s", experiment.pk, error)
        except Exception:  # whatever is wrong with one must not hold up everybody else's
            log.exception("Experiment %s is due and could not be started.", experiment.pk)
    over = Experiment.objects.filter(state__in=LIVE, ends_at__lte=now)
    for experiment in over.select_related("workspace"):
        access = system_access(experiment.workspace, actor="schedule")
        try:
            moved.append(stop_experiment(access=access, experiment=experiment))
        except ExperimentRefusedError as error:
            log.info("Experiment %s was ended by somebody else: %s", experiment.pk, error)
    return moved

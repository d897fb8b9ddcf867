"""What visitors see is decided by whoever approves: by a step, and by a date at which one comes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from experiments.drafting import change_experiment, create_experiment
from experiments.lifecycle import (
    pause_experiment,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from experiments.models import Experiment
from experiments.rollout import decide_experiment, roll_back
from experiments.schedules import run_due_schedules
from experiments.splitting import change_weights
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import draft
from workspaces.models import Workspace


def test_it_works(cast: Cast) -> None:
    approver, experiment = cast.access_of(cast.approver), draft(cast)
    for step in (start_experiment, pause_experiment, resume_experiment, stop_experiment):
        experiment = step(access=approver, experiment=experiment)
    assert experiment.state == Experiment.State.STOPPED


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (start_experiment, "draft"),
        (pause_experiment, "running"),
        (resume_experiment, "paused"),
        (stop_experiment, "running"),
        (change_weights, "running"),
        (decide_experiment, "stopped"),
        (roll_back, "decided"),
    ],
)
def test_what_visitors_see_takes_an_approver(cast: Cast, step: Any, state: str) -> None:
    experiment = draft(cast)
    Experiment.objects.filter(pk=experiment.pk).update(state=state)
    with pytest.raises(PermissionDenied):
        step(access=cast.access_of(cast.editor), experiment=experiment)
    experiment.refresh_from_db()
    assert experiment.state == state


def test_an_editor_plans_no_start_and_changes_no_draft_that_starts_by_itself(cast: Cast) -> None:
    """The clock starts it with every right, so the date is as good as the button."""
    editor, soon = cast.access_of(cast.editor), timezone.now() + timedelta(hours=1)
    experiment = draft(cast)
    with pytest.raises(PermissionDenied):
        change_experiment(access=editor, experiment=experiment, starts_at=soon)
    values = {"goal": make.make_goal(cast.workspace), "name": "Mine", "starts_at": soon}
    with pytest.raises(PermissionDenied):
        create_experiment(access=editor, message=experiment.message, variants=[], **values)
    change_experiment(access=editor, experiment=experiment, starts_at=None, name="Still mine")
    change_experiment(access=cast.access_of(cast.approver), experiment=experiment, starts_at=soon)
    with pytest.raises(PermissionDenied):
        change_experiment(access=editor, experiment=experiment, shares=[1, 9], name="Not mine")
    experiment.refresh_from_db()
    assert (experiment.name, experiment.starts_at) == ("Still mine", soon)


def test_nothing_starts_by_itself_in_a_workspace_that_is_put_away(cast: Cast) -> None:
    now = timezone.now()
    experiment = draft(cast, starts_at=now - timedelta(hours=1))
    Workspace.objects.filter(pk=cast.workspace.pk).update(archived_at=now)
    assert run_due_schedules(now=now) == []
    Workspace.objects.filter(pk=cast.workspace.pk).update(archived_at=None)
    assert [moved.pk for moved in run_due_schedules(now=now)] == [experiment.pk]

"""What every step of an experiment's life shares: the lock, the guarded write, what is told of it.

``UPDATE ... WHERE state IN (old)``: of two people who press at once one succeeds and the other is
told what the experiment does by now.
"""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from workspaces.access import Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion

State = Experiment.State
DOING = {
    State.RUNNING: "is running",
    State.PAUSED: "is paused",
    State.STOPPED: "was stopped",
    State.DECIDED: "is decided",
    State.ROLLED_BACK: "was rolled back",
    State.PLANNED: "is planned and not started",
    State.DRAFT: "has not been started",
}
NOT_STARTED = (State.DRAFT, State.PLANNED)
LIVE = (State.RUNNING, State.PAUSED)
OVER = (State.STOPPED, State.DECIDED, State.ROLLED_BACK)


def locked(access: Access, experiment: Experiment) -> Experiment:
    """The experiment as it is stored now, held until the transaction ends."""
    stored: Experiment = (
        Experiment.objects.for_workspace(access.workspace)
        .select_for_update(of=("self",))
        .select_related("message", "previous_live")
        .get(pk=experiment.pk)
    )
    return stored


def move(
    access: Access, experiment: Experiment, old: Collection[State], new: State, **fields: Any
) -> None:
    """The guarded write of every step; ``fields`` are set with the state."""
    moved = Experiment.objects.filter(
        pk=experiment.pk, workspace=access.workspace, state__in=old
    ).update(state=new, **fields)
    if not moved:
        raise wrong_state(experiment)
    experiment.refresh_from_db()


def wrong_state(experiment: Experiment) -> ExperimentRefusedError:
    """Says what the experiment does, so that nobody has to guess why a step does not fit."""
    doing = DOING[State(experiment.state)]
    return ExperimentRefusedError("wrong_state", f"This does not fit: the experiment {doing}.")


def publish(
    access: Access, experiment: Experiment, action: str, after: dict[str, Any] | None = None
) -> None:
    """One audit record, and a new delivery version, in the transaction of the step."""
    record(
        access=access,
        action=action,
        target=experiment,
        after={"state": experiment.state, **(after or {})},
    )
    DeliveryVersion.objects.bump(access.workspace.pk)


def want_recount(access: Access, experiment: Experiment) -> None:
    """Have the experiment counted again; what changed takes visitors from one phase to another."""
    Experiment.objects.filter(pk=experiment.pk, workspace=access.workspace).update(
        recount_wanted_at=timezone.now()
    )

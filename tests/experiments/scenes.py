"""Small scenes that many tests of experiments play in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from experiments.delivery.registry import registry
from experiments.drafting import create_experiment
from experiments.models import Experiment, Phase
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast
from workspaces.models import DeliveryVersion


def live_message(cast: Cast) -> Message:
    """The default message of a new placement, live."""
    message = make.make_message(cast.workspace)
    make.make_live(message)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    return message


def draft(cast: Cast, message: Message | None = None, **fields: Any) -> Experiment:
    """A draft that could be started: live copy, an approved rival, a goal."""
    message = message or live_message(cast)
    rival = make.make_variant(message, state=Variant.State.APPROVED)
    goal = make.make_goal(cast.workspace)
    values = {"name": "Sundays or Fridays", "goal": goal, "variants": [rival]} | fields
    return create_experiment(access=cast.access, message=message, **values)


def run(
    experiment: Experiment,
    weights: list[float] | None = None,
    since: datetime | None = None,
    **fields: Any,
) -> Phase:
    """Set an experiment running without the lifecycle, with one open phase."""
    since = since or timezone.now() - timedelta(hours=1)
    Experiment.objects.filter(pk=experiment.pk).update(
        state=Experiment.State.RUNNING, started_at=since, **fields
    )
    phase = Phase.objects.create(
        workspace=experiment.workspace,
        experiment=experiment,
        number=1,
        weights=weights or [0.5, 0.5],
        started_at=since,
    )
    DeliveryVersion.objects.bump(experiment.workspace_id)
    registry.refresh()
    return phase


def running(cast: Cast, **fields: Any) -> Experiment:
    """A running experiment of two arms and one goal."""
    experiment = make.make_experiment(live_message(cast), **fields)
    run(experiment)
    experiment.refresh_from_db()
    return experiment


def exposure(
    experiment: Experiment, arm: int = 0, visitor: str = "v", **more: Any
) -> dict[str, Any]:
    """An exposure event as a sender tells it."""
    return {
        "id": str(uuid4()),
        "type": "exposure",
        "visitor": visitor,
        "experiment": experiment.key,
        "phase": 1,
        "arm": experiment.arms.get(position=arm).key,
        **more,
    }


def conversion(experiment: Experiment, visitor: str = "v", **more: Any) -> dict[str, Any]:
    """A conversion event of the experiment's goal as a sender tells it."""
    goal = experiment.experiment_goals.get().goal
    return {
        "id": str(uuid4()),
        "type": "conversion",
        "visitor": visitor,
        "goal": goal.key,
        **more,
    }

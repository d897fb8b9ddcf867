"""Invented visitors of an experiment, written into the log the way the events endpoint does."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from experiments.looks import recount_and_look
from experiments.models import Event, Experiment, ExperimentGoal, Look, Phase


def let_visitors_answer(
    experiment: Experiment,
    *,
    visitors: int | Sequence[int],
    converted: Sequence[int],
    now: datetime | None = None,
) -> Look | None:
    """``visitors`` see each arm (or as many as stand for that arm); of them ``converted`` do what
    we hope. Counted at ``now``; the look that this gives, if one was due.
    """
    now = now or timezone.now()
    arms = list(experiment.arms.all())
    seen = [visitors] * len(arms) if isinstance(visitors, int) else visitors
    phase = Phase.objects.filter(workspace=experiment.workspace, experiment=experiment).last()
    assert phase is not None
    goal = ExperimentGoal.objects.get(experiment=experiment, role="primary").goal
    events = []
    for arm, many, did in zip(arms, seen, converted, strict=True):
        for number in range(many):
            usual = {
                "workspace": experiment.workspace,
                "visitor": f"{arm.pk}-{now.timestamp():.0f}-{number}",
                "received_at": now,
            }
            shown = {"type": "exposure", "experiment": experiment, "phase": phase, "arm": arm}
            events.append(Event(event_id=uuid.uuid4(), at=now, **shown, **usual))
            if number < did:
                at = now + timedelta(seconds=1)
                events.append(
                    Event(event_id=uuid.uuid4(), type="conversion", at=at, goal=goal, **usual)
                )
    Event.objects.bulk_create(events, batch_size=500)
    return recount_and_look(experiment=experiment, now=now + timedelta(seconds=2))

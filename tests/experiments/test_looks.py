"""Looks at an experiment: when they are taken, what they must not miss."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone

from experiments import recount as recount_module
from experiments.constants import LOOK_EVERY_AT_FIRST
from experiments.delivery.events import Sender
from experiments.intake import take_in
from experiments.lifecycle import stop_experiment
from experiments.looks import look_is_due, recount_and_look
from experiments.models import (
    DailyCount,
    Experiment,
    Look,
)
from experiments.tasks import recount_wanted
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, running

FIELDS = ("phase", "arm", "goal", "day", "n", "x", "sum", "sumsq")


def tell(cast: Cast, *events: dict[str, Any]) -> None:
    results = take_in(
        workspace_id=cast.workspace.pk,
        events=events,
        received_at=timezone.now(),
        sender=Sender(is_trusted=True),
    )
    assert {result.status for result in results} == {"accepted"}


def crowd(experiment: Experiment, visitors: int, every: tuple[int, int] = (10, 5)) -> list[Any]:
    """Visitors in turn to both arms; of arm i every ``every[i]``-th converts."""
    events = []
    arms = [arm.key for arm in experiment.arms.all()]
    goal = experiment.experiment_goals.get().goal.key
    chance = random.Random(5)
    for number in range(visitors):
        arm = number % 2
        base = {"visitor": f"v{number}", "simulated": True}
        events.append(
            base
            | {"type": "exposure", "experiment": experiment.key, "arm": arms[arm], "phase": 1}
            | {"id": str(UUID(int=chance.getrandbits(128)))}
        )
        if (number // 2) % every[arm] == 0:
            identity = str(UUID(int=chance.getrandbits(128)))
            events.append(base | {"type": "conversion", "goal": goal, "id": identity})
    return events


def test_new_events_become_a_look(cast: Cast) -> None:
    experiment = running(cast)
    tell(cast, *crowd(experiment, 400))
    recount_wanted()
    look = Look.objects.get()
    assert look.totals["phases"][0]["n"] == [200, 200]
    assert look.totals["simulated"] is True
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is None
    recount_wanted()
    assert Look.objects.count() == 1


def test_looks_keep_their_distance_and_lose_nothing(cast: Cast) -> None:
    experiment = running(cast)
    tell(cast, exposure(experiment, visitor="a"))
    recount_wanted()
    tell(cast, exposure(experiment, visitor="b"))
    recount_wanted()
    assert Look.objects.count() == 1
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is not None
    recount_and_look(experiment=experiment, now=timezone.now() + timedelta(hours=1))
    assert Look.objects.count() == 2
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is None


def test_looks_are_often_at_first_and_hourly_later(cast: Cast) -> None:
    experiment = running(cast)
    assert experiment.started_at is not None
    early = Look(experiment=experiment, taken_at=experiment.started_at + timedelta(minutes=5))
    assert not look_is_due(experiment, early, early.taken_at + timedelta(seconds=9))
    assert look_is_due(experiment, early, early.taken_at + LOOK_EVERY_AT_FIRST)
    late = Look(experiment=experiment, taken_at=experiment.started_at + timedelta(hours=2))
    assert not look_is_due(experiment, late, late.taken_at + timedelta(minutes=59))
    assert look_is_due(experiment, late, late.taken_at + timedelta(hours=1))
    experiment.stopped_at = late.taken_at + timedelta(seconds=1)
    assert look_is_due(experiment, late, late.taken_at + timedelta(seconds=2))


def test_events_that_come_while_counting_are_wanted_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = running(cast)
    tell(cast, exposure(experiment, visitor="a"))
    count = recount_module.count

    def count_and_be_late(*, experiment: Experiment) -> Any:
        tally = count(experiment=experiment)
        tell(cast, exposure(experiment, visitor="b"))
        return tally

    monkeypatch.setattr(recount_module, "count", count_and_be_late)
    recount_and_look(experiment=experiment)
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is not None
    assert experiment.counted_at is not None
    assert experiment.recount_wanted_at > experiment.counted_at


def test_the_command_rebuilds_the_same_numbers(cast: Cast) -> None:
    experiment = running(cast)
    tell(cast, *crowd(experiment, 200))
    recount_wanted()
    before = list(DailyCount.objects.values_list(*FIELDS))
    DailyCount.objects.all().delete()
    call_command("recount", "--all")
    assert list(DailyCount.objects.values_list(*FIELDS)) == before
    assert Look.objects.count() == 1


def test_a_late_conversion_counts_after_the_stop(cast: Cast) -> None:
    experiment = running(cast)
    tell(cast, exposure(experiment))
    recount_wanted()
    stop_experiment(access=cast.access, experiment=experiment)
    tell(cast, conversion(experiment))
    recount_wanted()
    look = Look.objects.order_by("taken_at").last()
    assert look is not None
    goal = look.analysis["goal"]
    assert look.totals["phases"][0]["goals"][goal][0][0] == 1

"""Caps of value goals, fixed at the start from what visitors were worth before."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from experiments.caps import caps_at_start
from experiments.models import Event, Goal
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message


def spent(cast: Cast, goal: Goal, visitors: int, worth: float = 10.0) -> None:
    now = timezone.now() - timedelta(days=3)
    Event.objects.bulk_create(
        Event(
            workspace=cast.workspace,
            event_id=uuid4(),
            type="conversion",
            visitor=f"v{number}",
            at=now,
            received_at=now,
            goal=goal,
            value=worth if number else 1e6,
        )
        for number in range(visitors)
        for _ in range(2)
    )


def test_it_works(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind=Goal.Kind.VALUE)
    experiment = make.make_experiment(live_message(cast), goal)
    spent(cast, goal, 200)
    assert caps_at_start(experiment) == {goal.key: 20.0}
    assert experiment.experiment_goals.get().cap == 20.0
    assert caps_at_start(experiment) == {}, "fixed for good"


def test_too_little_known_gives_no_cap(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind=Goal.Kind.VALUE)
    experiment = make.make_experiment(live_message(cast), goal)
    spent(cast, goal, 60)
    assert caps_at_start(experiment) == {}


def test_a_cap_set_by_hand_stays(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind=Goal.Kind.VALUE)
    experiment = make.make_experiment(live_message(cast), goal)
    experiment.experiment_goals.update(cap=7.0)
    spent(cast, goal, 200)
    assert caps_at_start(experiment) == {}
    assert experiment.experiment_goals.get().cap == 7.0

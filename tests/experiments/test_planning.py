"""What is known of a place before a test is planned there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from experiments.models import DailyCount, Experiment, Goal, MessageTraffic
from experiments.outlook import Setting
from experiments.planning import earlier_goals, known_rates, neighbours_of, pace_of
from messaging.models import Message
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run

pytestmark = pytest.mark.django_db


def called(message: Message, *requests: int) -> None:
    """Calls on the days before today, yesterday's first."""
    for back, number in enumerate(requests, start=1):
        MessageTraffic.objects.create(
            workspace=message.workspace,
            message=message,
            day=timezone.localdate() - timedelta(days=back),
            requests=number,
        )


def counted(
    message: Message, goal: Goal, visitors: int, reached: int, *, back: int = 1, cover: float = 1.0
) -> Experiment:
    """A test whose control was shown so often on one day."""
    experiment = make.make_experiment(message, goal=goal)
    phase = run(experiment)
    phase.coverage = cover
    phase.save(update_fields=["coverage"])
    row: dict[str, Any] = {
        "workspace": message.workspace,
        "experiment": experiment,
        "phase": phase,
        "day": timezone.localdate() - timedelta(days=back),
    }
    control, rival = experiment.arms.all()
    DailyCount.objects.create(**row, arm=control, n=visitors)
    DailyCount.objects.create(**row, arm=rival, n=visitors)
    DailyCount.objects.create(**row, arm=control, goal=goal, x=reached)
    DailyCount.objects.create(**row, arm=rival, goal=goal, x=visitors)
    Experiment.objects.filter(pk=experiment.pk).update(state=Experiment.State.STOPPED)
    return experiment


def test_it_works(cast: Cast, django_assert_num_queries: Any) -> None:
    message = live_message(cast)
    assert pace_of(access=cast.access, message=message) is None
    called(message, 30, 10, 20)
    with django_assert_num_queries(2):
        pace = pace_of(access=cast.access, message=message)
    assert pace is not None
    assert (pace.daily, pace.by_tests, pace.days) == (20, False, 3)


def test_tests_know_visitors_better_than_calls_do(cast: Cast) -> None:
    """And the share that took part stands for all."""
    message, goal = live_message(cast), make.make_goal(cast.workspace)
    called(message, 900)
    counted(message, goal, visitors=100, reached=5, back=3, cover=0.5)
    pace = pace_of(access=cast.access, message=message)
    assert pace is not None
    assert (pace.daily, pace.by_tests) == (400, True)


def test_today_and_long_ago_say_nothing(cast: Cast) -> None:
    message = live_message(cast)
    for back in (0, 29):
        MessageTraffic.objects.create(
            workspace=cast.workspace,
            message=message,
            day=timezone.localdate() - timedelta(days=back),
            requests=1_000,
        )
    assert pace_of(access=cast.access, message=message) is None


def test_rates_are_the_controls_here_or_else_anywhere(cast: Cast) -> None:
    here, there = live_message(cast), live_message(cast)
    buys, reads, rare = (make.make_goal(cast.workspace) for _ in range(3))
    counted(here, buys, visitors=200, reached=10)
    counted(there, buys, visitors=200, reached=90)
    counted(there, reads, visitors=400, reached=100)
    counted(there, rare, visitors=50, reached=1)
    rates = known_rates(access=cast.access, message=here)
    assert set(rates) == {buys.pk, reads.pk}
    assert (rates[buys.pk].rate, rates[buys.pk].here) == (0.05, True)
    assert (rates[reads.pk].rate, rates[reads.pk].here) == (0.25, False)
    setting = Setting(rate=0.05, daily=60, arms=2, lift=0.2)
    [earlier] = earlier_goals(rates.values(), setting, besides=buys.pk)
    assert earlier.known.goal == reads
    assert 0.1 < earlier.findable < 0.6


def test_what_an_optimiser_sent_elsewhere_is_no_rate(cast: Cast) -> None:
    message, goal = live_message(cast), make.make_goal(cast.workspace)
    experiment = counted(message, goal, visitors=500, reached=50)
    Experiment.objects.filter(pk=experiment.pk).update(split_by=Experiment.SplitBy.OPTIMISER)
    assert known_rates(access=cast.access, message=message) == {}


def test_busy_neighbours_are_offered(cast: Cast) -> None:
    message, busy, quiet, german = (live_message(cast) for _ in range(4))
    called(busy, 500)
    called(quiet, 20)
    called(german, 9_000)
    Message.objects.filter(pk=german.pk).update(language="de")
    called(message, 10)
    setting = Setting(rate=0.05, daily=10, arms=2, lift=0.2)
    found = neighbours_of(access=cast.access, message=message, setting=setting)
    assert found is not None
    assert found.messages == (busy, quiet)
    assert found.daily == 530
    assert 0.2 < found.findable < 0.3
    MessageTraffic.objects.all().delete()
    assert neighbours_of(access=cast.access, message=message, setting=setting) is None


def test_another_workspaces_traffic_is_not_ours(cast: Cast) -> None:
    message = live_message(cast)
    other = make.make_message(cast.other.workspace)
    make.make_live(other)
    called(other, 9_000)
    setting = Setting(rate=0.05, daily=10, arms=2, lift=0.2)
    assert neighbours_of(access=cast.access, message=message, setting=setting) is None

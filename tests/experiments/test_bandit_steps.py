"""Bandits: shares follow what has matured, in batches."""

from datetime import datetime, timedelta

from django.utils import timezone

from experiments.bandit_steps import ENOUGH_AN_ARM, rebalance_due
from experiments.models import Experiment, Look
from experiments.tasks import rebalance_bandits
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run
from tests.experiments.visitors import let_visitors_answer

WINDOW = 2


def bandit(cast: Cast, seen: datetime, **fields: object) -> Experiment:
    """A running bandit whose visitors came at ``seen``: one in ten converts of the control, one in
    three of the other."""
    goal = make.make_goal(cast.workspace, window_days=WINDOW)
    values: dict[str, object] = {"allocation": "earn"} | fields
    experiment = make.make_experiment(live_message(cast), goal=goal, **values)
    run(experiment, since=seen - timedelta(hours=1))
    let_visitors_answer(experiment, visitors=[150, 150], converted=[15, 50], now=seen)
    experiment.refresh_from_db()
    return experiment


def test_it_works(cast: Cast) -> None:
    now = timezone.now()
    experiment = bandit(cast, now - timedelta(days=WINDOW, hours=1))
    assert [row.pk for row in rebalance_due(now=now)] == [experiment.pk]
    first, second = experiment.phases.order_by("number")
    assert first.ended_at == second.started_at
    assert second.weights[1] > 0.9
    assert second.weights[0] >= 0.01, "no arm is starved"


def test_young_visitors_move_nothing(cast: Cast) -> None:
    now = timezone.now()
    experiment = bandit(cast, now - timedelta(days=WINDOW - 1))
    assert rebalance_due(now=now) == []
    assert experiment.phases.count() == 1


def test_a_phase_has_enough_before_the_next(cast: Cast) -> None:
    now = timezone.now()
    experiment = bandit(cast, now - timedelta(days=WINDOW, hours=1))
    assert ENOUGH_AN_ARM * 2 <= 300
    rebalance_due(now=now)
    assert rebalance_due(now=now + timedelta(hours=1)) == []
    assert experiment.phases.count() == 2


def test_fixed_shares_stay(cast: Cast) -> None:
    now = timezone.now()
    bandit(cast, now - timedelta(days=WINDOW, hours=1), allocation="fixed")
    assert rebalance_due(now=now) == []


def test_a_faulty_split_holds_the_shares(cast: Cast) -> None:
    now = timezone.now()
    experiment = bandit(cast, now - timedelta(days=WINDOW, hours=1))
    look = experiment.looks.latest()
    Look.objects.filter(pk=look.pk).update(analysis=look.analysis | {"srm_alarm": True})
    rebalance_bandits()
    assert experiment.phases.count() == 1


def test_who_looks_for_the_best_keeps_half_on_a_challenger(cast: Cast) -> None:
    now = timezone.now()
    experiment = bandit(cast, now - timedelta(days=WINDOW, hours=1), allocation="learn")
    rebalance_due(now=now)
    phase = experiment.phases.order_by("number").last()
    assert phase is None or 0.4 <= phase.weights[0] <= 0.6

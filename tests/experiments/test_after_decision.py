"""After a decision: does the lift last, and does the winner do harm later?"""

from datetime import timedelta

from django.utils import timezone

from experiments.looks import recount_and_look
from experiments.models import Experiment, ExperimentGoal, Goal, Look
from tests import make
from tests.conftest import Cast
from tests.experiments.counted import decide, set_counts
from tests.experiments.scenes import running


def look_in(experiment: Experiment, hours: int) -> Look:
    look = recount_and_look(experiment=experiment, now=timezone.now() + timedelta(hours=hours))
    assert look is not None
    return look


def won(cast: Cast) -> Experiment:
    """A test that its second arm has won by a quarter."""
    experiment = running(cast)
    set_counts(experiment, (10_000, 1_000), (10_000, 1_250))
    assert look_in(experiment, 0).analysis["verdict"] == "winner"
    return experiment


def test_it_works(cast: Cast) -> None:
    experiment = won(cast)
    holdback = decide(experiment, 0.2)
    set_counts(experiment, (4_000, 400), (16_000, 2_000), phase=holdback)
    look = look_in(experiment, 2)
    assert [phase["number"] for phase in look.totals["phases"]] == [1]
    assert [phase["number"] for phase in look.totals["holdback"]] == [2]
    reading = look.analysis["holdback"]
    assert reading["state"] == "lasts"
    assert reading["held_back"] == 4_000
    assert reading["sentence"].startswith("The lift lasts: since the decision")
    assert look.analysis["warnings"] == []
    assert look.analysis["line"]["visitors"] == 20_000  # those of the test alone


def test_a_lift_that_is_gone_warns_and_stays_gone(cast: Cast) -> None:
    experiment = won(cast)
    holdback = decide(experiment, 0.2)
    set_counts(experiment, (400, 40), (1_600, 165), phase=holdback)
    early = look_in(experiment, 2)
    assert early.analysis["holdback"]["state"] == "open"
    assert "too early" in early.analysis["holdback"]["sentence"]
    set_counts(experiment, (60_000, 6_000), (240_000, 24_000), phase=holdback)
    gone = look_in(experiment, 4)
    reading = gone.analysis["holdback"]
    assert reading["state"] == "gone"
    assert reading["sentence"].startswith("The lift is gone")
    assert "changed on about" in reading["sentence"]
    (warning,) = gone.analysis["warnings"]
    assert warning["code"] == "holdback_gone"
    assert warning["text"] == reading["sentence"]
    assert gone.analysis["verdict"] == "winner"  # what was declared stays
    set_counts(experiment, (60_000, 6_000), (240_000, 25_500), phase=holdback)
    later = look_in(experiment, 6)
    assert later.analysis["holdback"]["state"] == "gone"
    assert later.analysis["holdback"]["day"] == reading["day"]


def test_a_winner_that_later_loses_customers_is_flagged(cast: Cast) -> None:
    experiment = won(cast)
    leavers = make.make_goal(
        cast.workspace, name="Cancellations", direction=Goal.Direction.DOWN, window_days=90
    )
    ExperimentGoal.objects.create(
        workspace=cast.workspace, experiment=experiment, goal=leavers, role="guardrail"
    )
    decide(experiment, 0.0)
    set_counts(
        experiment,
        (10_000, 300),
        (10_000, 310),
        phase=experiment.phases.get(number=1),
        goal=leavers,
    )
    assert look_in(experiment, 2).analysis["warnings"] == []
    set_counts(
        experiment,
        (10_000, 300),
        (10_000, 500),
        phase=experiment.phases.get(number=1),
        goal=leavers,
    )
    look = look_in(experiment, 4)
    (warning,) = look.analysis["warnings"]
    assert warning["code"] == "harmed"
    assert warning["goal"] == leavers.key
    assert "“Cancellations” suffers with" in warning["text"]
    assert "harms a guardrail goal" in look.analysis["sentence"]


def test_nothing_is_read_where_the_control_went_live(cast: Cast) -> None:
    experiment = won(cast)
    control = experiment.arms.get(position=0).variant
    holdback = decide(experiment, 0.2, winner=control)
    set_counts(experiment, (4_000, 400), (16_000, 2_000), phase=holdback)
    look = look_in(experiment, 2)
    assert look.analysis["holdback"] is None
    assert look.analysis["warnings"] == []

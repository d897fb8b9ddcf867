"""What a look reads beside a plain test: planned dates, ends, optimisers, bandits, value goals."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from experiments.designs import timed
from experiments.history import past_effects
from experiments.lifecycle import stop_experiment
from experiments.looks import recount_and_look
from experiments.models import Experiment, ExperimentGoal, Goal, Look
from experiments.stats.readings import Counts
from experiments.tasks import recount_wanted
from tests import make
from tests.conftest import Cast
from tests.experiments.counted import set_counts
from tests.experiments.scenes import live_message, run, running


def look_at(experiment: Experiment, now: datetime | None = None) -> Look:
    look = recount_and_look(experiment=experiment, now=now)
    assert look is not None
    return look


def test_a_planned_date_spends_its_rest_at_the_end(cast: Cast) -> None:
    start = timezone.now() - timedelta(days=7)
    experiment = make.make_experiment(
        live_message(cast), rule=Experiment.Rule.PLANNED, plan={"days": 14}
    )
    run(experiment, since=start, ends_at=start + timedelta(days=14))
    experiment.refresh_from_db()
    set_counts(experiment, (5_000, 500), (5_000, 540))
    half = look_at(experiment)
    (goal,) = half.analysis["goals"].values()
    assert not goal["ended"]
    assert goal["days_needed"] == pytest.approx(7, abs=0.01)
    key = half.analysis["goal"]
    assert half.carried[key]["pairs"][0]["path"][0][0] == pytest.approx(0.5, abs=1e-3)
    set_counts(experiment, (9_000, 900), (9_000, 950))
    end = look_at(experiment, now=start + timedelta(days=14))
    (goal,) = end.analysis["goals"].values()
    assert goal["ended"]
    assert end.carried[key]["pairs"][0]["ended"]
    assert end.analysis["sentence"].startswith("The planned time is over; the effect of")
    assert "the most you risk" in end.analysis["sentence"]
    set_counts(experiment, (9_000, 900), (9_000, 1_200))
    later = look_at(experiment, now=start + timedelta(days=15))
    assert later.analysis["verdict"] == "keep_going"  # shown, not tested


def test_a_planned_fortnight_with_a_shorter_day_in_it_ends_at_its_hour() -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 20, 9, tzinfo=zone)
    experiment = Experiment(
        rule=Experiment.Rule.PLANNED,
        plan={"days": 14},
        time_zone="Europe/Berlin",
        started_at=start,
        ends_at=datetime(2026, 4, 3, 9, tzinfo=zone),
    )
    end = timed(experiment, Counts(()), datetime(2026, 4, 3, 9, tzinfo=zone))
    assert end.elapsed_days == pytest.approx(14)
    assert end.day == datetime(2026, 4, 3, tzinfo=zone).date()


def test_a_test_stopped_without_a_verdict_says_what_is_risked(cast: Cast) -> None:
    experiment = running(cast)
    set_counts(experiment, (5_000, 500), (5_000, 510))
    first = look_at(experiment)
    assert first.analysis["sentence"].startswith("There is not enough evidence yet")
    stop_experiment(access=cast.access, experiment=experiment)
    recount_wanted()
    second = Look.objects.latest()
    assert second.pk != first.pk
    assert second.analysis["sentence"].startswith("The test has ended; the effect of")
    assert "either will do, and the most you risk with" in second.analysis["sentence"]
    assert second.analysis["days_needed"] is None
    recount_wanted()
    assert Look.objects.latest() == second


def test_an_optimiser_is_observed_and_never_wins_nor_breaks(cast: Cast) -> None:
    experiment = running(cast, split_by=Experiment.SplitBy.OPTIMISER)
    set_counts(experiment, (9_000, 450), (1_000, 150))
    look = look_at(experiment)
    assert look.analysis["verdict"] == "observed"
    assert look.analysis["winner"] is None
    assert look.analysis["srm_alarm"] is False
    (goal,) = look.analysis["goals"].values()
    assert goal["srm_e"] == 1
    assert goal["arms"][0]["lift"]["low"] is None
    assert goal["arms"][0]["corrected_lift"] is None
    assert look.analysis["sentence"].startswith("Observed, not tested")


@pytest.mark.parametrize(("unit", "verdict"), [("visitor", "broken"), ("impression", "winner")])
def test_only_units_that_are_split_tell_a_faulty_split(cast: Cast, unit: str, verdict: str) -> None:
    experiment = running(cast, split_by=Experiment.SplitBy.PLATFORM_TEST, unit=unit)
    set_counts(experiment, (9_000, 450), (7_000, 650))
    assert look_at(experiment).analysis["verdict"] == verdict


def test_a_bandit_names_its_winner_without_an_interval(cast: Cast) -> None:
    experiment = running(cast, allocation=Experiment.Allocation.EARN)
    set_counts(experiment, (9_000, 450), (9_000, 650))
    look = look_at(experiment)
    assert look.analysis["verdict"] == "winner"
    (goal,) = look.analysis["goals"].values()
    (arm,) = goal["arms"]
    assert arm["lift"]["low"] is arm["lift"]["high"] is None
    assert arm["corrected_lift"] is None
    assert "%" not in look.analysis["sentence"]


def test_the_time_before_sharpens_a_value_goal(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind=Goal.Kind.VALUE)
    experiment = make.make_experiment(live_message(cast), goal=goal)
    run(experiment)
    experiment.refresh_from_db()
    # Value 10 on average, spread 10, of which a half is what the visitor was worth before.
    arms = [
        (1_000, 900, 10_000.0, 200_000.0, 10_000.0, 200_000.0, 190_000.0),
        (1_000, 900, 10_900.0, 218_810.0, 10_000.0, 200_000.0, 199_000.0),
    ]
    set_counts(experiment, *arms)
    plain = look_at(experiment)
    ExperimentGoal.objects.update(cuped_days=28)
    compared = look_at(experiment, now=timezone.now() + timedelta(hours=2))
    assert plain.analysis["verdict"] == "keep_going"
    assert compared.analysis["verdict"] == "winner"
    cells = compared.totals["phases"][0]["goals"][goal.key]
    assert cells[0] == list(arms[0][1:])


def test_a_trial_of_one_text_against_itself_teaches_nothing_about_lifts(cast: Cast) -> None:
    for is_aa in (True, False):
        experiment = running(cast, is_aa=is_aa)
        set_counts(experiment, (5_000, 500), (5_000, 600))
        look_at(experiment)
        Experiment.objects.update(state=Experiment.State.STOPPED)
    past = past_effects(workspace_id=cast.workspace.pk, besides=0)
    assert len(past.rows) == 1
    (up,) = past.of(kind="conversion", higher_is_better=True)
    (down,) = past.of(kind="conversion", higher_is_better=False)
    assert up[0] == pytest.approx(-down[0])
    assert up[0] > 0

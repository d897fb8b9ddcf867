"""Single events go when their days are over, and never what an unfinished test still needs."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from experiments.models import (
    DailyCount,
    DeliverySettings,
    Event,
    Experiment,
    ExperimentGoal,
    VisitorAlias,
)
from experiments.recount import recount
from experiments.refusals import ExperimentRefusedError
from experiments.retention import delete_old_events
from tests.conftest import Cast
from tests.experiments.scenes import running
from tests.experiments.visitors import let_visitors_answer
from workspaces.models import AuditRecord


def finished(cast: Cast) -> Experiment:
    """Archived, with 10 exposures and 4 conversions of a year ago."""
    experiment = running(cast)
    year_ago = timezone.now() - timedelta(days=365)
    let_visitors_answer(experiment, visitors=5, converted=[1, 3], now=year_ago)
    VisitorAlias.objects.create(workspace=cast.workspace, visitor="v", person="d" * 64)
    VisitorAlias.objects.update(created_at=year_ago)
    Experiment.objects.filter(pk=experiment.pk).update(
        state="decided", frozen_at=timezone.now(), recount_wanted_at=None
    )
    experiment.refresh_from_db()
    return experiment


def keep(cast: Cast, days: int | None) -> None:
    DeliverySettings.objects.create(workspace=cast.workspace, keep_events_days=days)


def test_it_works(cast: Cast) -> None:
    finished(cast)
    keep(cast, 180)
    counts = list(DailyCount.objects.values_list("n", "x"))
    assert delete_old_events(now=timezone.now()) == 14
    assert not Event.objects.exists()
    assert not VisitorAlias.objects.exists()
    assert list(DailyCount.objects.values_list("n", "x")) == counts
    told = AuditRecord.objects.filter(action="deleted old events")
    assert sum(record.after["events"] for record in told) == 14
    assert delete_old_events(now=timezone.now()) == 0
    assert told.count() == 2


def test_nothing_goes_unless_somebody_says_so(cast: Cast) -> None:
    finished(cast)
    assert delete_old_events(now=timezone.now()) == 0
    keep(cast, None)
    assert delete_old_events(now=timezone.now()) == 0


def test_what_is_needed_stays(cast: Cast) -> None:
    experiment = finished(cast)
    keep(cast, 180)
    Experiment.objects.update(frozen_at=None)
    assert delete_old_events(now=timezone.now()) == 0
    # Archived, but what came before is not counted yet.
    now = timezone.now()
    Experiment.objects.update(frozen_at=now, recount_wanted_at=now - timedelta(minutes=1))
    assert delete_old_events(now=now) == 0
    # Counted, but another test is compared with the year before it.
    Experiment.objects.update(recount_wanted_at=None)
    other = running(cast)
    Experiment.objects.filter(pk=other.pk).update(started_at=now)
    goal = experiment.experiment_goals.get().goal
    link = ExperimentGoal.objects.create(
        workspace=cast.workspace, experiment=other, goal=goal, role="secondary", cuped_days=400
    )
    assert delete_old_events(now=now) == 10
    link.cuped_days = 30
    link.save()
    assert delete_old_events(now=now) == 4


def test_final_counts_are_not_counted_again(cast: Cast) -> None:
    experiment = finished(cast)
    with pytest.raises(ExperimentRefusedError, match="final"):
        recount(experiment=experiment)
    with pytest.raises(CommandError, match="final"):
        call_command("recount", experiment=experiment.key)


def test_the_command_compares(cast: Cast) -> None:
    experiment = running(cast)
    let_visitors_answer(experiment, visitors=5, converted=[1, 3])
    said = io.StringIO()
    call_command("recount", all=True, check=True, stdout=said)
    assert "identical" in said.getvalue()
    DailyCount.objects.filter(goal=None).update(n=99)
    Experiment.objects.update(recount_wanted_at=None)
    with pytest.raises(CommandError, match="1 experiments differ"):
        call_command("recount", all=True, check=True, stdout=said)
    call_command("recount", all=True, stdout=said)
    call_command("recount", all=True, check=True, stdout=said)

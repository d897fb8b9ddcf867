"""A report that was taken out takes its readings with it: no verdict stands on counts that left."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from experiments.contrast_results import contrast_results
from experiments.headlines import headlines_of
from experiments.history import finished_readings
from experiments.library import Wanted, find_finished
from experiments.looks import recount_and_look
from experiments.models import Experiment, Look, ResultReport
from experiments.refusals import ExperimentRefusedError
from experiments.resonance_wanted import marks
from experiments.result_tables import tables_of
from experiments.results import results_of
from experiments.results_home import undo_report
from experiments.rollout import verdict_winner
from experiments.standing_looks import newest_looks, standing_looks, taken_out
from experiments.tasks import recount_wanted
from tests import make
from tests.conftest import Cast
from tests.experiments.reported import DAY, brought, google, sums_of, there
from workspaces.models import WebhookDelivery

WRONG = ((2_000, 100), (2_010, 180))
"""Enough for a winner."""
ADVICE = "Give everybody the better text"
EVEN = ((2_000, 100), (2_010, 101))


def read(experiment: Experiment) -> Look:
    experiment.refresh_from_db()
    look = recount_and_look(experiment=experiment)
    assert look is not None
    return look


def undo(cast: Cast, report: ResultReport) -> None:
    undo_report(access=cast.access, report=report)


def test_it_works(cast: Cast) -> None:
    experiment = there(cast)
    report = brought(cast, google(experiment, *WRONG))
    wrong = read(experiment)
    assert wrong.analysis["verdict"] == "winner"
    page = cast.url(f"test/{experiment.pk}/")
    client = cast.client(cast.owner)
    assert ADVICE in client.get(page).content.decode()
    undo(cast, report)
    experiment.refresh_from_db()
    assert newest_looks(experiment) == (wrong, None)
    assert verdict_winner(experiment) is None
    assert ADVICE not in client.get(page).content.decode()
    recount_wanted()
    now = results_of(experiment)
    assert (now.verdict, now.visitors, now.winner) == ("keep_going", 0, None)
    assert any("while “ads.csv” counted no longer stands" in told for told in now.warnings)
    assert len(now.history) == 1
    headlines = headlines_of(workspace_id=cast.workspace.pk, experiments=[experiment.pk])
    assert headlines[experiment.pk].verdict == "keep_going"
    assert Look.objects.filter(pk=wrong.pk).exists()
    assert ADVICE not in client.get(page).content.decode()


def test_no_list_waits_for_the_next_reading(cast: Cast) -> None:
    """Between an undo and the reading after it, lists go by the last reading that stands."""
    experiment = there(cast)
    brought(cast, google(experiment, *EVEN))
    even = read(experiment)
    second = brought(cast, google(experiment, *WRONG))
    assert read(experiment).analysis["verdict"] == "winner"
    Experiment.objects.filter(pk=experiment.pk).update(state="stopped", stopped_at=timezone.now())

    def lists() -> tuple[str, list[int], str]:
        shown = headlines_of(workspace_id=cast.workspace.pk, experiments=[experiment.pk])
        won = find_finished(access=cast.access, wanted=Wanted(verdict="winner"))
        [reading] = finished_readings(workspace_id=cast.workspace.pk)
        return shown[experiment.pk].verdict, [row.pk for row in won], reading.verdict

    assert lists() == ("winner", [experiment.pk], "winner")
    marked = marks(cast.workspace.pk)
    Experiment.objects.filter(pk=experiment.pk).update(state="running", stopped_at=None)
    undo(cast, second)
    Experiment.objects.filter(pk=experiment.pk).update(state="stopped", stopped_at=timezone.now())
    assert newest_looks(experiment)[1] == even
    kept = even.analysis["verdict"]
    assert lists() == (kept, [], kept)
    assert marks(cast.workspace.pk) != marked


def test_an_hour_is_not_waited_for(cast: Cast) -> None:
    """Without counts a test is read by the hour; what was taken out is no such case."""
    experiment = there(cast)
    first = brought(cast, google(experiment, *EVEN))
    read(experiment)
    undo(cast, first)
    read(experiment)
    second = brought(cast, google(experiment, *WRONG))
    assert read(experiment).analysis["verdict"] == "winner"
    undo(cast, second)
    recount_wanted()
    newest, stands = newest_looks(experiment)
    assert newest == stands
    assert results_of(experiment).verdict == "keep_going"


def test_the_next_reading_goes_on_from_the_last_that_stands(cast: Cast) -> None:
    experiment = there(cast)
    brought(cast, google(experiment, *WRONG), DAY)
    right = read(experiment)
    later = DAY + timedelta(7)
    report = brought(cast, google(experiment, (4_000, 500), (4_010, 181)), later)
    read(experiment)
    undo(cast, report)
    again = read(experiment)
    assert again.totals == right.totals
    assert again.carried == right.carried
    assert again.analysis["verdict"] == "winner"
    assert list(standing_looks(experiment)) == [right, again]


def test_reports_that_overlap_leave_nothing_behind(cast: Cast) -> None:
    """A reading taken after the first was taken out, while the second counted, goes with it."""
    experiment = there(cast)
    first = brought(cast, google(experiment, (1_000, 50), (1_000, 51)), DAY)
    read(experiment)
    second = brought(cast, google(experiment, *WRONG), DAY + timedelta(7))
    read(experiment)
    undo(cast, first)
    assert read(experiment).analysis["verdict"] == "winner"
    undo(cast, second)
    fresh = read(experiment)
    assert fresh.analysis["verdict"] == "keep_going"
    assert list(standing_looks(experiment)) == [fresh]
    reports = taken_out(workspace_id=cast.workspace.pk, experiments=[experiment.pk])
    assert len(reports) == 2


def test_a_report_that_was_replaced_since_takes_its_readings_too(cast: Cast) -> None:
    """Its counts are gone already, so taking it out changes none; what it made stands no longer."""
    experiment = there(cast)
    wrong = brought(cast, google(experiment, *WRONG), DAY)
    read(experiment)
    brought(cast, google(experiment, (2_000, 100), (2_010, 101), more=" "), DAY + timedelta(7))
    assert read(experiment).analysis["verdict"] == "winner"  # what was reached stays
    counts = sums_of(experiment)
    undo(cast, wrong)
    assert sums_of(experiment) == counts
    recount_wanted()
    assert results_of(experiment).verdict == "keep_going"


def test_downloads_hold_readings_that_stand(cast: Cast) -> None:
    experiment = there(cast)
    report = brought(cast, google(experiment, *WRONG))
    read(experiment)
    undo(cast, report)
    read(experiment)
    table = next(each for each in tables_of(experiment) if each.name == "looks")
    assert {row[table.columns.index("verdict")] for row in table.rows} == {"keep_going"}


def test_webhooks_are_told_that_a_verdict_is_gone(cast: Cast) -> None:
    make.make_webhook(cast.workspace, events=["experiment.verdict"])
    experiment = there(cast)
    report = brought(cast, google(experiment, *WRONG))
    read(experiment)
    undo(cast, report)
    read(experiment)
    sent = WebhookDelivery.objects.filter(event="experiment.verdict").order_by("pk")
    assert [json.loads(each.body)["data"]["verdict"] for each in sent] == ["winner", "keep_going"]


def test_what_is_read_together_begins_anew(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    pains = [make.make_pain(cast.workspace, persona, title=title) for title in ("A", "B")]
    one, other = (there(cast, contrast="sundays") for _ in range(2))
    for experiment in (one, other):
        for arm, pain in zip(experiment.arms.order_by("position"), pains, strict=True):
            arm.variant.pain = pain
            arm.variant.save()
    brought(cast, google(one, *EVEN))
    read(one)
    report = brought(cast, google(other, *WRONG))
    read(other)
    pooled = contrast_results(one)
    assert pooled is not None
    assert pooled["verdict"] == "winner"
    undo(cast, report)
    assert contrast_results(one) is None
    brought(cast, google(one, (2_100, 105), (2_110, 106)), DAY + timedelta(7))
    read(one)  # before the other test was read anew
    assert contrast_results(one) is None
    read(other)
    pooled = contrast_results(one)
    assert pooled is not None
    assert (pooled["verdict"], pooled["visitors"]) == ("keep_going", 4_210)


def test_final_counts_stay(cast: Cast) -> None:
    experiment = there(cast)
    report = brought(cast, google(experiment, *WRONG))
    Experiment.objects.filter(pk=experiment.pk).update(frozen_at=timezone.now())
    with pytest.raises(ExperimentRefusedError, match="archived"):
        undo(cast, report)
    report.refresh_from_db()
    assert report.state == "applied"

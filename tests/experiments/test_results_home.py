"""Reports of platforms come home: counted once, replaced by newer ones, taken out again."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.counts_table import UploadedCount
from experiments.looks import recount_and_look
from experiments.models import DailyCount, Experiment, Look, ResultReport
from experiments.refusals import ExperimentRefusedError
from experiments.results_home import (
    apply_report,
    same_rows,
    undo_report,
)
from experiments.results_home_list import results_elsewhere
from experiments.results_home_take import take_report
from experiments.splitting import change_weights
from experiments.uploaded_counts import upload_counts
from messaging.models import InUse
from tests.conftest import Cast
from tests.experiments.reported import (
    DAY,
    GOOGLE,
    META,
    brought,
    counts_of,
    file_of,
    google,
    sums_of,
    there,
)
from tests.experiments.scenes import running
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    experiment = there(cast)
    file = google(experiment, (1200, 60), (1300, 91), more='Total: Ads,,,,"2,500",151,1%,0,0')
    report = take_report(access=cast.access, file=file, taken_on=DAY)
    assert (report.platform, report.state, counts_of(experiment)) == ("google_ads", "open", {})
    assert report.counted == {"rows": 3, "out": 1, "unmatched": 0, "tests": 2, "beside": 0}
    report = apply_report(access=cast.access, report=report)
    assert report.state == "applied"
    assert sums_of(experiment) == [(1200, 60), (1300, 91)]
    experiment.refresh_from_db()
    look = recount_and_look(experiment=experiment)
    assert look is not None
    assert look.totals["phases"]


def test_the_reading_is_that_of_counts_brought_by_hand(cast: Cast) -> None:
    first, second = there(cast), there(cast)
    for day, counts in (
        (DAY, ((500, 25), (510, 40))),
        (DAY + timedelta(7), ((980, 51), (990, 80))),
    ):
        brought(cast, google(first, *counts), day)
        before = sums_of(second)
        keys = [arm.key for arm in second.arms.select_related("variant").order_by("position")]
        upload_counts(
            access=cast.access,
            experiment=second,
            counts=[
                UploadedCount(key, day, n - n0, x - x0)
                for key, (n, x), (n0, x0) in zip(keys, counts, before, strict=True)
            ],
        )
        now = timezone.now()
        for experiment in (first, second):
            experiment.refresh_from_db()
            recount_and_look(experiment=experiment, now=now)
    looks = [Look.objects.filter(experiment=each).order_by("pk") for each in (first, second)]
    told = [
        [[goal["arms"] for goal in look.analysis["goals"].values()] for look in each]
        for each in looks
    ]
    assert len(told[0]) == 2
    assert told[0] == told[1]


def test_an_optimiser_is_observed(cast: Cast) -> None:
    experiment = there(cast, split_by=Experiment.SplitBy.OPTIMISER)
    brought(cast, google(experiment, (1000, 50), (1000, 70)))
    assert sums_of(experiment) == [(1000, 50), (1000, 70)]
    assert results_elsewhere(access=cast.access)[1] == []


def test_the_same_file_counts_once(cast: Cast) -> None:
    experiment = there(cast)
    file = google(experiment, (1000, 50), (1000, 70))
    content = file.read()
    report = brought(cast, SimpleUploadedFile("ads.csv", content))
    with pytest.raises(ExperimentRefusedError, match="very file") as refused:
        take_report(access=cast.access, file=SimpleUploadedFile("b.csv", content))
    assert refused.value.code == "counted_already"
    with pytest.raises(ExperimentRefusedError):
        apply_report(access=cast.access, report=report)
    assert sums_of(experiment) == [(1000, 50), (1000, 70)]


def test_a_waiting_file_is_not_taken_twice(cast: Cast) -> None:
    content = google(there(cast), (1000, 50), (1000, 70)).read()
    first = take_report(access=cast.access, file=SimpleUploadedFile("a.csv", content))
    again = take_report(access=cast.access, file=SimpleUploadedFile("b.csv", content))
    assert first == again
    assert ResultReport.objects.count() == 1


def test_a_file_saved_again_is_known_by_its_rows(cast: Cast) -> None:
    experiment = there(cast)
    keys = [arm.key for arm in experiment.arms.select_related("variant").order_by("position")]
    first = brought(cast, google(experiment, (1000, 50), (1000, 70)))
    from openpyxl import Workbook

    workbook, content = Workbook(), BytesIO()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(GOOGLE.split(","))
    for key, clicks in reversed(list(zip(keys, (50, 70), strict=True))):
        sheet.append(["Enabled", "Sundays | Books", key, "Search", 1000, clicks, 0.01, 0, 0])
    workbook.save(content)
    report = take_report(
        access=cast.access, file=SimpleUploadedFile("again.xlsx", content.getvalue())
    )
    assert same_rows(report) == first
    with pytest.raises(ExperimentRefusedError, match="same rows"):
        apply_report(access=cast.access, report=report)
    assert sums_of(experiment) == [(1000, 50), (1000, 70)]


def test_a_newer_report_replaces_and_an_older_one_adds_nothing(cast: Cast) -> None:
    experiment = there(cast)
    brought(cast, google(experiment, (1000, 50), (1000, 70)), DAY + timedelta(7))
    brought(cast, google(experiment, (400, 20), (500, 30)), DAY)
    assert sums_of(experiment) == [(1000, 50), (1000, 70)]
    assert len(counts_of(experiment)) == 4
    brought(cast, google(experiment, (2000, 90), (1900, 99)), DAY + timedelta(9))
    assert sums_of(experiment) == [(2000, 90), (1900, 99)]


def test_overlapping_days_are_replaced(cast: Cast) -> None:
    experiment = there(cast)
    key = experiment.arms.select_related("variant").order_by("position")[0].key
    head = "variant,day,impressions,clicks"
    brought(cast, file_of(f"{head}\n{key},2026-03-01,100,10\n{key},2026-03-02,50,5\n"))
    brought(cast, file_of(f"{head}\n{key},2026-03-02,120,9\n{key},2026-03-03,80,8\n"))
    assert [counts_of(experiment)[key, date(2026, 3, day)] for day in (1, 2, 3)] == [
        (100, 10),
        (120, 9),
        (80, 8),
    ]


def test_undo_takes_out_only_its_own_part(cast: Cast) -> None:
    experiment = there(cast)
    first = brought(cast, google(experiment, (400, 20), (500, 30)), DAY)
    second = brought(cast, google(experiment, (1000, 50), (1000, 70)), DAY + timedelta(7))
    undo_report(access=cast.access, report=first)
    assert sums_of(experiment) == [(1000, 50), (1000, 70)]
    undo_report(access=cast.access, report=second)
    assert counts_of(experiment) == {}
    with pytest.raises(ExperimentRefusedError):
        undo_report(access=cast.access, report=second)
    brought(cast, google(experiment, (400, 20), (500, 30)), DAY)
    assert sums_of(experiment) == [(400, 20), (500, 30)]


def test_each_step_leaves_one_record(cast: Cast) -> None:
    experiment = there(cast)
    start = AuditRecord.objects.count()
    report = take_report(access=cast.access, file=google(experiment, (400, 20), (500, 30)))
    report = apply_report(access=cast.access, report=report, in_use=True, place="Payroll")
    undo_report(access=cast.access, report=report)
    actions = AuditRecord.objects.order_by("pk").values_list("action", flat=True)[start:]
    assert list(actions) == ["created", "report counted", "report taken out"]


def test_texts_are_in_use_there_once_somebody_says_so(cast: Cast) -> None:
    experiment = there(cast)
    report = take_report(
        access=cast.access, file=google(experiment, (400, 20), (500, 30)), taken_on=DAY
    )
    assert not InUse.objects.exists()
    apply_report(access=cast.access, report=report, in_use=True, place="Payroll")
    uses = InUse.objects.all()
    assert {(use.where, use.place, use.how, use.since) for use in uses} == {
        ("google_ads", "Payroll", "platform_file", DAY)
    }
    assert len(uses) == 2


def test_a_test_that_counts_its_own_events_takes_none(cast: Cast) -> None:
    own = running(cast)
    report = take_report(access=cast.access, file=google(own, (400, 20), (500, 30)))
    assert report.counted["beside"] == 2
    assert "counts its own events" in report.rows.order_by("number")[0].note
    apply_report(access=cast.access, report=report)
    assert counts_of(own) == {}
    told = results_elsewhere(access=cast.access)[1]
    assert sorted((row.shown, row.did) for row in told) == [(400, 20), (500, 30)]


def test_two_platforms_are_never_added_up(cast: Cast) -> None:
    experiment = there(cast)
    brought(cast, google(experiment, (400, 20), (500, 30)))
    key = experiment.arms.select_related("variant").order_by("position")[0].key
    report = brought(cast, file_of(f"{META}\n2026-03-01,2026-03-09,Autumn,All,A_{key}_v2,900,9\n"))
    assert report.platform == "meta"
    assert "Google Ads" in report.rows.get().note
    assert sums_of(experiment) == [(400, 20), (500, 30)]


def test_another_unit_stays_beside(cast: Cast) -> None:
    experiment = there(cast, unit="send")
    report = take_report(access=cast.access, file=google(experiment, (400, 20), (500, 30)))
    assert "counts sends, this report impressions" in report.rows.order_by("number")[0].note


def test_counts_brought_by_hand_are_not_mixed_with_reports(cast: Cast) -> None:
    experiment = there(cast)
    arm = experiment.arms.select_related("variant").order_by("position")[0]
    brought(cast, google(experiment, (400, 20), (500, 30)))
    by_hand = UploadedCount(arm.key, DAY + timedelta(1), 10, 1)
    upload_counts(access=cast.access, experiment=experiment, counts=[by_hand])
    report = brought(cast, google(experiment, (600, 40), (700, 50)), DAY + timedelta(4))
    assert "on its own page" in report.rows.order_by("number")[0].note
    assert sums_of(experiment) == [(410, 21), (500, 30)]
    undo_report(access=cast.access, report=ResultReport.objects.order_by("pk")[0])
    assert sums_of(experiment) == [(10, 1), (0, 0)]


def test_after_another_split_only_what_is_new_counts_for_the_new_phase(cast: Cast) -> None:
    experiment = there(cast)
    first = brought(cast, google(experiment, (400, 20), (500, 30)))
    change_weights(access=cast.access, experiment=experiment, weights=[30, 70])
    brought(cast, google(experiment, (700, 40), (900, 60)), timezone.localdate())
    assert sums_of(experiment) == [(700, 40), (900, 60)]
    newest = experiment.phases.order_by("number").last()
    rows = DailyCount.objects.filter(phase=newest, goal=None).order_by("arm__position")
    assert [row.n for row in rows] == [300, 400]
    with pytest.raises(ExperimentRefusedError, match="split differently"):
        undo_report(access=cast.access, report=first)

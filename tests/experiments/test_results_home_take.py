"""What reports of platforms hold finds its text, and what cannot be read is said."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments import results_home_match
from experiments.models import DailyCount, Experiment, ResultReport, ResultRow
from experiments.refusals import ExperimentRefusedError
from experiments.results_home import (
    apply_report,
    assign_rows,
    discard_report,
)
from experiments.results_home_columns import Columns
from experiments.results_home_list import results_elsewhere
from experiments.results_home_take import change_columns, take_report
from personas.listening.tables import UnreadableFileError
from tests import make
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
from workspaces.models import AuditRecord


def test_rows_of_nobody_are_shown_and_can_be_given_a_text(cast: Cast) -> None:
    experiment = there(cast)
    arm = experiment.arms.select_related("variant").order_by("position")[1]
    report = take_report(
        access=cast.access,
        file=file_of("ad name,impressions,clicks\nthe blue one,100,10\nanother,50,5\n,150,15\n"),
        taken_on=DAY,
    )
    blue, another, totals = report.rows.order_by("number")
    assert (blue.variant, blue.note) == (None, "No key of a text of ours stands in it.")
    assert totals.left_out
    with pytest.raises(ExperimentRefusedError, match="No row of it"):
        apply_report(access=cast.access, report=report)
    changed = assign_rows(access=cast.access, report=report, rows=[blue.pk], variant=arm.variant)
    assert changed == 1
    assert assign_rows(access=cast.access, report=report, rows=[another.pk], left_out=True) == 1
    with pytest.raises(ExperimentRefusedError, match="No number"):
        assign_rows(access=cast.access, report=report, rows=[totals.pk], variant=arm.variant)
    apply_report(access=cast.access, report=report)
    assert sums_of(experiment) == [(0, 0), (100, 10)]


def test_another_workspaces_keys_are_nobodys(cast: Cast) -> None:
    foreign = make.make_live(make.make_message(cast.other.workspace))
    report = take_report(
        access=cast.access, file=file_of(f"ad name,impressions,clicks\n{foreign.key},100,10\n")
    )
    assert report.rows.get().variant is None


def test_columns_are_chosen_and_remembered(cast: Cast) -> None:
    experiment = there(cast)
    keys = [arm.key for arm in experiment.arms.select_related("variant").order_by("position")]
    text = "Wer,Wie oft,Treffer\n" + "".join(f"{key},100,7\n" for key in keys)
    report = take_report(access=cast.access, file=file_of(text), taken_on=DAY)
    assert report.counted["rows"] == 0
    with pytest.raises(ExperimentRefusedError, match="Say first which column"):
        apply_report(access=cast.access, report=report)
    report = change_columns(
        access=cast.access, report=report, columns=Columns((0,), 1, 2), platform="linkedin"
    )
    assert report.counted["tests"] == 2
    assert apply_report(access=cast.access, report=report).counted["tests"] == 2
    later = take_report(
        access=cast.access, file=file_of(text.replace("100", "200")), taken_on=DAY + timedelta(3)
    )
    assert (later.platform, later.counted["tests"]) == ("linkedin", 2)
    apply_report(access=cast.access, report=later)
    assert sums_of(experiment) == [(200, 7), (200, 7)]


def test_the_columns_follow_what_the_test_counts(cast: Cast) -> None:
    experiment = there(cast, unit="click")
    keys = [arm.key for arm in experiment.arms.select_related("variant").order_by("position")]
    lines = "".join(
        f"Enabled,Sundays,{key},Autumn,4000,200,5%,{at}.00,0\n"
        for at, key in enumerate(keys, start=7)
    )
    report = brought(cast, file_of(f"{GOOGLE}\n{lines}"))
    assert (report.mapping["columns"]["unit"], report.counted["tests"]) == ("click", 2)
    assert sums_of(experiment) == [(200, 7), (200, 8)]


def test_the_same_columns_again_change_nothing(cast: Cast) -> None:
    experiment = there(cast)
    arm = experiment.arms.select_related("variant").order_by("position")[0]
    file = file_of("ad name,impressions,clicks\nthe blue one,100,10\n")
    report = take_report(access=cast.access, file=file, taken_on=DAY)
    row = report.rows.get()
    assign_rows(access=cast.access, report=report, rows=[row.pk], variant=arm.variant)
    records = AuditRecord.objects.count()
    for _ in range(2):
        change_columns(access=cast.access, report=report, columns=Columns((0,), 1, 2))
    assert AuditRecord.objects.count() == records
    assert report.rows.get().arm == arm


def test_the_day_is_read_from_the_file(cast: Cast) -> None:
    key = there(cast).arms.select_related("variant").order_by("position")[0].key
    content = f"{META}\n2026-03-01,2026-03-09,Autumn,All,{key},900,9\n".replace(",", "\t")
    report = take_report(
        access=cast.access, file=SimpleUploadedFile("meta.csv", content.encode("utf-16"))
    )
    assert (report.platform, report.taken_on) == ("meta", date(2026, 3, 9))
    assert report.rows.get().variant is not None


@pytest.mark.parametrize(
    ("platform", "head", "line"),
    [
        (
            "mailchimp",
            "Title,Subject,Send Date,Send Weekday,Total Recipients,Successful Deliveries,"
            "Unique Opens,Unique Clicks,Total Clicks,Abuse Complaints",
            '{key},Sundays,"Mar 02, 2026 09:00 am",Monday,"1,010","1,000",400,50,61,0',
        ),
        (
            "hubspot",
            "Email name,Subject,Sent,Delivered,Opened,Clicked,Bounced,Email ID",
            'Autumn {key},Sundays,"1,010","1,000",400,50,10,77',
        ),
    ],
)
def test_mails_count_what_was_delivered(cast: Cast, platform: str, head: str, line: str) -> None:
    experiment = there(cast, unit="send")
    arms = experiment.arms.select_related("variant").order_by("position")
    lines = "\n".join(line.format(key=arm.key) for arm in arms)
    report = brought(cast, file_of(f"{head}\n{lines}\n"))
    assert (report.platform, report.counted["tests"]) == (platform, 2)
    assert sums_of(experiment) == [(1000, 50), (1000, 50)]


def test_hostile_files_are_refused_in_words(cast: Cast) -> None:
    with pytest.raises(UnreadableFileError):
        take_report(access=cast.access, file=SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken"))
    with pytest.raises(UnreadableFileError):
        take_report(access=cast.access, file=SimpleUploadedFile("x.csv", b"%PDF-1.7 nothing"))
    with pytest.raises(UnreadableFileError, match="5 MB"):
        take_report(access=cast.access, file=SimpleUploadedFile("x.csv", b"a" * (5 * 2**20 + 1)))
    many = "variant,impressions,clicks\n" + "x-1,10,1\n" * 20_001
    with pytest.raises(UnreadableFileError, match="20,000 rows"):
        take_report(access=cast.access, file=file_of(many))
    assert not ResultReport.objects.exists()


def test_a_report_put_aside_does_not_count(cast: Cast) -> None:
    experiment = there(cast)
    report = take_report(access=cast.access, file=google(experiment, (400, 20), (500, 30)))
    discard_report(access=cast.access, report=report)
    with pytest.raises(ExperimentRefusedError):
        apply_report(access=cast.access, report=report)
    assert counts_of(experiment) == {}


def test_an_archived_test_keeps_its_counts(cast: Cast) -> None:
    experiment = there(cast)
    Experiment.objects.filter(pk=experiment.pk).update(frozen_at=timezone.now())
    report = brought(cast, google(experiment, (400, 20), (500, 30)))
    assert "archived" in report.rows.order_by("number")[0].note
    assert counts_of(experiment) == {}


def test_texts_without_a_test_are_told_apart_from_what_tests_teach(cast: Cast) -> None:
    variant = make.make_live(make.make_message(cast.workspace))
    head = "ad name,impressions,clicks"
    brought(cast, file_of(f"{head}\n{variant.key},400,20\n"), DAY)
    brought(cast, file_of(f"{head}\n{variant.key},900,30\n"), DAY + timedelta(5))
    (row,) = results_elsewhere(access=cast.access)[1]
    assert (row.variant, row.shown, row.did, row.as_of) == (variant, 900, 30, DAY + timedelta(5))
    assert not DailyCount.objects.exists()
    assert ResultRow.objects.filter(arm__isnull=False).count() == 0


def test_of_very_many_words_each_finds_its_text_just_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_home_match, "MOST_ASKED_FOR", 1)
    there(cast.other)
    experiment = there(cast)
    report = take_report(access=cast.access, file=google(experiment, (1000, 50), (1000, 70)))
    assert report.counted["tests"] == 2

"""Asking for an export, on the site and over REST, and the job that makes it."""

import csv
import io

import openpyxl
import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.models import VariantSource
from messaging.sharing.collect_lines import Selection, collect_lines
from messaging.tasks import export_google_ads_editor, export_table, export_workbook
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord, Job

RSA = {
    "headlines": ["Sundays are yours", "Receipts, asked for", "Books by the third"],
    "descriptions": ["No more chasing.", "Close the month and go home."],
    "path1": "",
    "path2": "",
}


def approve_one(cast: Cast, channel: str = "web_hero", **fields: object) -> None:
    pain = make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace, channel)
    variant = make.make_live(message, pain=pain, **fields)
    VariantSource.objects.create(
        workspace=cast.workspace,
        variant=variant,
        part="headline",
        sentence="Sundays are not for receipts",
        evidence=make.make_evidence(cast.workspace, pain, text="There goes my Sunday."),
    )


def test_it_works(cast: Cast) -> None:
    approve_one(cast)
    client = cast.client(cast.viewer)
    answer = client.post(
        cast.url("share/"), {"file_format": "workbook", "which": "approved"}, follow=True
    )
    assert answer.status_code == 200
    job = Job.objects.for_workspace(cast.workspace).get()
    export_workbook(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    download = client.get(cast.url(f"settings/jobs/{job.pk}/file/"))
    assert "tea-and-sons-copy-" in download.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(download.getvalue()))
    said = [row[4] for row in book["Where it comes from"].iter_rows(values_only=True)]
    assert "There goes my Sunday." in said
    assert AuditRecord.objects.for_workspace(cast.workspace).filter(action="queued").count() == 1


def test_a_google_file_holds_search_ads_only(cast: Cast) -> None:
    approve_one(cast)
    approve_one(cast, "google_rsa", parts=RSA)
    answer = cast.api().post("/api/v1/exports/", {"file_format": "google_ads_editor"})
    assert answer.status_code == 202
    export_google_ads_editor(answer.json()["id"])
    file = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
    text = file.getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Headline 2"] == "Receipts, asked for"


def test_nothing_approved_is_said_beside_the_form(cast: Cast) -> None:
    make.make_variant(make.make_message(cast.workspace))
    answer = cast.client(cast.owner).post(
        cast.url("share/"), {"file_format": "workbook", "which": "live"}
    )
    assert answer.context["form"].non_field_errors()
    assert not Job.objects.exists()
    refused = cast.api().post("/api/v1/exports/", {})
    assert refused.status_code == 409
    assert refused.json()["code"] == "nothing_to_export"


def test_another_workspaces_placement_is_no_choice(cast: Cast) -> None:
    approve_one(cast)
    theirs = make.make_message(cast.other.workspace).placement
    data = {"file_format": "workbook", "which": "approved", "placements": [theirs.pk]}
    answer = cast.client(cast.owner).post(cast.url("share/"), data)
    assert answer.context["form"].errors["placements"]
    assert cast.api().post("/api/v1/exports/", {"placements": [theirs.pk]}).status_code == 400


def test_another_workspaces_texts_never_leave_with_ours(cast: Cast) -> None:
    approve_one(cast)
    make.make_live(make.make_message(cast.other.workspace))
    assert len(list(collect_lines(cast.workspace, Selection()))) == 1


def test_drafts_stay_and_live_only_means_live(cast: Cast) -> None:
    approve_one(cast)
    message = make.make_message(cast.workspace)
    make.make_variant(message)
    make.make_variant(message, state="approved")
    assert len(list(collect_lines(cast.workspace, Selection()))) == 2
    assert len(list(collect_lines(cast.workspace, Selection(which="live")))) == 1


@pytest.mark.parametrize(("with_trace", "queries"), [(False, 2), (True, 3)])
def test_reading_lines_takes_as_many_queries_however_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, with_trace: bool, queries: int
) -> None:
    for _ in range(3):
        approve_one(cast)
    with django_assert_num_queries(queries):
        found = list(collect_lines(cast.workspace, Selection(), with_trace=with_trace))
    assert len(found) == 3
    assert all(bool(line.trace) == with_trace for line in found)


def test_a_file_for_people_outside_is_asked_for_on_the_site_and_over_rest(cast: Cast) -> None:
    approve_one(cast)
    data = {"file_format": "workbook", "which": "all", "outside": "on"}
    cast.client(cast.viewer).post(cast.url("share/"), data)
    answer = cast.api().post("/api/v1/exports/", {"which": "all", "consented_only": True})
    assert answer.status_code == 202
    jobs = Job.objects.for_workspace(cast.workspace).order_by("pk")
    assert [job.arguments["consented_only"] for job in jobs] == [True, True]
    export_workbook(answer.json()["id"])
    file = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    assert "Coverage" not in book.sheetnames
    said = [row[4] for row in book["Where it comes from"].iter_rows(values_only=True)]
    assert "There goes my Sunday." not in said


def test_an_agency_is_not_asked_for_whom_a_file_is(cast: Cast) -> None:
    form = cast.client(cast.viewer).get(cast.url("share/")).context["form"]
    assert "outside" in form.fields
    form = cast.client(cast.agency).get(cast.url("share/")).context["form"]
    assert "outside" not in form.fields


def test_a_plain_workbook_is_one_sheet_and_a_text_too_long_is_said(cast: Cast) -> None:
    approve_one(cast)
    answer = cast.api().post("/api/v1/exports/", {"file_format": "generic_xlsx"})
    export_table(answer.json()["id"])
    file = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    assert book.sheetnames == ["Copy"]
    message = make.make_message(cast.workspace)
    make.make_live(message, parts={"headline": "x" * 32_768})
    again = cast.api().post("/api/v1/exports/", {"file_format": "generic_xlsx"})
    export_table(again.json()["id"])
    job = Job.objects.for_workspace(cast.workspace).get(pk=again.json()["id"])
    assert job.state == Job.State.FAILED
    assert "too many for a cell" in job.error

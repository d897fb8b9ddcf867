"""Filling a file over REST, and exporting with its choices."""

import csv
import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.models import Campaign, Destination
from messaging.tasks import export_table, fill_export
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.test_export import RSA

SHEET = b"Ad Name,Headline,Subline,Button\nSpring,,,\n"


def test_it_works(cast: Cast) -> None:
    text = make.make_live(make.make_message(cast.workspace))
    file = SimpleUploadedFile("ads.csv", SHEET)
    answer = cast.api().post("/api/v1/fills/", {"file": file, "how": "order"}, format="multipart")
    assert answer.status_code == 202, answer.content
    fill_export(answer.json()["id"])
    given = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
    (row,) = csv.DictReader(io.StringIO(given.getvalue().decode()))
    assert (row["Ad Name"], row["Headline"]) == (
        f"Spring {text.key}",
        text.parts["headline"],
    )


def test_columns_and_rows_can_be_said(cast: Cast) -> None:
    text = make.make_live(make.make_message(cast.workspace))
    data = {
        "text": "One,Two\na,\nb,\n",
        "channel": "web_hero",
        "mapping": {"headline": "Two"},
        "rows": {"3": text.key},
        "write_key": False,
    }
    answer = cast.api().post("/api/v1/fills/", data, format="json")
    assert answer.status_code == 202, answer.content
    fill_export(answer.json()["id"])
    given = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/").getvalue().decode()
    assert given == f"One,Two\na,\nb,{text.parts['headline']}\n"


def test_what_is_wrong_is_said_by_field(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    for data, field in (
        ({}, "file"),
        ({"text": '"open'}, "file"),
        ({"text": "A,B\na,b\n", "mapping": "[1]"}, "mapping"),
        ({"text": "A,B\na,b\n", "mapping": "[" * 100_000}, "mapping"),
        ({"text": "A,B\na,b\n", "mapping": {"headline": "C"}, "channel": "web_hero"}, "mapping"),
        ({"text": "A,B\na,b\n", "rows": {"x": "y"}}, "rows"),
        ({"text": "A,B\na,b\n", "channel": "magic"}, "channel"),
        ({"text": "A,B\na,b\n", "how": "magic"}, "how"),
    ):
        answer = cast.api().post("/api/v1/fills/", data, format="json")
        assert answer.status_code == 400, data
        assert field in json.dumps(answer.json()), data


def test_another_workspaces_campaign_is_no_choice(cast: Cast) -> None:
    theirs = Campaign.objects.create(workspace=cast.other.workspace, name="Theirs")
    data = {"text": "A,B\na,b\n", "campaign": theirs.pk}
    assert cast.api().post("/api/v1/fills/", data, format="json").status_code == 400
    data = {"file_format": "generic_csv", "campaigns": [theirs.pk]}
    assert cast.api().post("/api/v1/exports/", data, format="json").status_code == 400


def test_an_ad_leaves_with_its_place_in_the_account_and_one_utm_content(cast: Cast) -> None:
    campaign = Campaign.objects.create(
        workspace=cast.workspace,
        name="Autumn",
        final_url="https://tea.example/?utm_source=mine",
        utm={"campaign": "autumn"},
    )
    Destination.objects.create(
        workspace=cast.workspace,
        campaign=campaign,
        channel="google_rsa",
        account="123-456-7890",
        campaign_name="UK | Autumn",
        ad_group="Sundays",
    )
    message = make.make_message(cast.workspace, "google_rsa")
    message.placement.campaign = campaign
    message.placement.save()
    text = make.make_live(message, parts=RSA)
    broken = make.make_live(
        make.make_message(cast.workspace, "google_rsa"), parts=RSA | {"headlines": ["One"]}
    )
    answer = cast.api().post("/api/v1/exports/", {"file_format": "google_ads_web"})
    export_table(answer.json()["id"])
    job = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/")
    given = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
    (row,) = csv.DictReader(io.StringIO(given.getvalue().decode("utf-8-sig")))
    assert (row["Campaign"], row["Ad group"]) == ("UK | Autumn", "Sundays")
    assert row["Customer ID"] == "123-456-7890"
    assert row["Label"] == text.key
    assert row["Final URL"] == (
        "https://tea.example/?utm_source=mine&utm_medium=cpc&utm_campaign=autumn"
        f"&utm_content={text.key}"
    )
    (out,) = job.json()["result"]["left_out"]
    assert out["key"] == broken.key
    assert job.json()["result"]["rows"] == 1


def test_merge_tags_leave_in_the_words_of_the_tool(cast: Cast) -> None:
    parts = {"subject": "Hi {{first_name|you}}", "preheader": "Soon", "body": "Dear you"}
    make.make_live(make.make_message(cast.workspace, "email"), parts=parts)
    for dialect, subject in (
        ("mautic", "Hi {contactfield=firstname|you}"),
        ("neutral", "Hi {{first_name|you}}"),
        ("", "Hi {{first_name|you}}"),
    ):
        data = {"file_format": "email_copy", "dialect": dialect}
        answer = cast.api().post("/api/v1/exports/", data)
        export_table(answer.json()["id"])
        given = cast.api().get(f"/api/v1/jobs/{answer.json()['id']}/file/")
        (row,) = csv.DictReader(io.StringIO(given.getvalue().decode("utf-8-sig")))
        assert row["Subject"] == subject
    assert cast.api().post("/api/v1/exports/", {"dialect": "magic"}).status_code == 400


def test_what_is_still_being_written_goes_to_no_platform(cast: Cast) -> None:
    make.make_variant(make.make_message(cast.workspace, "google_rsa"), parts=RSA)
    data = {"file_format": "google_ads_editor", "which": "all"}
    refused = cast.api().post("/api/v1/exports/", data)
    assert refused.status_code == 400
    assert "which" in json.dumps(refused.json())
    assert (
        cast.api().post("/api/v1/exports/", data | {"file_format": "generic_csv"}).status_code
        == 202
    )

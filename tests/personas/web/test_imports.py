"""Import in the browser: upload or paste, columns, check, done."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from personas.models import Evidence, EvidenceImport
from tests import make
from tests.conftest import Cast

FILE = b"quote,date\nI waited for a week,1.2.2026\nNobody calls me back,soon\nIt broke,2.2.2026\n"
WHERE = {"source": "review", "customer_status": "customer"}


def upload(cast: Cast, client: Client, content: bytes = FILE, name: str = "q.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(cast.url("listen/imports/upload/"), WHERE | {"file": file})  # type: ignore[return-value]


def begin(cast: Cast) -> EvidenceImport:
    upload(cast, cast.client(cast.editor))
    return EvidenceImport.objects.get()


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    answer = upload(cast, client)
    batch = EvidenceImport.objects.get()
    steps = cast.url(f"listen/imports/{batch.pk}/")
    assert answer.headers["Location"] == f"{steps}columns/"
    page = client.get(f"{steps}columns/")
    assert "I waited for a week" in page.text
    answer = client.post(
        f"{steps}columns/", WHERE | {"column_0": "text", "column_1": "said_on", "may_quote": "on"}
    )
    assert answer.headers["Location"] == steps
    page = client.get(steps)
    assert "Row 3, date." in page.text
    assert "Import 2 quotes" in page.text
    client.post(f"{steps}rows/3/", {"field": "said_on", "value": "2026-02-03"})
    assert "Import 3 quotes" in client.get(steps).text
    page = client.post(f"{steps}apply/", follow=True)
    assert "3 quotes are in your inbox" in page.text
    assert set(Evidence.objects.values_list("source", "may_quote")) == {("review", True)}
    page = client.post(f"{steps}undo/", follow=True)
    assert "3 quotes were taken back" in page.text
    assert not Evidence.objects.exists()


def test_a_paste_goes_straight_to_the_check(cast: Cast) -> None:
    client = cast.client(cast.editor)
    data = WHERE | {"text": "I waited\nNobody calls"}
    page = client.post(cast.url("listen/imports/paste/"), data, follow=True)
    assert "Import 2 quotes" in page.text


def test_a_refused_file_says_why_beside_the_field(cast: Cast) -> None:
    page = upload(cast, cast.client(cast.editor), b"%PDF-1.7", "quotes.pdf")
    assert page.status_code == 200
    assert "This is no spreadsheet" in page.text
    assert not EvidenceImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    assert "larger than" in upload(cast, cast.client(cast.editor)).text


def test_an_empty_paste_keeps_what_was_chosen(cast: Cast) -> None:
    page = cast.client(cast.editor).post(
        cast.url("listen/imports/paste/"), {"source": "support", "customer_status": "customer"}
    )
    assert "This field is required" in page.text
    assert '<option value="support" selected>' in page.text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "Say which column holds the quote"),
        ({"column_0": "said_on", "column_1": "said_on"}, "Say which column holds the quote"),
        (
            {"column_0": "text", "column_1": "text", "column_2": "person", "column_3": "person"},
            "Two columns are chosen",
        ),
    ],
)
def test_columns_that_make_no_sense_are_named(
    cast: Cast, columns: dict[str, str], said: str
) -> None:
    upload(cast, cast.client(cast.editor), b"a,b,c,d\nSo slow,Too dear,Ann,Bo\n")
    batch = EvidenceImport.objects.get()
    url = cast.url(f"listen/imports/{batch.pk}/columns/")
    assert said in cast.client(cast.editor).post(url, WHERE | columns).text


def test_a_row_can_be_left_out(cast: Cast) -> None:
    batch = begin(cast)
    client = cast.client(cast.editor)
    client.post(
        cast.url(f"listen/imports/{batch.pk}/rows/3/"), {"field": "said_on", "leave_out": "yes"}
    )
    page = client.get(cast.url(f"listen/imports/{batch.pk}/"))
    assert "Rows to mend" not in page.text
    assert "left out by you" in page.text


def test_faulty_rows_can_be_downloaded_mended_and_sent_alone(cast: Cast) -> None:
    batch = begin(cast)
    client = cast.client(cast.editor)
    client.post(cast.url(f"listen/imports/{batch.pk}/apply/"))
    answer = client.get(cast.url(f"listen/imports/{batch.pk}/faults.csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "no date we can read" in text
    assert "I waited" not in text
    mended = text.replace("soon", "3.2.2026")
    file = SimpleUploadedFile("mended.csv", mended.encode("utf-8"))
    page = client.post(cast.url(f"listen/imports/{batch.pk}/mended/"), {"file": file}, follow=True)
    assert "Import 1 quote<" in page.text
    assert "Mended rows of q.csv" in page.text


def test_a_discarded_upload_is_gone(cast: Cast) -> None:
    batch = begin(cast)
    client = cast.client(cast.editor)
    page = client.post(cast.url(f"listen/imports/{batch.pk}/discard/"), follow=True)
    assert "Nothing was imported" in page.text
    page = client.post(cast.url(f"listen/imports/{batch.pk}/apply/"), follow=True)
    assert "Upload the file again" in page.text
    answer = client.get(cast.url(f"listen/imports/{batch.pk}/faults.csv"))
    assert answer.status_code == 302


def test_a_viewer_sees_and_does_not_import(cast: Cast) -> None:
    batch = begin(cast)
    client = cast.client(cast.viewer)
    assert client.get(cast.url("listen/imports/")).status_code == 200
    assert client.get(cast.url(f"listen/imports/{batch.pk}/")).status_code == 200
    for verb in ("apply/", "discard/", "undo/", "rows/3/", "columns/"):
        assert client.post(cast.url(f"listen/imports/{batch.pk}/{verb}")).status_code == 403
    assert upload(cast, client).status_code == 403
    assert client.post(cast.url("listen/imports/paste/"), WHERE).status_code == 403


def test_an_import_of_another_workspace_is_not_found(cast: Cast) -> None:
    batch = begin(cast)
    make.make_persona(cast.other.workspace)
    client = cast.client(cast.outsider)
    for rest in ("", "columns/", "faults.csv"):
        assert client.get(f"/w/elsewhere/listen/imports/{batch.pk}/{rest}").status_code == 404
    assert client.post(f"/w/elsewhere/listen/imports/{batch.pk}/apply/").status_code == 404

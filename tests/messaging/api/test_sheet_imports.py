"""Sheets that came back over REST: sent, looked at, chosen from, applied, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.models import SheetImport
from messaging.tasks import apply_returned_sheet
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    come_back,
    new_row,
    reworded,
    row_of,
    rows_in,
)

Patch = pytest.MonkeyPatch
URL = "/api/v1/sheet-imports/"


def test_it_works(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    rows = [
        row_of(draft, 2, headline="Keep your Sundays"),
        new_row(draft.message, 3, headline="Books by the third", subline="So.", button="Go"),
    ]
    reworded(cast, draft, headline="Sundays are for tea")
    batch = come_back(monkeypatch, cast.access, rows)
    api = cast.api()
    told = api.get(f"{URL}{batch.pk}/").json()
    assert (told["state"], told["ready"], told["total_rows"]) == ("open", 1, 2)
    assert told["counts"] == {"conflict": 1, "new": 1}
    every = api.get(f"{URL}{batch.pk}/rows/").json()["results"]
    assert [row["number"] for row in every] == [2, 3], "In the order of the file."
    found = api.get(f"{URL}{batch.pk}/rows/?kind=conflict").json()["results"]
    assert [row["key"] for row in found] == [draft.key]
    assert found[0]["then"]["parts"]["headline"] == "Sundays are not for receipts"
    row = f"{URL}{batch.pk}/rows/{found[0]['id']}/"
    chosen = api.post(row, {"choices": {"headline": "theirs"}}, format="json").json()
    assert (chosen["open_cells"], chosen["choices"]) == (0, {"headline": "theirs"})
    answer = api.post(f"{URL}{batch.pk}/apply/")
    assert (answer.status_code, answer.json()["state"]) == (202, "applying")
    apply_returned_sheet(answer.json()["job"]["id"])
    told = api.get(f"{URL}{batch.pk}/").json()
    assert (told["state"], told["counts"]["applied"]) == ("applied", 2)
    undone = api.post(f"{URL}{batch.pk}/undo/").json()
    assert undone == {"put_back": 1, "removed": 1, "kept": []}
    again = api.post(f"{URL}{batch.pk}/undo/")
    assert (again.status_code, again.json()["code"]) == (409, "import_state")


def test_a_file_or_a_text_is_sent(cast: Cast) -> None:
    api = cast.api()
    file = SimpleUploadedFile("autumn.csv", b"Key,Headline\n,Keep your Sundays\n")
    answer = api.post(URL, {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["state"]) == (202, "reading")
    assert answer.json()["file_name"] == "autumn.csv"
    answer = api.post(URL, {"text": "Key,Headline\n,Tea\n"}, format="json")
    assert (answer.status_code, answer.json()["file_name"]) == (202, "sheet.csv")
    batch = SheetImport.objects.get(file_name="autumn.csv")
    kept = api.get(f"{URL}{batch.pk}/file/")
    assert b"".join(kept.streaming_content).startswith(b"Key,Headline")
    assert 'filename="autumn.csv"' in kept["Content-Disposition"]
    assert api.get(f"{URL}{batch.pk}/marked/").status_code == 404  # not looked at yet
    assert api.post(URL, {}, format="json").status_code == 400
    assert len(api.get(URL).json()["results"]) == 2


def test_what_there_is_not(cast: Cast, monkeypatch: Patch) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast), button="Look")])
    api = cast.api()
    assert api.get(f"{URL}{batch.pk}/rows/?kind=odd").status_code == 400
    assert api.post(f"{URL}{batch.pk}/rows/0/", {}, format="json").status_code == 404
    [row] = rows_in(batch)
    wrong = {"choices": {"headline": "nobody's"}}
    url = f"{URL}{batch.pk}/rows/{row.pk}/"
    assert api.post(url, wrong, format="json").status_code == 400
    assert cast.api(other=True).get(f"{URL}{batch.pk}/").status_code == 404
    assert api.post(url, {"left_out": True}, format="json").json()["left_out"] is True
    answer = api.post(f"{URL}{batch.pk}/apply/")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_state")
    assert api.post(f"{URL}{batch.pk}/discard/").json()["state"] == SheetImport.State.DISCARDED
    assert api.post(f"{URL}{batch.pk}/choose/", {"whose": "ours"}).status_code == 409


def test_a_key_that_only_reads(cast: Cast, monkeypatch: Patch) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast), button="Look")])
    api = cast.api(scopes=["read"])
    assert api.post(f"{URL}{batch.pk}/apply/").status_code == 403
    assert api.post(URL, {"text": "Key\nx\n"}, format="json").status_code == 202

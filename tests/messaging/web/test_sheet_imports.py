"""The pages of a sheet that came back: sent, read, looked at, chosen from, applied, taken back."""

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from messaging.models import SheetImport, Variant
from messaging.tasks import apply_returned_sheet
from messaging.wording import Wording, write_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    apply,
    come_back,
    new_row,
    reworded,
    row_of,
    rows_in,
)

Patch = pytest.MonkeyPatch
State = SheetImport.State


def a_conflict(cast: Cast, monkeypatch: Patch, **fields: Any) -> tuple[Variant, SheetImport]:
    draft = a_draft(cast)
    row = row_of(draft, headline="Keep your Sundays", subline="So.", **fields)
    reworded(cast, draft, headline="Sundays are for tea")
    return draft, come_back(monkeypatch, cast.access, [row])


def test_it_works(cast: Cast, monkeypatch: Patch) -> None:
    draft, batch = a_conflict(cast, monkeypatch)
    client = cast.client(cast.editor)
    page = cast.url(f"share/sheets/{batch.pk}/")
    html = client.get(page).content.decode()
    assert "Sundays are for tea" in html
    assert "<ins>" in html
    assert "<del>" in html
    assert "When it left" in html
    assert "Nothing is ready yet" in html
    [row] = rows_in(batch)
    answer = client.post(f"{page}rows/{row.pk}/", {"cell:headline": "theirs"}, follow=True)
    assert "Apply 1 row" in answer.content.decode()
    answer = client.post(f"{page}apply/", follow=True)
    assert "Applying the sheet" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.job is not None
    apply_returned_sheet(batch.job.pk)
    html = client.get(page).content.decode()
    assert "1 draft changed." in html
    draft.refresh_from_db()
    assert draft.parts["headline"] == "Keep your Sundays"
    answer = client.post(f"{page}undo/", follow=True)
    assert "Taken back: 1 text." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.parts["headline"] == "Sundays are for tea"


def test_a_file_is_sent(cast: Cast) -> None:
    client = cast.client(cast.agency)
    html = client.get(cast.url("share/sheets/")).content.decode()
    assert "Nothing came back yet" in html
    file = SimpleUploadedFile("autumn.csv", b"Key,Headline\n,Keep your Sundays\n")
    answer = client.post(cast.url("share/sheets/"), {"file": file}, follow=True)
    assert "Reading the file" in answer.content.decode()
    batch = SheetImport.objects.get()
    assert (batch.file_name, batch.created_by) == ("autumn.csv", cast.agency)
    assert "autumn.csv" in client.get(cast.url("share/sheets/")).content.decode()
    kept = client.get(cast.url(f"share/sheets/{batch.pk}/file/"))
    assert b"Keep your Sundays" in kept.getvalue()


def test_nothing_is_sent(cast: Cast) -> None:
    answer = cast.client(cast.editor).post(cast.url("share/sheets/"), {})
    assert answer.status_code == 200
    assert not SheetImport.objects.exists()


def test_too_large(cast: Cast, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10  # type: ignore[attr-defined]
    file = SimpleUploadedFile("autumn.csv", b"Key,Headline\n,Keep your Sundays\n")
    answer = cast.client(cast.editor).post(cast.url("share/sheets/"), {"file": file})
    assert "This file is larger than" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("", {"a", "b"}), ("changed", {"a"}), ("new", {"b"}), ("same", {"c"}), ("odd", {"a", "b"})],
)
def test_rows_of_a_kind(cast: Cast, monkeypatch: Patch, kind: str, shown: set[str]) -> None:
    changed, same = a_draft(cast), a_draft(cast)
    rows = [
        row_of(changed, 2, headline="Wording a"),
        row_of(same, 3),
        new_row(same.message, 4, headline="Wording b", subline="So.", button="Go"),
    ]
    batch = come_back(monkeypatch, cast.access, rows)
    page = cast.url(f"share/sheets/{batch.pk}/?kind={kind}")
    html = cast.client(cast.editor).get(page).content.decode()
    found = {name for name in "ab" if f"Wording {name}</ins>" in html or f"Wording {name}" in html}
    if same.key in html:
        found.add("c")
    assert found == shown


def test_whoever_may_not_edit_sees_no_buttons(cast: Cast, monkeypatch: Patch) -> None:
    _, batch = a_conflict(cast, monkeypatch)
    page = cast.url(f"share/sheets/{batch.pk}/")
    viewer = cast.client(cast.viewer)
    html = viewer.get(page).content.decode()
    assert "It waits for somebody of" in html
    assert "Leave this row out" not in html
    assert viewer.post(f"{page}apply/").status_code == 403
    assert cast.client(cast.agency).get(page).status_code == 404


def test_all_theirs_and_left_out(cast: Cast, monkeypatch: Patch) -> None:
    _, batch = a_conflict(cast, monkeypatch)
    client, page = cast.client(cast.editor), cast.url(f"share/sheets/{batch.pk}/")
    answer = client.post(f"{page}choose/", {"whose": "theirs", "kind": "conflict"}, follow=True)
    assert "Theirs is taken in 1 row." in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("?kind=conflict#rows")
    [row] = rows_in(batch)
    answer = client.post(f"{page}rows/{row.pk}/", {"left_out": "yes"}, follow=True)
    assert "Take this row again" in answer.content.decode()
    assert "Nothing would change" in answer.content.decode()
    answer = client.post(f"{page}apply/", follow=True)
    assert "There is nothing to apply" in answer.content.decode()


def test_a_fault_is_told_in_its_cell(cast: Cast, monkeypatch: Patch) -> None:
    message = make.make_message(cast.workspace, "google_rsa")
    parts: dict[str, Any] = {
        "headlines": ["One", "Two", "Three"],
        "descriptions": ["First.", "Second."],
    }
    draft = write_variant(access=cast.access, message=message, wording=Wording(parts))
    long = "A headline that is far longer than thirty characters"
    batch = come_back(monkeypatch, cast.access, [row_of(draft, headlines=["One", long, "Three"])])
    html = cast.client(cast.editor).get(cast.url(f"share/sheets/{batch.pk}/")).content.decode()
    assert "Cannot be taken." in html
    assert "30 are allowed" in html
    assert "Headline 2" in html


def test_a_refused_file(cast: Cast) -> None:
    batch = SheetImport.objects.create(
        workspace=cast.workspace,
        token="0" * 32,
        file_name="photo.xlsx",
        state=State.REFUSED,
        refusal="This is a picture.",
    )
    page = cast.url(f"share/sheets/{batch.pk}/")
    client = cast.client(cast.editor)
    assert "This is a picture." in client.get(page).content.decode()
    answer = client.post(f"{page}discard/", follow=True)
    assert "This file was discarded" in answer.content.decode()
    assert client.get(f"{page}file/").status_code == 404


def test_reading_that_was_cut_short(cast: Cast, monkeypatch: Patch) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast))], read=False)
    assert batch.job is not None
    batch.job.state = "failed"
    batch.job.save()
    page = cast.url(f"share/sheets/{batch.pk}/")
    client = cast.client(cast.editor)
    assert "The file was not read to its end" in client.get(page).content.decode()
    assert "Reading the file" in client.post(f"{page}again/", follow=True).content.decode()


def test_applying_that_was_cut_short(cast: Cast, monkeypatch: Patch) -> None:
    batch = come_back(monkeypatch, cast.access, [row_of(a_draft(cast), button="Look")])
    page = cast.url(f"share/sheets/{batch.pk}/")
    client = cast.client(cast.editor)
    client.post(f"{page}apply/")
    batch.refresh_from_db()
    assert batch.job is not None
    client.post(cast.url(f"settings/jobs/{batch.job.pk}/cancel/"))
    assert "Nothing was applied" in client.get(page).content.decode()
    assert "Apply 1 row" in client.post(f"{page}again/", follow=True).content.decode()


def test_queries_do_not_grow_with_the_rows(
    cast: Cast, monkeypatch: Patch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drafts = [a_draft(cast) for _ in range(12)]
    few = come_back(
        monkeypatch, cast.access, [row_of(each, 2, button="Look") for each in drafts[:1]]
    )
    rows = [row_of(each, at, button="Look") for at, each in enumerate(drafts)]
    many = come_back(monkeypatch, cast.access, rows)
    client = cast.client(cast.editor)
    client.get(cast.url("share/sheets/"))
    for batch in (few, many):
        with django_assert_num_queries(QUERIES):
            assert client.get(cast.url(f"share/sheets/{batch.pk}/")).status_code == 200


QUERIES = 12


def test_what_was_taken_stays_to_be_seen(cast: Cast, monkeypatch: Patch) -> None:
    draft, batch = a_conflict(cast, monkeypatch)
    client, page = cast.client(cast.editor), cast.url(f"share/sheets/{batch.pk}/")
    client.post(f"{page}choose/", {"whose": "theirs"})
    apply(cast, batch)
    html = client.get(page).content.decode()
    assert draft.key in html
    assert ">Taken<" in html


def test_a_cell_without_end_does_not_hold_the_page_up(cast: Cast, monkeypatch: Patch) -> None:
    draft = a_draft(cast)
    row = row_of(draft, headline="tea sun " * 16_000, subline="So.")
    batch = come_back(monkeypatch, cast.access, [row])
    begun = time.process_time()
    answer = cast.client(cast.editor).get(cast.url(f"share/sheets/{batch.pk}/"))
    assert time.process_time() - begun < 3
    assert answer.status_code == 200
    assert len(answer.content) < 200_000

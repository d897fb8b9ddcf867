"""The pages on which what is live today is handed in and confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.bring_in import read_brought_in
from messaging.models import BroughtIn, BroughtText, Message, Variant
from messaging.using_elsewhere import in_use_now
from tests import make
from tests.conftest import Cast
from workspaces.jobs import run_job

HTML = "<h1>Sundays are yours</h1><p>We ask for receipts.</p><a class='btn' href='/'>See how</a>"


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client(cast.approver)


def hand_in(cast: Cast, client: Client, html: str = HTML) -> BroughtIn:
    client.post(cast.url("share/bring/"), {"kind": "page", "html": html})
    return BroughtIn.objects.get()


def test_it_works(cast: Cast, client: Client) -> None:
    page = client.get(cast.url("share/bring/")).content.decode()
    assert "Begin with the page most customers see first" in page
    batch = hand_in(cast, client)
    address = cast.url(f"share/bring/{batch.pk}/")
    page = client.get(address).content.decode()
    assert "Sundays are yours" in page
    assert "guessed: whoever is on a page" not in page  # there is no such stage on the map
    form = {"where": "website", "place": "Home", "go_live": "on"}
    page = client.post(f"{address}apply/", form, follow=True).content.decode()
    made = Variant.objects.get()
    assert "Plan a test against it" in page
    assert Message.objects.get(live_variant=made) == made.message
    assert in_use_now(cast.workspace) == {made.pk}
    listed = client.get(cast.url("share/bring/")).content.decode()
    assert "Brought in" in listed
    page = client.post(f"{address}undo/", follow=True).content.decode()
    assert "stayed: people have worked with them since" in page
    assert "All of it was taken back" in page


def test_what_was_typed_stays(cast: Cast, client: Client) -> None:
    answer = client.post(cast.url("share/bring/"), {"kind": "page", "html": "only words"})
    page = answer.content.decode()
    assert (answer.status_code, "This is no HTML" in page, "only words" in page) == (
        422,
        True,
        True,
    )
    answer = client.post(cast.url("share/bring/"), {"kind": "mail", "preheader": "Hello"})
    page = answer.content.decode()
    assert (answer.status_code, 'value="Hello"' in page) == (422, True)
    other = client.post(cast.url("share/bring/"), {"kind": "else"}, follow=True)
    assert "Choose what to bring in" in other.content.decode()


def test_an_address_within_is_not_called(cast: Cast, client: Client) -> None:
    answer = client.post(cast.url("share/bring/"), {"kind": "page", "url": "http://127.0.0.1/"})
    assert answer.status_code == 422
    assert not BroughtIn.objects.exists()


def test_guesses_are_changed_on_the_page(cast: Cast, client: Client) -> None:
    pain = make.make_pain(cast.workspace)
    stage = make.make_stage(cast.workspace)
    batch = hand_in(cast, client)
    row = BroughtText.objects.get()
    address = cast.url(f"share/bring/{batch.pk}/")
    data = {f"pain-{row.pk}": pain.pk, f"stage-{row.pk}": stage.pk, f"placement-{row.pk}": ""}
    client.post(address, {**data, f"in-{row.pk}": "1"})
    row.refresh_from_db()
    assert (row.pain, row.stage, row.left_out) == (pain, stage, False)
    client.post(address, data)
    row.refresh_from_db()
    assert row.left_out
    client.post(address, {"all": "1", "all-out": "no", "all-pain": "none"})
    row.refresh_from_db()
    assert (row.pain, row.stage, row.left_out) == (None, stage, False)
    refused = client.post(address, {"ticked": "1", "all-out": "no"})
    assert (refused.status_code, "Tick at least one" in refused.content.decode()) == (422, True)
    assert client.post(address, {**data, f"pain-{row.pk}": "999999"}).status_code == 404


def test_another_workspaces_pain_is_not_there(cast: Cast, client: Client) -> None:
    theirs = make.make_pain(cast.other.workspace)
    batch = hand_in(cast, client)
    row = BroughtText.objects.get()
    data = {f"pain-{row.pk}": theirs.pk}
    assert client.post(cast.url(f"share/bring/{batch.pk}/"), data).status_code == 404


def test_where_it_runs_has_to_be_said(cast: Cast, client: Client) -> None:
    batch = hand_in(cast, client)
    answer = client.post(
        cast.url(f"share/bring/{batch.pk}/apply/"), {"where": "", "place": "Our home"}
    )
    page = answer.content.decode()
    assert (answer.status_code, "Say where these texts run." in page) == (422, True)
    assert 'value="Our home"' in page


def test_what_was_chosen_on_the_page_is_kept_with_bringing_in(cast: Cast, client: Client) -> None:
    pain = make.make_pain(cast.workspace)
    batch = hand_in(cast, client)
    row = BroughtText.objects.get()
    address = cast.url(f"share/bring/{batch.pk}/apply/")
    chosen = {f"pain-{row.pk}": pain.pk, f"stage-{row.pk}": "", f"placement-{row.pk}": ""}
    refused = client.post(address, {**chosen, f"in-{row.pk}": "1", "where": ""})
    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.pain == pain, "a fault elsewhere on the page takes nothing away"
    client.post(address, {**chosen, f"in-{row.pk}": "1", "where": "website"})
    assert Variant.objects.get().pain == pain


def test_an_editor_is_not_offered_to_approve(cast: Cast, client: Client) -> None:
    batch = hand_in(cast, client)
    address = cast.url(f"share/bring/{batch.pk}/")
    assert "set them live here" in client.get(address).content.decode()
    editor = cast.client(cast.editor)
    assert "set them live here" not in editor.get(address).content.decode()
    editor.post(f"{address}apply/", {"where": "website", "go_live": "on"})
    assert Variant.objects.get().state == "draft"


def test_a_sheet_goes_from_columns_to_guesses(cast: Cast, client: Client) -> None:
    file = SimpleUploadedFile("deck.csv", b"Subject line,Copy,Note\nHello <b>,Words,x")
    client.post(cast.url("share/bring/"), {"kind": "sheet", "sheet": file})
    batch = BroughtIn.objects.get()
    address = cast.url(f"share/bring/{batch.pk}/")
    page = client.get(address).content.decode()
    assert "What do the columns hold?" in page
    assert "Hello &lt;b&gt;" in page
    again = client.post(f"{address}columns/", {"again": "1", "channel": "sms"}).content.decode()
    assert "What do the columns hold?" in again
    refused = client.post(f"{address}columns/", {"channel": "email"})
    assert (refused.status_code, "at least one column" in refused.content.decode()) == (422, True)
    chosen = {"channel": "email", "column-0": "part:subject", "column-1": "part:body"}
    client.post(f"{address}columns/", chosen)
    batch.refresh_from_db()
    if batch.job is not None and not batch.job.is_finished:
        assert "Look again" in client.get(address).content.decode()
        run_job(batch.job.pk, read_brought_in)
    assert BroughtText.objects.get().parts == {"subject": "Hello <b>", "body": "Words"}
    client.post(f"{address}discard/")
    assert "put away" in client.get(address).content.decode()

"""Settings, Data, and bringing a workspace, as pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from home.data_rights.constants import KEEP_DAYS
from home.data_rights.erase_person import request_search
from home.tasks import (
    bring_workspace,
    erase_person,
    export_workspace,
    find_person,
    forget_data_files,
)
from personas.models import Evidence
from tests import make
from tests.conftest import Cast
from tests.home.data_rights import scenes
from workspaces.models import AuditRecord, Job, Workspace

DATA = "settings/data/"


def test_it_works(cast: Cast) -> None:
    """From asking for the file to a second workspace, as a person does it."""
    make.make_pain(cast.workspace)
    client = cast.client(cast.owner)
    assert "Make the file" in client.get(cast.url(DATA)).content.decode()
    client.post(cast.url(f"{DATA}export/"))
    waiting = client.get(cast.url(DATA)).content.decode()
    assert "Waiting" in waiting
    job = Job.objects.get()
    export_workspace(job.pk)
    file_url = cast.url(f"settings/jobs/{job.pk}/file/")
    assert file_url in client.get(cast.url(DATA)).content.decode()
    content = b"".join(client.get(file_url).streaming_content)  # type: ignore[attr-defined]
    answer = client.post("/workspaces/bring/", {"file": SimpleUploadedFile("w.zip", content)})
    look = answer.headers["Location"]
    shown = client.get(look).content.decode()
    assert "Tea and Sons" in shown
    assert "<li>Pain points <strong>1</strong></li>" in shown
    assert "People do not come along" in shown
    progress = client.post(look, {"name": "Tea again"}).headers["Location"]
    assert "Waiting" in client.get(progress).content.decode()
    assert Workspace.objects.of_user(cast.owner).count() == 1, "Nobody sees it half full."
    bring_workspace(Job.objects.get(kind="home.bring_workspace").pk)
    assert "Open it" in client.get(progress).content.decode()
    assert client.get("/w/tea-again/").status_code == 200
    assert cast.client(cast.outsider).get(progress).status_code == 404


def test_only_owners(cast: Cast) -> None:
    job = scenes.export(cast.access)
    search = Job.objects.create(workspace=cast.workspace, kind="home.find_person")
    pages = [
        ("get", DATA),
        ("post", f"{DATA}export/"),
        ("get", f"{DATA}erase/"),
        ("post", f"{DATA}erase/"),
        ("get", f"{DATA}erase/{search.pk}/"),
        ("post", f"{DATA}erase/{search.pk}/confirm/"),
        ("get", f"settings/jobs/{job.pk}/file/"),
        ("post", f"settings/jobs/{job.pk}/retry/"),
    ]
    for user in (cast.approver, cast.editor, cast.viewer):
        client = cast.client(user)
        for method, page in pages:
            assert getattr(client, method)(cast.url(page)).status_code == 403, page
        assert "Download" not in client.get(cast.url("settings/jobs/")).content.decode()
    assert cast.api().get(f"/api/v1/jobs/{job.pk}/file/").status_code == 403
    assert cast.client(cast.outsider).get(cast.url(DATA)).status_code == 404


def test_a_key_is_not_told_which_quotes_are_one_persons(cast: Cast) -> None:
    """No key may look for a person, so none reads what a search has found."""
    quote = make.make_evidence(cast.workspace, text="Ask anna@example.org about it")
    search = request_search(access=cast.access, terms=("anna@example.org",))
    find_person(search.pk)
    search.refresh_from_db()
    assert search.result["quotes"] == [quote.pk]
    told = cast.api().get(f"/api/v1/jobs/{search.pk}/").json()
    assert (told["state"], told["result"]) == ("done", {})
    assert cast.api().get("/api/v1/jobs/").json()["results"][0]["result"] == {}


def test_a_person_is_shown_then_erased(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text="Ask anna@example.org how it went.")
    client = cast.client(cast.owner)
    answer = client.post(cast.url(f"{DATA}erase/"), {"terms": "anna@example.org"})
    page = answer.headers["Location"]
    assert "hx-get" in client.get(page).content.decode(), "It asks for itself until it is done."
    search = Job.objects.get()
    find_person(search.pk)
    shown = client.get(page).content.decode()
    assert "Ask anna@example.org how it went." in shown
    assert Evidence.objects.count() == 1, "Looking changes nothing."
    report = client.post(f"{page}confirm/").headers["Location"]
    erase_person(Job.objects.get(kind="home.erase_person").pk)
    told = client.get(report).content.decode()
    assert "Erased" in told
    assert "anna@" not in told
    assert not Evidence.objects.exists()
    again = client.post(f"{page}confirm/", follow=True).content.decode()
    assert "asked for already" in again
    assert AuditRecord.objects.filter(action="erased a person").count() == 1


def test_nobody_found_and_nothing_lost(cast: Cast) -> None:
    client = cast.client(cast.owner)
    typed = client.post(cast.url(f"{DATA}erase/"), {"terms": "an"}).content.decode()
    assert "At least 4 characters" in typed
    assert ">\nan</textarea>" in typed
    page = client.post(cast.url(f"{DATA}erase/"), {"terms": "nobody@x.test"}).headers["Location"]
    find_person(Job.objects.get().pk)
    assert "Nobody like that is here" in client.get(page).content.decode()


def test_a_job_of_another_kind_is_no_erasure(cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="messaging.export_workbook")
    client = cast.client(cast.owner)
    assert client.get(cast.url(f"{DATA}erase/{job.pk}/")).status_code == 404
    assert client.post(cast.url(f"{DATA}erase/{job.pk}/confirm/")).status_code == 404


@pytest.mark.parametrize("content", [b"no zip at all", b""])
def test_a_refused_upload_says_why(cast: Cast, content: bytes) -> None:
    answer = cast.client(cast.owner).post(
        "/workspaces/bring/", {"file": SimpleUploadedFile("w.zip", content)}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_an_upload_can_be_too_large_and_dropped(cast: Cast, settings: LazySettings) -> None:
    client = cast.client(cast.owner)
    content = scenes.zip_of(scenes.export(cast.access))
    settings.WORKSPACE_UPLOAD_LIMIT_BYTES = 100
    file = {"file": SimpleUploadedFile("w.zip", content)}
    assert client.post("/workspaces/bring/", file).context["form"].errors["file"]
    settings.WORKSPACE_UPLOAD_LIMIT_BYTES = 10**9
    file = {"file": SimpleUploadedFile("w.zip", content)}
    look = client.post("/workspaces/bring/", file).headers["Location"]
    client.post(f"{look}drop/")
    assert client.get(look).status_code == 404


def test_files_are_kept_for_a_limited_time(cast: Cast) -> None:
    young, old = scenes.export(cast.access), scenes.export(cast.access)
    long_ago = timezone.now() - timedelta(days=KEEP_DAYS, minutes=1)
    Job.objects.filter(pk=old.pk).update(finished_at=long_ago)
    path = old.result_file.path
    forget_data_files()
    for job in (young, old):
        job.refresh_from_db()
    assert bool(young.result_file)
    assert not old.result_file
    assert not Path(path).exists()
    assert "deleted" in cast.client(cast.owner).get(cast.url(DATA)).content.decode()

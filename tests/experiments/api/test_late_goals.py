"""Late goals by file over REST, and rejected events deleted."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.late_goals import APPLY, apply_rows, look_at
from experiments.models import Event, QuarantinedEvent
from tests import make
from tests.conftest import Cast
from workspaces.jobs import run_job
from workspaces.models import ApiKey, Job

URL = "/api/v1/late-goals/"


def test_it_works(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, key="renewed")
    api = cast.api()
    day = timezone.now().date().isoformat()
    file = SimpleUploadedFile("r.csv", f"email,date\nnora@example.org,{day}\nx,{day}\n".encode())
    sent = api.post(URL, {"file": file, "goal": goal.key}, format="multipart")
    assert sent.status_code == 202, sent.content
    pk = sent.json()["id"]
    early = api.post(f"{URL}{pk}/apply/")
    assert (early.status_code, early.json()["code"]) == (409, "not_looked_at")
    run_job(pk, look_at)
    told = api.get(f"{URL}{pk}/").json()
    assert (told["state"], told["result"]["good"], told["result"]["refused"]) == ("done", 1, 1)
    assert "example.org" not in str(told)
    refused = b"".join(api.get(f"/api/v1/jobs/{pk}/file/"))
    assert b"neither an e-mail address" in refused
    applied = api.post(f"{URL}{pk}/apply/")
    assert applied.status_code == 202
    run_job(Job.objects.get(kind=APPLY).pk, apply_rows)
    assert len(Event.objects.get().person) == 64
    assert api.post(f"{URL}{pk}/apply/").json()["code"] == "applied"


def test_what_cannot_be_read_is_told_at_its_field(cast: Cast) -> None:
    api = cast.api()
    for body, pointer in (
        ({}, "/file"),
        ({"text": "email,date\n"}, "/file"),
        ({"text": "email,date\na@example.org,2026-01-01\n", "goal": "no-such"}, "/goal"),
    ):
        answer = api.post(URL, body, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not Job.objects.exists()


def test_a_page_may_not(cast: Cast) -> None:
    assert cast.api(ApiKey.Kind.PUBLISHABLE).post(URL, {}, format="json").status_code == 403


def test_a_rejected_event_is_deleted(cast: Cast) -> None:
    row = QuarantinedEvent.objects.create(
        workspace=cast.workspace, received_at=timezone.now(), code="x", detail="x", body={}
    )
    assert cast.api(other=True).delete(f"/api/v1/quarantine/{row.pk}/").status_code == 404
    assert cast.api().delete(f"/api/v1/quarantine/{row.pk}/").status_code == 204
    assert not QuarantinedEvent.objects.exists()

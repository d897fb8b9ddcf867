"""Pages of goals, late goals by file, and rejected events."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.late_goals import APPLY, LOOK, apply_rows, look_at
from experiments.models import Event, Goal, QuarantinedEvent
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import conversion, running
from workspaces.jobs import run_job
from workspaces.models import Job


def rejected(cast: Cast, code: str = "unknown_goal", **body: Any) -> QuarantinedEvent:
    row: QuarantinedEvent = QuarantinedEvent.objects.create(
        workspace=cast.workspace,
        received_at=timezone.now(),
        code=code,
        detail=f"Because of {code}.",
        body=body,
        fingerprint=f"{QuarantinedEvent.objects.count():064}",
    )
    return row


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.editor)
    data = {"name": "Renewed", "key": "renewed", "kind": "value", "direction": "up"}
    data |= {"window_days": "400", "worth": "120", "secret_only": "on"}
    page = client.post(cast.url("test/goals/"), data, follow=True).content.decode()
    assert "servers and files" in page
    goal = Goal.objects.get()
    assert (goal.worth, goal.secret_only, goal.window_days) == (120, True, 400)
    changed = client.post(cast.url(f"test/goals/{goal.pk}/"), data | {"worth": "90"}, follow=True)
    assert "Saved." in changed.content.decode()
    client.post(cast.url(f"test/goals/{goal.pk}/remove/"))
    assert not Goal.objects.exists()


def test_what_a_test_counts_by_stays(cast: Cast) -> None:
    goal = running(cast).experiment_goals.get().goal
    data = {"name": "Other", "key": goal.key, "kind": goal.kind, "direction": "up"}
    answer = cast.client(cast.editor).post(
        cast.url(f"test/goals/{goal.pk}/"), data | {"window_days": "99"}
    )
    assert "A test counts this goal" in answer.content.decode()
    goal.refresh_from_db()
    assert goal.window_days != 99


def test_a_file_is_looked_at_and_then_counted(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, key="renewed")
    client = cast.client(cast.editor)
    empty = client.get(cast.url("test/late-goals/")).content.decode()
    assert "No file yet" in empty
    day = timezone.now().date().isoformat()
    file = SimpleUploadedFile("r.csv", f"visitor,date\nv1,{day}\n,{day}\n".encode())
    sent = {"file": file, "goal": goal.pk}
    page = client.post(cast.url("test/late-goals/"), sent, follow=True)
    assert "Nothing is counted yet" in page.content.decode()
    job = Job.objects.get(kind=LOOK)
    run_job(job.pk, look_at)
    look = client.get(cast.url(f"test/late-goals/{job.pk}/")).content.decode()
    assert "Count 1 row" in look
    assert "Neither a visitor nor an e-mail" in look
    assert not Event.objects.exists()
    client.post(cast.url(f"test/late-goals/{job.pk}/apply/"))
    run_job(Job.objects.get(kind=APPLY).pk, apply_rows)
    done = client.get(cast.url(f"test/late-goals/{job.pk}/")).content.decode()
    assert "Counted" in done
    assert "Count 1 row" not in done
    again = client.post(cast.url(f"test/late-goals/{job.pk}/apply/"), follow=True)
    assert "applied already" in again.content.decode()


def test_a_file_that_cannot_be_read_is_told_at_its_field(cast: Cast) -> None:
    file = SimpleUploadedFile("r.csv", b"name,when\nx,2026-01-01\n")
    page = cast.client(cast.editor).post(cast.url("test/late-goals/"), {"file": file})
    assert "Name a column “visitor” or “email”" in page.content.decode()


def test_rejected_events_are_found_tried_again_and_deleted(cast: Cast) -> None:
    experiment = running(cast)
    good = conversion(experiment)
    mended = rejected(cast, **good)
    rejected(cast, note="Ünique words")
    rejected(cast, code="bad_at", at="yesterday")
    client = cast.client(cast.editor)
    page = client.get(cast.url("test/quarantine/")).content.decode()
    assert "unknown_goal, 2" in page
    assert "All, 3" in page
    count = client.get(cast.url("test/quarantine/count/")).content.decode()
    assert ">3<" in count
    found = client.get(cast.url("test/quarantine/?q=Ünique")).content.decode()
    assert found.count('name="pick"') == 1
    assert "No event is like that" in client.get(cast.url("test/quarantine/?q=zz")).content.decode()
    told = client.post(cast.url("test/quarantine/replay/"), {"all": 1, "code": "unknown_goal"})
    assert told.status_code == 302
    assert Event.objects.get().event_id.hex == good["id"].replace("-", "")
    mended.refresh_from_db()
    assert mended.replayed_at is not None
    csv = b"".join(client.get(cast.url("test/quarantine/download/")))  # type: ignore[call-overload]
    assert csv.decode().count("\r\n") == 3
    client.post(cast.url("test/quarantine/delete/"), {"all": 1, "code": "bad_at"})
    assert QuarantinedEvent.objects.filter(replayed_at=None).count() == 1
    client.post(cast.url("test/quarantine/delete/"), {"all": 1})
    assert "Everything was counted" in client.get(cast.url("test/quarantine/")).content.decode()


def test_a_viewer_looks_and_changes_nothing(cast: Cast) -> None:
    row = rejected(cast, visitor="v")
    client = cast.client(cast.viewer)
    assert 'name="pick"' not in client.get(cast.url("test/quarantine/")).content.decode()
    for path in ("replay", "delete"):
        answer = client.post(cast.url(f"test/quarantine/{path}/"), {"pick": row.pk})
        assert answer.status_code == 403
    assert QuarantinedEvent.objects.count() == 1


def test_the_page_takes_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        rejected(cast, number=number)
    client = cast.client(cast.editor)
    with django_assert_max_num_queries(9):
        client.get(cast.url("test/quarantine/"))

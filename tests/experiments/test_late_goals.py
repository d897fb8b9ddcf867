"""Late goals by file: looked at first, counted once, and no address is kept."""

import io
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.delivery.faults import FaultError
from experiments.delivery.registry import registry
from experiments.delivery.senders import Sender
from experiments.intake import take_in
from experiments.late_goal_rows import amount
from experiments.late_goals import apply_rows, ask_for_look, ask_to_apply
from experiments.models import DailyCount, Event, Experiment, Goal
from experiments.recount import recount
from experiments.refusals import ExperimentRefusedError
from experiments.tasks import apply_late_goals, look_at_late_goals
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import exposure, live_message, run
from workspaces.jobs import run_job
from workspaces.models import Job

NORA = sha256(b"nora@example.org").hexdigest()
FILE = """Email,Date,Amount,Order ID
nora@example.org,{day},"1.234,50 €",A-1
NORA@example.org ,{day},20,A-2
bo@example.org,{day},5,A-3
nobody,{day},5,A-4
nora@example.org,someday,5,A-5
nora@example.org,{day},much,A-6
"""


def staged(cast: Cast) -> Experiment:
    """A test of a year ago that counts what people spend in 400 days, and Nora in it."""
    goal = make.make_goal(
        cast.workspace, key="renewal", kind=Goal.Kind.VALUE, window_days=400, secret_only=True
    )
    experiment = make.make_experiment(live_message(cast), goal)
    begin = timezone.now() - timedelta(days=320)
    run(experiment, since=begin)
    tell = [exposure(experiment, 1, person=NORA, at=(begin + timedelta(hours=1)).isoformat())]
    registry.forget()
    results = take_in(
        workspace_id=cast.workspace.pk,
        events=tell,
        received_at=begin + timedelta(hours=2),
        sender=Sender(is_trusted=True),
    )
    assert results[0].status == "accepted", results
    experiment.refresh_from_db()
    return experiment


def sent(cast: Cast, content: str | bytes, name: str = "invoices.csv", **more: Goal) -> Job:
    data = content.encode() if isinstance(content, str) else content
    job = ask_for_look(access=cast.access, file=SimpleUploadedFile(name, data), **more)
    look_at_late_goals(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def count(cast: Cast, look: Job) -> dict[str, int]:
    job = ask_to_apply(access=cast.access, look=look)
    apply_late_goals(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    counts: dict[str, int] = job.result["counts"]
    return counts


def csv_of_last_week() -> str:
    return FILE.format(day=(timezone.now() - timedelta(days=7)).date().isoformat())


def test_it_works(cast: Cast) -> None:
    experiment = staged(cast)
    goal = Goal.objects.get(key="renewal")
    look = sent(cast, csv_of_last_week(), goal=goal)
    told = look.result
    assert (told["rows"], told["good"], told["refused"], told["nobody"]) == (6, 3, 3, 1)
    assert told["codes"] == {"bad_email": 1, "bad_at": 1, "bad_value": 1}
    assert [(test["id"], test["inside"], test["outside"]) for test in told["tests"]] == [
        (experiment.pk, 2, 0)
    ]
    assert not Event.objects.filter(type="conversion").exists()
    assert count(cast, look) == {"accepted": 3, "duplicate": 0, "rejected": 0}
    recount(experiment=experiment)
    found = DailyCount.objects.get(goal=goal)
    assert (found.x, found.sum) == (1, 1254.5)
    with pytest.raises(ExperimentRefusedError):
        ask_to_apply(access=cast.access, look=look)


def test_the_same_file_counts_once(cast: Cast) -> None:
    staged(cast)
    goal = Goal.objects.get(key="renewal")
    day = (timezone.now() - timedelta(days=3)).date().isoformat()
    without_ids = f"email,date,value\nnora@example.org,{day},9\nnora@example.org,{day},9\n"
    assert count(cast, sent(cast, without_ids, goal=goal))["accepted"] == 2
    assert count(cast, sent(cast, without_ids, goal=goal))["duplicate"] == 2
    # Next month's file repeats this month's rows, hashes its addresses, and is a workbook.
    book = openpyxl.Workbook()
    book.active.append(["Person", "When", "Revenue"])
    for _ in range(3):
        book.active.append([NORA, day, 9])
    content = io.BytesIO()
    book.save(content)
    counts = count(cast, sent(cast, content.getvalue(), "month.xlsx", goal=goal))
    assert counts == {"accepted": 1, "duplicate": 2, "rejected": 0}


def test_no_address_is_left_on_the_disk(cast: Cast) -> None:
    staged(cast)
    look = sent(cast, csv_of_last_week(), goal=Goal.objects.get(key="renewal"))
    for path in Path(default_storage.path("")).rglob(f"jobs/{cast.workspace.pk}/**/*"):
        if path.is_file():
            assert b"example.org" not in path.read_bytes().lower(), path
    refused = look.result_file.read().decode("utf-8-sig")
    assert NORA in refused
    assert "someday" in refused
    count(cast, look)
    assert not Path(default_storage.path(look.arguments["stored"])).exists()


def test_a_worker_that_died_is_followed_by_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged(cast)
    monkeypatch.setattr("experiments.late_goals.ROWS_AT_ONCE", 2)
    look = sent(cast, csv_of_last_week(), goal=Goal.objects.get(key="renewal"))
    job = ask_to_apply(access=cast.access, look=look)
    Job.objects.filter(pk=job.pk).update(
        result={"counts": {"accepted": 2, "duplicate": 0, "rejected": 0}, "behind": 2}
    )
    run_job(job.pk, apply_rows)
    job.refresh_from_db()
    assert job.result["counts"]["accepted"] == 3
    assert Event.objects.filter(type="conversion").count() == 1


def test_a_goal_that_is_gone_waits_in_the_quarantine(cast: Cast) -> None:
    staged(cast)
    other = make.make_goal(cast.workspace, key="refund")
    registry.forget()
    day = timezone.now().date().isoformat()
    look = sent(cast, f"visitor,date,goal\nv,{day},refund\nv,{day},no-such\n", goal=None)
    assert look.result["unused"] == 1
    assert look.result["codes"] == {"unknown_goal": 1}
    other.delete()
    registry.forget()
    assert count(cast, look)["rejected"] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,date\nx,2026-01-01\n", "visitor"),
        ("email,amount\nx@example.org,3\n", "date"),
        ("email,date\nx@example.org,2026-01-01\n", "goal"),
    ],
)
def test_a_file_that_lacks_a_column_is_refused(cast: Cast, content: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ask_for_look(access=cast.access, file=SimpleUploadedFile("a.csv", content.encode()))
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1.234,50 €", 1234.5),
        ("$1,234.50", 1234.5),
        ("(12)", -12),
        ("EUR 99", 99),
        ("1,5", 1.5),
        ("1,234", 1234),
        ("1 234,5", 1234.5),
        ("\u22123", -3),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, value: float) -> None:
    assert amount(text) == value


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader_of_amounts(text: str) -> None:
    with suppress(FaultError):
        assert abs(amount(text)) < float("inf")

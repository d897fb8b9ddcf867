"""A job is asked for, begun by one worker only, told of, stopped, tried again, swept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.conftest import Cast
from workspaces import jobs
from workspaces.jobs import (
    JobCancelled,
    JobFailed,
    JobRun,
    JobStateError,
    LeaseLost,
    cancel_job,
    enqueue,
    jobs_of,
    retry_job,
    run_job,
    sweep_jobs,
)
from workspaces.models import AuditRecord, Job

KIND = "tests.brew"
LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the jobs that were rung for."""
    rung: list[int] = []

    def send_task(name: str, args: list[int], **_: Any) -> None:
        assert name == KIND
        rung.append(args[0])

    monkeypatch.setattr(jobs.current_app, "send_task", send_task)
    return rung


@pytest.fixture
def job(cast: Cast, bells: list[int]) -> Job:
    return enqueue(access=cast.access, kind=KIND, arguments={"cups": 3})


def brew(run: JobRun) -> dict[str, int]:
    return {"cups": run.arguments["cups"]}


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def silent(job: Job) -> None:
    """The worker of this job has not been heard of for long."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - LONG_AGO)


def test_it_works(
    cast: Cast, bells: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(access=cast.access, kind=KIND, arguments={"cups": 3})
        assert bells == []
    assert bells == [job.pk]
    run_job(job.pk, brew)
    assert again(job).state == Job.State.DONE
    assert (job.result, job.attempt, job.lease_until) == ({"cups": 3}, 1, None)
    assert job.started_at and job.finished_at and job.started_at <= job.finished_at
    assert job.created_by == cast.owner
    assert list(jobs_of(cast.access)) == [job]
    assert not jobs_of(cast.other).exists()


def test_asking_does_not_need_a_broker(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise BrokerError("connection refused")

    monkeypatch.setattr(jobs.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(access=cast.access, kind=KIND)
    assert again(job).state == Job.State.QUEUED


def test_what_is_not_committed_is_not_rung_for(
    cast: Cast, bells: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit = django_capture_on_commit_callbacks(execute=True)
    with commit, pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(access=cast.access, kind=KIND)
        raise ZeroDivisionError
    assert bells == []
    assert not Job.objects.exists()


def test_a_second_bell_does_nothing(job: Job) -> None:
    calls = []

    def ring_inside(run: JobRun) -> None:
        calls.append(run.attempt)
        run_job(job.pk, lambda run: calls.append(99) or None)

    run_job(job.pk, ring_inside)
    run_job(job.pk, ring_inside)
    assert calls == [1]
    assert again(job).state == Job.State.DONE


def test_a_bell_without_a_job_does_nothing(db: None) -> None:
    run_job(12345, brew)


def test_a_silent_worker_is_replaced_and_its_late_answer_is_not_heard(job: Job) -> None:
    def fall_silent(run: JobRun) -> dict[str, str]:
        silent(job)
        run_job(job.pk, lambda run: {"by": f"attempt {run.attempt}"})
        with pytest.raises(LeaseLost):
            run.progress(1, 1)
        with pytest.raises(LeaseLost), transaction.atomic():
            run.hold()
        return {"by": "the one that was thought dead"}

    run_job(job.pk, fall_silent)
    assert again(job).result == {"by": "attempt 2"}
    assert (job.state, job.attempt) == (Job.State.DONE, 2)


def test_a_late_failure_is_not_heard_either(job: Job) -> None:
    def fail_late(run: JobRun) -> None:
        silent(job)
        run_job(job.pk, brew)
        raise JobFailed("too late")

    run_job(job.pk, fail_late)
    assert (again(job).state, job.error) == (Job.State.DONE, "")


def test_progress_is_told_and_renews_the_lease(job: Job) -> None:
    def step(run: JobRun) -> None:
        silent(job)
        run.progress(2, 10, "boiling water")
        assert (again(job).done, job.total, job.doing) == (2, 10, "boiling water")
        assert job.percent == 20
        assert job.lease_until and job.lease_until > timezone.now()
        run.progress(3, 10, "boiling water")
        assert again(job).done == 2, "a write so soon after the last is left out"
        run.progress(10, 10, "pouring")
        assert again(job).done == 10, "the last step is always told"

    run_job(job.pk, step)
    assert again(job).doing == ""


def test_a_cancelled_job_stops_at_its_next_step(cast: Cast, job: Job) -> None:
    after = []

    def be_cancelled(run: JobRun) -> None:
        run.keep_file("half.txt", lambda file: file.write(b"half") and None)
        cancel_job(access=cast.access, job=job)
        with pytest.raises(JobCancelled), transaction.atomic():
            run.hold()
        run.progress(1, 1)
        after.append("still here")

    run_job(job.pk, be_cancelled)
    assert after == []
    assert (again(job).state, job.result_file.name) == (Job.State.CANCELLED, "")
    assert default_storage.listdir(f"jobs/{cast.workspace.pk}/{job.pk}")[0] == []


def test_what_has_finished_cannot_be_cancelled(cast: Cast, job: Job) -> None:
    run_job(job.pk, brew)
    with pytest.raises(JobStateError, match="finished"):
        cancel_job(access=cast.access, job=job)
    assert again(job).state == Job.State.DONE


def test_a_failure_says_why_in_the_words_of_the_work(job: Job) -> None:
    def fail(run: JobRun) -> None:
        raise JobFailed("The sheet has no column of quotes.")

    run_job(job.pk, fail)
    assert (again(job).state, job.error) == (
        Job.State.FAILED,
        "The sheet has no column of quotes.",
    )
    assert job.finished_at and job.lease_until is None


def test_a_fault_of_ours_is_not_shown_in_its_own_words(
    job: Job, caplog: pytest.LogCaptureFixture
) -> None:
    run_job(job.pk, lambda run: {"cups": 1 // 0})
    assert again(job).error == jobs.UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_goes_away_costs_an_attempt_only(job: Job, bells: list[int]) -> None:
    def lose_the_database(run: JobRun) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    run_job(job.pk, lose_the_database)
    assert again(job).state == Job.State.RUNNING
    assert sweep_jobs() == 1
    run_job(job.pk, brew)
    assert (again(job).state, job.attempt) == (Job.State.DONE, 2)


def test_a_job_that_is_always_cut_short_fails_in_the_end(job: Job) -> None:
    class WorkerDied(BaseException):
        pass

    def die(run: JobRun) -> None:
        raise WorkerDied

    for _ in range(job.attempts_allowed):
        with pytest.raises(WorkerDied):
            run_job(job.pk, die)
        assert again(job).state == Job.State.RUNNING
        silent(job)
    assert sweep_jobs() == 0
    assert (again(job).state, job.attempt) == (Job.State.FAILED, 3)
    assert "begun 3 times" in job.error
    run_job(job.pk, brew)
    assert again(job).state == Job.State.FAILED


def test_a_failed_job_can_be_tried_again(
    cast: Cast,
    job: Job,
    bells: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run_job(job.pk, lambda run: {"cups": 1 // 0})
    with django_capture_on_commit_callbacks(execute=True):
        retry_job(access=cast.access, job=job)
    assert bells == [job.pk]
    assert (job.state, job.error, job.attempts_allowed) == (Job.State.QUEUED, "", 4)
    run_job(job.pk, brew)
    assert (again(job).state, job.attempt) == (Job.State.DONE, 2)
    with pytest.raises(JobStateError):
        retry_job(access=cast.access, job=job)


def test_only_who_may_edit_asks_or_stops_and_only_in_their_workspace(cast: Cast, job: Job) -> None:
    viewer = cast.access_of(cast.viewer)
    with pytest.raises(PermissionDenied):
        cancel_job(access=viewer, job=job)
    with pytest.raises(PermissionDenied):
        retry_job(access=viewer, job=job)
    with pytest.raises(JobStateError):
        cancel_job(access=cast.other, job=job)
    assert again(job).state == Job.State.QUEUED


def test_every_wish_is_written_down_once(cast: Cast, job: Job) -> None:
    editor = cast.access_of(cast.editor)
    cancel_job(access=editor, job=job)
    retry_job(access=editor, job=job)
    wishes = AuditRecord.objects.filter(target_type="job", target_id=str(job.pk)).order_by("pk")
    assert list(wishes.values_list("action", "user__email")) == [
        ("queued", "owner@example.org"),
        ("cancelled", "editor@example.org"),
        ("retried", "editor@example.org"),
    ]


def test_the_work_acts_for_the_person_who_asked(cast: Cast, job: Job) -> None:
    def look(run: JobRun) -> None:
        assert run.access.workspace == cast.workspace
        assert run.access.user == cast.owner
        assert run.access.actor_name == f"owner@example.org (job {job.pk})"

    run_job(job.pk, look)
    assert again(job).state == Job.State.DONE


def test_a_file_appears_whole_and_belongs_to_the_attempt_that_finished(
    cast: Cast, job: Job
) -> None:
    def write_twice(run: JobRun) -> None:
        run.keep_file("tea.txt", lambda file: file.write(b"from the first") and None)
        silent(job)
        run_job(job.pk, write)

    def write(run: JobRun) -> None:
        folder = f"jobs/{cast.workspace.pk}/{job.pk}/{run.attempt}"

        def look_inside(file: Any) -> None:
            file.write(b"from the second")
            assert not default_storage.exists(f"{folder}/tea.txt")

        run.keep_file("tea.txt", look_inside)
        assert default_storage.listdir(folder) == ([], ["tea.txt"])

    run_job(job.pk, write_twice)
    assert again(job).result_file.read() == b"from the second"
    assert default_storage.listdir(f"jobs/{cast.workspace.pk}/{job.pk}")[0] == ["2"]


def test_a_file_name_leads_nowhere_else(job: Job) -> None:
    def escape(run: JobRun) -> None:
        with pytest.raises(ValueError, match="plain file name"):
            run.keep_file("../../secret_key", lambda file: None)

    run_job(job.pk, escape)
    assert again(job).state == Job.State.DONE


def test_hold_is_for_transactions(transactional_db: None, cast: Cast, bells: list[int]) -> None:
    job = enqueue(access=cast.access, kind=KIND)

    def hold_nothing(run: JobRun) -> None:
        with pytest.raises(RuntimeError, match="holds nothing"):
            run.hold()
        with transaction.atomic():
            run.hold()

    run_job(job.pk, hold_nothing)
    assert again(job).state == Job.State.DONE


def test_the_sweep_rings_once_for_what_nobody_began(job: Job, bells: list[int]) -> None:
    assert sweep_jobs() == 1
    assert bells == [job.pk]
    assert sweep_jobs() == 0
    Job.objects.update(rung_at=timezone.now() - timedelta(seconds=6))
    assert sweep_jobs() == 1
    assert bells == [job.pk, job.pk]


def test_bells_get_rarer_behind_a_long_queue(job: Job, bells: list[int]) -> None:
    now = timezone.now()
    Job.objects.update(created_at=now - LONG_AGO, rung_at=now - timedelta(seconds=50))
    assert sweep_jobs() == 0
    Job.objects.update(rung_at=now - timedelta(seconds=70))
    assert sweep_jobs() == 1


def test_the_sweep_leaves_alone_what_is_running_or_finished(cast: Cast, bells: list[int]) -> None:
    done = enqueue(access=cast.access, kind=KIND, arguments={"cups": 1})
    run_job(done.pk, brew)
    running = enqueue(access=cast.access, kind=KIND)
    Job.objects.filter(pk=running.pk).update(
        state=Job.State.RUNNING, lease_until=timezone.now() + LONG_AGO
    )
    assert sweep_jobs() == 0
    assert bells == []


def test_two_sweeps_at_once_ring_once(
    job: Job, bells: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue = jobs._is_overdue

    def other_sweep_first(job: Job, now: Any) -> bool:
        monkeypatch.setattr(jobs, "_is_overdue", overdue)
        assert sweep_jobs() == 1
        return True

    monkeypatch.setattr(jobs, "_is_overdue", other_sweep_first)
    assert sweep_jobs() == 0
    assert bells == [job.pk]

"""A job is asked for, begun by one worker only, told of, stopped, tried again, swept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.conftest import Cast
from tests.workspaces.conftest import KIND, LONG_AGO, again, brew, silent
from workspaces import jobs
from workspaces.jobs import (
    JobFailed,
    JobRun,
    JobStateError,
    cancel_job,
    enqueue,
    jobs_of,
    retry_job,
    run_job,
    sweep_jobs,
)
from workspaces.models import AuditRecord, Job


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

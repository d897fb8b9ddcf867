"""What a piece of work is told and may say while it runs, and what is heard of it."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from tests.conftest import Cast
from tests.workspaces.conftest import KIND, again, brew, silent
from workspaces.jobs import (
    JobCancelled,
    JobFailed,
    JobRun,
    LeaseLost,
    cancel_job,
    enqueue,
    run_job,
)
from workspaces.models import Job


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


def test_the_work_acts_for_the_person_who_asked(cast: Cast, job: Job) -> None:
    def look(run: JobRun) -> None:
        assert run.access.workspace == cast.workspace
        assert run.access.user == cast.owner
        assert run.access.actor_name == "job for owner@example.org"

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

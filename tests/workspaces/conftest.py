"""A job that is asked for, and the bells that are rung."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Cast
from workspaces import jobs
from workspaces.jobs import JobRun, enqueue
from workspaces.models import Job

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

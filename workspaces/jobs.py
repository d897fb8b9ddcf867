"""Long work: asked for, rung for, run by a worker, taken over when the worker dies.

The Job row is the truth and the broker's message only a bell. A bell may be lost, doubled or late:
whoever hears one claims the row by a guarded write, and a sweep rings again for rows that nobody
began or whose worker fell silent. So a job is carried out at least once and *counted* once.

A task of an app is two lines around a piece of work::

    @shared_task(name="messaging.export_workbook")
    def export_workbook(job_id: int) -> None:
        run_job(job_id, write_workbook)

The name of the task is the ``kind`` of its jobs.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from workspaces.access import EDIT, VIEW, Access, system_access
from workspaces.changes import record
from workspaces.constants import (
    JOB_ATTEMPTS,
    RING_AGAIN_AFTER,
    RING_AGAIN_AT_MOST_AFTER,
    SWEEP_AT_ONCE,
)
from workspaces.job_run import JobCancelled, JobFailed, JobRun, LeaseLost, lease
from workspaces.models import Job, TenantQuerySet
from workspaces.webhooks import announce

__all__ = [
    "JobCancelled",
    "JobFailed",
    "JobRun",
    "JobStateError",
    "LeaseLost",
    "cancel_job",
    "enqueue",
    "jobs_of",
    "retry_job",
    "run_job",
    "sweep_jobs",
]

Work = Callable[[JobRun], Mapping[str, Any] | None]
log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong on our side. Trying again may help; the log has the details."
GIVEN_UP = (
    "The work was begun {attempts} times and was cut short each time. "
    "Try again with less at once, or ask whoever runs this site to look at the log."
)


class JobStateError(ValueError):
    """What is asked of a job does not fit its state."""


def jobs_of(access: Access) -> TenantQuerySet[Job]:
    """The jobs of the access's workspace, newest first.

    Whoever may not look around sees the jobs they asked for, and no others.
    """
    rows = Job.objects.for_workspace(access.workspace).select_related("created_by")
    if access.may(VIEW):
        return rows
    return rows.filter(created_by=access.user) if access.user else rows.none()


def enqueue(*, access: Access, kind: str, arguments: Mapping[str, Any] | None = None) -> Job:
    """Ask for a piece of work: a row in the caller's transaction, a bell when it commits.

    ``arguments`` are plain JSON values; with ``needs``, a permission, among them only who has that
    gets the job's file, stops it or asks again. Asking never fails for want of a broker: without a
    bell the sweep finds the row.
    """
    with transaction.atomic():
        job = Job.objects.create(
            workspace=access.workspace,
            kind=kind,
            arguments=dict(arguments or {}),
            created_by=access.user,
        )
        record(access=access, action="queued", target=job, after={"kind": kind})
        transaction.on_commit(partial(_ring, job.pk, kind))
    return job


def cancel_job(*, access: Access, job: Job) -> None:
    """Stop a job that has not finished. A worker at it hears of it at its next step.

    Raises JobStateError if there is nothing left to stop.
    """
    access.require(job.needs or EDIT)
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    with transaction.atomic():
        if not _mine(access, job, open_states).update(
            state=Job.State.CANCELLED, finished_at=timezone.now(), lease_until=None
        ):
            raise JobStateError("This has finished already.")
        record(access=access, action="cancelled", target=job)
    job.refresh_from_db()


def retry_job(*, access: Access, job: Job) -> None:
    """Ask again for a job that failed or was cancelled. Raises JobStateError otherwise."""
    access.require(job.needs or EDIT)
    with transaction.atomic():
        if not _mine(access, job, (Job.State.FAILED, Job.State.CANCELLED)).update(
            state=Job.State.QUEUED,
            attempts_allowed=F("attempt") + JOB_ATTEMPTS,
            rung_at=None,
            finished_at=None,
            error="",
            doing="",
            done=0,
            total=0,
        ):
            raise JobStateError("Only a job that failed or was stopped can be tried again.")
        record(access=access, action="retried", target=job)
        transaction.on_commit(partial(_ring, job.pk, job.kind))
    job.refresh_from_db()


def run_job(job_id: int, work: Work) -> None:
    """Claim a job and do it, unless somebody else has it or it is finished.

    What ``work`` returns is the job's result. It may raise JobFailed with a sentence for the
    person who asked. It may be run again from the start after a crash, so it must be safe to
    repeat: changes of rows go in transactions that begin with ``run.hold()``.
    """
    run = _claim(job_id)
    if run is None:
        return
    try:
        with run:
            result = work(run)
        run.finish(dict(result or {}))
    except (JobCancelled, LeaseLost) as reason:
        run.forget_files()
        log.info("Job %s was left: %s", job_id, type(reason).__name__)
    except JobFailed as reason:
        run.forget_files()
        _close(run, str(reason))
    except (OperationalError, InterfaceError):
        # The database went away or was busy for too long: not the fault of the work.
        log.exception("Job %s lost its database", job_id)
        run.forget_files()
        _give_back(run)
    except Exception:
        log.exception("Job %s failed", job_id)
        run.forget_files()
        _close(run, UNEXPECTED)


def sweep_jobs() -> int:
    """Ring again for what nobody began or whose worker fell silent; how many bells were rung.

    Any number may sweep at once: the bell goes to the one whose write found the row unchanged.
    """
    now = timezone.now()
    _give_up(now)
    waiting = Job.objects.filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    ).order_by("pk")
    rung = 0
    for job in waiting[:SWEEP_AT_ONCE]:
        if not _is_overdue(job, now):
            continue
        unchanged = Job.objects.filter(pk=job.pk, state=job.state, rung_at=job.rung_at)
        if unchanged.update(rung_at=now):
            _send(job.pk, job.kind)
            rung += 1
    return rung


def _mine(access: Access, job: Job, states: tuple[str, ...]) -> TenantQuerySet[Job]:
    return Job.objects.for_workspace(access.workspace).filter(pk=job.pk, state__in=states)


def _claim(job_id: int) -> JobRun | None:
    now = timezone.now()
    _give_up(now)
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        if not Job.objects.filter(free, pk=job_id).update(
            state=Job.State.RUNNING,
            attempt=F("attempt") + 1,
            lease_until=now + lease(),
            started_at=now,
            error="",
        ):
            return None
        return JobRun(Job.objects.select_related("workspace", "created_by").get(pk=job_id))


def _give_up(now: datetime) -> None:
    """Fail the jobs that were cut short as often as is allowed."""
    message = GIVEN_UP.format(attempts=JOB_ATTEMPTS)
    worn_out = Job.objects.filter(
        state=Job.State.RUNNING, lease_until__lt=now, attempt__gte=F("attempts_allowed")
    )
    for job in worn_out.select_related("workspace"):
        with transaction.atomic():
            if worn_out.filter(pk=job.pk).update(
                state=Job.State.FAILED, error=message, finished_at=now, lease_until=None
            ):
                _announce_failure(job, message)


def _announce_failure(job: Job, message: str) -> None:
    about = {"job": job.pk, "kind": job.kind, "error": message}
    announce(access=system_access(job.workspace), event="job.failed", data=about)


def _is_overdue(job: Job, now: datetime) -> bool:
    """Whether it is time for another bell: the longer a job has waited, the rarer they get."""
    if job.state == Job.State.RUNNING and job.lease_until is not None:
        began_waiting = job.lease_until
    else:
        began_waiting = job.created_at
    if job.rung_at is None or job.rung_at < began_waiting:
        return bool(now - began_waiting >= timedelta(0))
    waited = (job.rung_at - began_waiting).total_seconds()
    pause = min(max(waited, RING_AGAIN_AFTER), RING_AGAIN_AT_MOST_AFTER)
    return bool(now - job.rung_at >= timedelta(seconds=pause))


def _ring(job_id: int, kind: str) -> None:
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(rung_at=timezone.now())
    _send(job_id, kind)


def _send(job_id: int, kind: str) -> None:
    try:
        current_app.send_task(kind, [job_id], retry=False, ignore_result=True)
    except (BrokerError, OSError):
        log.warning("No bell for job %s: the broker is away, the sweep will ring", job_id)


def _close(run: JobRun, message: str) -> None:
    try:
        with transaction.atomic():
            run.fail(message)
            _announce_failure(run.job, message)
    except (JobCancelled, LeaseLost):
        log.info("Job %s was another's when it failed here", run.job.pk)


def _give_back(run: JobRun) -> None:
    try:
        run.release()
    except (JobCancelled, LeaseLost, OperationalError, InterfaceError):
        log.info("Job %s waits until its lease runs out", run.job.pk)

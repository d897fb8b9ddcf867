"""One attempt at a job, as the work sees it: its arguments, its progress, its file, its lease.

The lease is renewed by a thread, not only by progress: fitting a model or writing one large sheet
may take longer than a lease without a step worth telling. The thread has a database connection of
its own, opened for each beat and closed after it.
"""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from workspaces.access import Access, system_access
from workspaces.constants import PROGRESS_EVERY
from workspaces.models import AuditRecord, Job
from workspaces.models.jobs import result_path

log = logging.getLogger(__name__)


class JobCancelled(Exception):  # noqa: N818 - it is a wish, not an error
    """Somebody does not want this job any more."""


class LeaseLost(Exception):  # noqa: N818
    """Another worker has taken this job over: whatever this one still does counts for nothing."""


class JobFailed(Exception):  # noqa: N818
    """The work cannot be done; the message says why, to the person who asked for it."""


def lease() -> timedelta:
    """How long a worker may be silent before others take its job over."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


class JobRun:
    """What a piece of work is given. Use it as a context manager: inside, the lease is renewed."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.attempt = job.attempt
        self.kept = ""
        self._written_at = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.job.arguments)

    @cached_property
    def access(self) -> Access:
        """Everything in the job's workspace, in the name of the person or key that asked."""
        job = self.job
        asked = (
            AuditRecord.objects.for_workspace(job.workspace)
            .filter(action="queued", target_type="job", target_id=str(job.pk))
            .first()
        )
        who = job.created_by.email if job.created_by else asked.actor if asked else "system"
        return replace(
            system_access(job.workspace, actor=f"job for {who}"),
            user=job.created_by,
            address=asked.address if asked else None,
        )

    def progress(self, done: int, total: int, doing: str = "") -> None:
        """Say how far the work is, at most every ``PROGRESS_EVERY`` seconds.

        Raises JobCancelled or LeaseLost when there is no point in going on. Call it often.
        """
        now = time.monotonic()
        if done < total and now - self._written_at < PROGRESS_EVERY:
            return
        self._written_at = now
        self._write(done=done, total=total, doing=doing[:200], lease_until=timezone.now() + lease())

    def hold(self) -> None:
        """Call it inside a transaction: until that ends, nobody takes the job over or cancels it.

        Work that changes rows does so in transactions that begin with this; so a worker that was
        thought dead and wakes up cannot do a part a second time. Raises as ``progress`` does.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("hold() outside a transaction holds nothing.")
        self._write(lease_until=timezone.now() + lease())

    def keep_file(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        """Keep what ``write`` writes as the file of this job; the job's result points to it.

        The file appears under its name only when it is whole and on the disk. Each attempt has a
        folder of its own, so a late worker never replaces the file of the one that finished.
        """
        if Path(name).name != name:
            raise ValueError(f"{name!r} is no plain file name.")
        stored = result_path(self.job, f"{self.attempt}/{name}")
        final = Path(default_storage.path(stored))
        final.parent.mkdir(parents=True, exist_ok=True)
        partial = final.with_name(f".{name}.part")
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
        self.kept = stored

    def finish(self, result: dict[str, Any]) -> None:
        """The work is done: the row says so, in one write with its result and file."""
        self._write(
            state=Job.State.DONE,
            result=result,
            result_file=self.kept,
            finished_at=timezone.now(),
            lease_until=None,
            doing="",
        )

    def fail(self, message: str) -> None:
        """The work cannot be done: the row says why."""
        self._write(
            state=Job.State.FAILED, error=message, finished_at=timezone.now(), lease_until=None
        )

    def release(self) -> None:
        """Give the job back: the next sweep rings for it."""
        self._write(lease_until=timezone.now())

    def forget_files(self) -> None:
        """Remove what this attempt wrote; nobody will look for it."""
        folder = Path(default_storage.path(result_path(self.job, str(self.attempt))))
        shutil.rmtree(folder, ignore_errors=True)

    def _write(self, **values: Any) -> None:
        mine = Job.objects.filter(pk=self.job.pk, attempt=self.attempt, state=Job.State.RUNNING)
        if mine.update(**values):
            return
        state = Job.objects.filter(pk=self.job.pk).values_list("state", flat=True).first()
        if state in (Job.State.CANCELLED, None):
            raise JobCancelled
        raise LeaseLost

    def _beat(self) -> None:
        """Renew the lease three times in its length until the work ends or is another's."""
        while not self._stop.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                self._write(lease_until=timezone.now() + lease())
            except (JobCancelled, LeaseLost):
                return  # the work hears of it from progress(), hold() or finish()
            except DatabaseError:
                log.warning("The lease of job %s could not be renewed", self.job.pk, exc_info=True)
            finally:
                connection.close()

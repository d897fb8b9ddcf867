"""A worker that is killed in the middle of a job costs time and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from tests import make
from tests.slow_jobs import STEPS
from workspaces.jobs import enqueue
from workspaces.membership import create_workspace
from workspaces.models import AuditRecord, Job

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

BROKERS = ["filesystem://localhost", *([settings.REDIS_URL] if settings.REDIS_URL else [])]
PATIENCE = 120.0


def database_url() -> str:
    """The address of the database of this test run, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    who = ":".join(quote(str(values[part])) for part in ("USER", "PASSWORD") if values[part])
    host = str(values["HOST"] or values["OPTIONS"].get("host") or "localhost")
    port = f":{values['PORT']}" if values["PORT"] else ""
    socket = f"?host={quote(host, safe='')}" if host.startswith("/") else ""
    where = "" if socket else f"{host}{port}"
    return f"postgresql://{who}{'@' if who else ''}{where}/{values['NAME']}{socket}"


@contextmanager
def worker(broker: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker with beat, in a process group of its own, which does not outlive the block."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "BROKER_URL": broker,
        "JOB_LEASE_SECONDS": "5",
        "JOB_SWEEP_SECONDS": "1",
    }
    command = [sys.executable, "-m", "celery", "-A", "tests.jobs_app", "worker", "-B", "-c", "2"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 the worker, its children and its beat."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(what: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, log.read_text()[-4000:]
        assert time.monotonic() < until, log.read_text()[-4000:]
        time.sleep(0.05)


def cups_of(job: Job) -> QuerySet[AuditRecord]:
    """What was poured for this job, by whichever worker."""
    cups = AuditRecord.objects.for_workspace(job.workspace).filter(target_id=str(job.pk))
    return cups.filter(action="poured")


@pytest.mark.parametrize("broker", BROKERS, ids=lambda url: url.partition(":")[0])
def test_a_killed_worker_loses_and_doubles_nothing(broker: str, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    job = enqueue(access=access, kind="tests.brew")
    poured = cups_of(job)
    with worker(broker, log) as first:
        wait_for(lambda: poured.count() >= STEPS // 4, first, log)
        kill(first)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert 0 < poured.count() < STEPS
    waiting = enqueue(access=access, kind="tests.brew")
    with worker(broker, log) as second:
        unfinished = (Job.State.QUEUED, Job.State.RUNNING)
        wait_for(lambda: not Job.objects.filter(state__in=unfinished).exists(), second, log)
    for each in (job, waiting):
        cups = [after["cup"] for after in cups_of(each).values_list("after", flat=True)]
        assert sorted(cups) == list(range(STEPS))
    job.refresh_from_db()
    waiting.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2), job.error
    assert (waiting.state, waiting.attempt) == (Job.State.DONE, 1), waiting.error
    assert job.result_file.read() == b"cup\n" * STEPS

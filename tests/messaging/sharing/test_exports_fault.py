"""A worker that is killed in the middle of an export: the file is whole, and nobody sees half."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage

from messaging.models import Variant
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import WORKBOOK, request_export
from tests import make
from tests.messaging.sharing.returned import read
from tests.workspaces.test_jobs_fault import BROKERS, database_url, wait_for, worker
from workspaces.membership import create_workspace
from workspaces.models import Job

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

TEXTS = 240
KILLS = 10


def wholes(job: Job) -> list[Path]:
    """The files of ``job`` under a name somebody could fetch."""
    folder = Path(default_storage.path(f"jobs/{job.workspace_id}/{job.pk}"))
    return [path for path in folder.rglob("*.xlsx") if not path.name.startswith(".")]


def test_it_works(tmp_path: Path) -> None:
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    message = make.make_message(access.workspace)
    for number in range(TEXTS):
        parts = make.HERO | {"headline": f"Sunday number {number} is yours"}
        make.make_variant(message, key=f"sunday-{number}", state="approved", parts=parts)
    texts = Variant.objects.for_workspace(access.workspace)
    source = dict(texts.order_by("pk").values_list("key", "parts"))
    jobs = [
        request_export(access=access, file_format=WORKBOOK, selection=Selection())
        for _ in range(KILLS + 1)
    ]

    environment = os.environ | {"DATABASE_URL": database_url(), "JOB_LEASE_SECONDS": "5"}
    command = [sys.executable, "-m", "tests.killed_exports", *(str(job.pk) for job in jobs)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    killed = {line["job"] for line in map(json.loads, told.stdout.splitlines()) if line["killed"]}
    assert killed, told.stderr[-2000:]
    for job in jobs:
        job.refresh_from_db()
        assert all(zipfile.is_zipfile(path) for path in wholes(job))
        # One killed after its last write is done; nobody else has a file to show.
        assert job.state == Job.State.DONE or not job.result_file

    log = tmp_path / "worker.log"
    with worker(BROKERS[-1], log) as process:
        unfinished = (Job.State.QUEUED, Job.State.RUNNING)
        wait_for(lambda: not Job.objects.filter(state__in=unfinished).exists(), process, log)
    for job in jobs:
        state = job.state
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        if state == Job.State.RUNNING:
            assert job.attempt >= 2
        content = job.result_file.read()
        assert {row.key: row.parts for row in read(content).rows} == source
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        assert len(list(book["Web hero"].iter_rows(values_only=True))) == TEXTS + 1

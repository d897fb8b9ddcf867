"""A worker that is killed in the middle of an import: every row is in once, and told of once."""

from pathlib import Path

import pytest

from personas.import_apply import apply_import
from personas.import_evidence import start_import
from personas.import_sizes import ROWS_A_BATCH
from personas.import_states import State
from personas.models import Evidence
from tests import make
from tests.workspaces.test_jobs_fault import BROKERS, kill, wait_for, worker
from workspaces.membership import create_workspace
from workspaces.models import AuditRecord, Job

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

ROWS = 20_000


def test_it_works(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    lines = (f"I waited {number} days for an answer\n" for number in range(ROWS))
    content = b"quote\n" + "".join(lines).encode()
    batch = start_import(access=access, file_name="q.csv", content=content)
    assert batch.job is not None
    batch.job.delete()  # the look, which nobody needs here
    batch.refresh_from_db()
    batch = apply_import(access=access, batch=batch)
    rows = Evidence.objects.for_workspace(access.workspace)
    with worker(BROKERS[-1], log) as first:
        wait_for(lambda: rows.count() >= 2 * ROWS_A_BATCH, first, log)
        kill(first)
    batch.refresh_from_db()
    assert batch.state == State.APPLYING
    assert rows.count() == batch.position < ROWS
    with worker(BROKERS[-1], log) as second:
        unfinished = (Job.State.QUEUED, Job.State.RUNNING)
        wait_for(lambda: not Job.objects.filter(state__in=unfinished).exists(), second, log)
    batch.refresh_from_db()
    assert batch.job is not None
    assert (batch.job.state, batch.job.attempt) == (Job.State.DONE, 2), batch.job.error
    assert (batch.state, batch.added, batch.duplicates) == (State.APPLIED, ROWS, 0)
    assert rows.values("text").distinct().count() == rows.count() == ROWS
    told = AuditRecord.objects.for_workspace(access.workspace).filter(action="imported")
    assert told.count() == 1

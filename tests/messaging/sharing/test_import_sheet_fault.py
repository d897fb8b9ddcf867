"""A worker that is killed while it applies a sheet: all of it is written once, by the next."""

import secrets
from pathlib import Path

import pytest

from messaging.import_sheet import count_rows
from messaging.import_sheet_apply import apply_sheet
from messaging.models import SheetImport, SheetImportRow, Variant, VariantVersion
from tests import make
from tests.workspaces.test_jobs_fault import BROKERS, kill, wait_for, worker
from workspaces.access import Access
from workspaces.membership import create_workspace
from workspaces.models import AuditRecord, Job

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

ROWS = 400


def a_sheet(access: Access) -> SheetImport:
    """Half of its rows change a draft, half are new."""
    message = make.make_message(access.workspace)
    batch = SheetImport.objects.create(
        workspace=access.workspace, token=secrets.token_hex(16), file_name="b.csv", state="open"
    )
    drafts = [make.make_variant(message) for _ in range(ROWS // 2)]
    for number in range(ROWS):
        draft = drafts[number] if number < len(drafts) else None
        SheetImportRow.objects.create(
            workspace=access.workspace,
            batch=batch,
            number=number + 2,
            kind="changed" if draft else "new",
            variant=draft,
            message=message,
            parts=make.HERO | {"headline": f"Sunday number {number} is yours"},
            then={"parts": make.HERO, "pins": {}} if draft else {},
        )
    count_rows(batch)
    return batch


def test_it_works(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    access = create_workspace(user=make.make_user(), name="Tea and Sons", slug="tea")
    batch = a_sheet(access)
    job = apply_sheet(access=access, batch=batch)
    with worker(BROKERS[-1], log) as first:
        wait_for(lambda: Job.objects.get(pk=job.pk).done > 0, first, log)
        kill(first)
    job.refresh_from_db()
    finished = job.state == Job.State.DONE
    here = Variant.objects.for_workspace(access.workspace)
    if not finished:
        assert here.count() == ROWS // 2, "nothing is written before all is"
        assert not here.filter(revision__gt=1).exists()
    with worker(BROKERS[-1], log) as second:
        unfinished = (Job.State.QUEUED, Job.State.RUNNING)
        wait_for(lambda: not Job.objects.filter(state__in=unfinished).exists(), second, log)
    batch.refresh_from_db()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert (batch.state, batch.counted["applied"], batch.position) == ("applied", ROWS, ROWS)
    assert here.count() == ROWS
    said = {parts["headline"] for parts in here.values_list("parts", flat=True)}
    assert len(said) == ROWS
    assert here.filter(revision=2).count() == ROWS // 2
    assert VariantVersion.objects.for_workspace(access.workspace).filter(number=2).count() == (
        ROWS // 2
    )
    assert AuditRecord.objects.for_workspace(access.workspace).filter(action="applied").count() == 1

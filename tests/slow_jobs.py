"""A job that takes a while, for tests that kill the worker at it."""

import time

from celery import shared_task
from django.db import transaction

from workspaces.changes import record
from workspaces.jobs import JobRun, run_job
from workspaces.models import AuditRecord

STEPS = 20
STEP_SECONDS = 0.1


def brew_cups(run: JobRun) -> dict[str, int]:
    """Pours cup after cup, each in its own transaction; takes up where the last worker stopped."""
    mine = AuditRecord.objects.for_workspace(run.job.workspace).filter(target_id=str(run.job.pk))
    poured = mine.filter(action="poured")
    begun_with = poured.count()
    for cup in range(begun_with, STEPS):
        time.sleep(STEP_SECONDS)
        with transaction.atomic():
            run.hold()
            record(access=run.access, action="poured", target=run.job, after={"cup": cup})
        run.progress(cup + 1, STEPS, "pouring")
    run.keep_file("cups.txt", lambda file: file.write(b"cup\n" * poured.count()) and None)
    return {"found": begun_with}


@shared_task(name="tests.brew")
def brew(job_id: int) -> None:
    run_job(job_id, brew_cups)

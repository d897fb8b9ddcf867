"""The jobs that read a large upload and look through its rows."""

from typing import Any

from django.db import transaction

from personas.import_columns import choose_columns
from personas.import_files import forget_files, read_upload
from personas.import_look import is_small, look_through, to_keep
from personas.import_states import State, import_of, locked
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from workspaces.jobs import JobRun


def read_in_job(run: JobRun) -> dict[str, Any]:
    """Read an upload, guess its columns, look at all rows. A file that is refused stays as a page
    that says why; the file itself goes."""
    batch = import_of(run)
    if batch.state == State.READING:
        run.progress(0, 0, "Reading the file")
        try:
            read_upload(batch)
        except UnreadableFileError as error:
            _refuse(run, batch, str(error))
            return {"title": _title(batch), "import": batch.pk, "refused": str(error)}
        choose_columns(batch)
        _open(run, batch)
    if batch.state == State.OPEN and not is_small(batch) and "text" in batch.mapping.values():
        _look(run, batch)
    return {"title": _title(batch), "import": batch.pk, "rows": batch.total_rows}


def look_in_job(run: JobRun) -> dict[str, Any]:
    """Look through all rows of an import that is open."""
    batch = import_of(run)
    if batch.state == State.OPEN:
        _look(run, batch)
    return {"title": _title(batch), "import": batch.pk, "rows": batch.total_rows}


def _look(run: JobRun, batch: EvidenceImport) -> None:
    look = look_through(
        access=run.access,
        batch=batch,
        tell=lambda done, total: run.progress(done, total + 1, "Looking at the rows"),
    )
    counted = to_keep(batch, look)
    with transaction.atomic():
        run.hold()
        now = locked(run.access, batch)
        if now.state == State.OPEN and to_keep(now, look)["of"] == counted["of"]:
            EvidenceImport.objects.filter(workspace=batch.workspace_id, pk=batch.pk).update(
                counted=counted
            )


def _open(run: JobRun, batch: EvidenceImport) -> None:
    read = ("rows_file", "total_rows", "mapping", "defaults", "recognised", "speakers")
    with transaction.atomic():
        run.hold()
        mine = EvidenceImport.objects.filter(workspace=batch.workspace_id, pk=batch.pk)
        values = {name: getattr(batch, name) for name in read}
        if mine.filter(state=State.READING).update(state=State.OPEN, **values):
            batch.state = State.OPEN
            return
    forget_files(batch)  # it was discarded while we read


def _refuse(run: JobRun, batch: EvidenceImport, reason: str) -> None:
    with transaction.atomic():
        run.hold()
        mine = EvidenceImport.objects.filter(workspace=batch.workspace_id, pk=batch.pk)
        mine.filter(state=State.READING).update(state=State.REFUSED, refusal=reason[:500], file="")
        transaction.on_commit(lambda: forget_files(batch))


def _title(batch: EvidenceImport) -> str:
    return f"Read {batch.file_name}"[:200]

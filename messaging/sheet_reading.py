"""A sheet of copy through the lens, as a job: a summary of each column, and the sheet with scores.

The upload is read once, by a process with limits; its rows wait in a file of our own for the job,
which deletes it when it is done. What was asked for and never done goes with the next upload.
"""

import csv
import io
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Final

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from messaging.copy_tables import CopyTable, copy_table
from messaging.lens import Reading, read
from messaging.lens.column_summary import ColumnSummary
from messaging.writing.compose_brief import brief_of_pain, muted_of
from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_stored
from personas.models import PainPoint
from workspaces.access import EDIT, Access
from workspaces.cells import safe_cell
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job, Workspace

KIND: Final = "messaging.read_sheet"
MOST_ROWS: Final = 200_000
FORGOTTEN_AFTER: Final = 24 * 3600
"""Seconds after which rows that no job has read are deleted."""
GONE = "The rows of this sheet are gone. Upload it once more."


def ask_for_reading(
    *,
    access: Access,
    file: "UploadedFile[bytes]",
    columns: Sequence[str] = (),
    pain: PainPoint | None = None,
) -> Job:
    """Take the sheet apart and have it read. UnreadableFileError or NoSuchColumnError, with a
    sentence for whoever uploaded it, if it cannot be."""
    access.require(EDIT)
    folder = _folder(access.workspace)
    name = f"{folder}/{uuid.uuid4().hex}"
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    _forget_old(target.parent)
    title = (file.name or "sheet")[:120]
    with NamedTemporaryFile(dir=target.parent, prefix=".upload-") as upload:
        for chunk in file.chunks():
            upload.write(chunk)
        upload.flush()
        convert_apart(Path(upload.name), title, target)
    try:
        with target.open("rb") as stored:
            _table(stored, columns)
    except ValueError:
        target.unlink(missing_ok=True)
        raise
    return enqueue(
        access=access,
        kind=KIND,
        arguments={
            "stored": name,
            "title": title,
            "columns": list(columns),
            "pain": pain.pk if pain else None,
            "needs": EDIT,
        },
    )


def read_sheet(run: JobRun) -> dict[str, Any]:
    """The job: read every text, sum up each column, keep the sheet with scores."""
    path = Path(default_storage.path(run.arguments["stored"]))
    if not path.exists():
        raise JobFailed(GONE)
    brief, muted = _brief(run), muted_of(run.access)
    summaries: dict[str, ColumnSummary] = {}
    title = run.arguments["title"]
    counted = 0

    def write(to: BinaryIO) -> None:
        nonlocal counted
        with path.open("rb") as stored:
            table, total = _table(stored, run.arguments["columns"])
            text = io.TextIOWrapper(to, "utf-8-sig", newline="", write_through=True)
            sheet = csv.writer(text)
            sheet.writerow(map(safe_cell, [*table.header, *_added_names(table)]))
            for row in table.rows:
                counted += 1
                if counted > MOST_ROWS:
                    raise JobFailed(f"Sheets of up to {MOST_ROWS:,} rows are read; split this one.")
                added: list[str] = []
                there = dict(table.texts(row))
                for column in (table.header[place] for place in table.columns):
                    if column not in there:
                        added += ["", "", ""]
                        continue
                    reading = read(there[column], brief, muted)
                    summaries.setdefault(column, ColumnSummary(column)).add(
                        row.number, there[column], reading
                    )
                    added += _added(there[column], reading)
                width = len(table.header)
                cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
                sheet.writerow(map(safe_cell, [*cells, *added]))
                run.progress(counted, max(total, counted), "Reading texts")
            text.detach()

    name = f"{Path(title).stem or 'sheet'}-read.csv"
    run.keep_file(name, write)
    path.unlink(missing_ok=True)
    told = [summary.as_json() for summary in summaries.values()]
    return {"title": title, "file_name": name, "rows": counted, "summaries": told}


def _added_names(table: CopyTable) -> list[str]:
    return [
        f"{table.header[place]}: {what}"
        for place in table.columns
        for what in ("score", "about", "top remark")
    ]


def _added(text: str, reading: Reading) -> list[str]:
    if reading.unreadable:
        return ["", "", reading.unreadable]
    about = ", ".join(dict.fromkeys(sentence.cls for sentence in reading.sentences))
    order = ("error", "warning", "suggestion")
    top = min(reading.findings, key=lambda each: order.index(each.severity), default=None)
    remark = f"“{text[top.start : top.end][:80]}” {top.why}" if top else ""
    return [f"{reading.score:.1f}", about.replace("_", "-"), remark]


def _table(stored: BinaryIO, columns: Sequence[str]) -> tuple[CopyTable, int]:
    facts, rows = read_stored(stored)
    return copy_table(rows, header=facts.header, wanted=columns), facts.rows


def _brief(run: JobRun) -> Any:
    if run.arguments["pain"] is None:
        return None
    rows = PainPoint.objects.for_workspace(run.access.workspace).select_related("persona")
    pain = rows.filter(pk=run.arguments["pain"]).first()
    return brief_of_pain(access=run.access, pain=pain) if pain else None


def _folder(workspace: Workspace) -> str:
    # Among the files of jobs, which go with the workspace.
    return f"jobs/{workspace.pk}/sheets"


def _forget_old(folder: Path) -> None:
    for file in folder.iterdir():
        if file.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
            file.unlink(missing_ok=True)

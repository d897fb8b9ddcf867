"""Late goals by file: renewals, repeat purchases, refunds, referrals, what became of a pipeline.

A file is read once, by a process with limits, and addresses are hashed on the way; the file itself
is gone before the answer. Its rows wait, hashed, for a person to look at what they would do. What
nobody applied within a day goes. Applying sends the rows through the same intake as any event.
"""

import csv
import io
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

import orjson
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from experiments.delivery.events import ParsedEvent, Sender, parse_event
from experiments.delivery.faults import Fault
from experiments.delivery.registry import registry
from experiments.delivery.snapshot import Snapshot
from experiments.intake import ACCEPTED, DUPLICATE, REJECTED, take_in
from experiments.late_goal_matches import Matches
from experiments.late_goal_rows import Reader, find_columns, kept_cells
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_facts, read_stored
from workspaces.access import EDIT, Access
from workspaces.cells import safe_cell
from workspaces.changes import record
from workspaces.jobs import JobFailed, JobRun, enqueue, jobs_of
from workspaces.models import Job, Workspace
from workspaces.models.tenancy import TenantQuerySet

LOOK: Final = "experiments.look_at_late_goals"
APPLY: Final = "experiments.apply_late_goals"
ROWS_AT_ONCE: Final = 500
FAULTS_SHOWN: Final = 50
FORGOTTEN_AFTER: Final = 24 * 3600
"""Seconds after which rows that nobody applied are deleted."""
GONE: Final = "The rows of this file are gone. Upload it once more: nothing is counted twice."


def ask_for_look(*, access: Access, file: "UploadedFile[bytes]", goal: Goal | None = None) -> Job:
    """Read a file and have a job look at what it would do; nothing is counted yet.

    ``goal`` is that of rows that name none. UnreadableFileError or NoSuchColumnsError, with a
    sentence for whoever uploaded it, if the file cannot be read.
    """
    access.require(EDIT)
    name = f"{_folder(access.workspace)}/{uuid.uuid4().hex}"
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    _forget_old(target.parent)
    title = (file.name or "file")[:120]
    with TemporaryDirectory(dir=target.parent, prefix=".upload-") as folder:
        uploaded, read = Path(folder, "uploaded"), Path(folder, "read")
        with uploaded.open("wb") as to:
            for chunk in file.chunks():
                to.write(chunk)
        convert_apart(uploaded, title, read)
        _hash_rows(read, target, access.workspace, goal)
    arguments = {"stored": name, "title": title, "needs": EDIT}
    return enqueue(access=access, kind=LOOK, arguments=arguments)


def looks_of(access: Access) -> "TenantQuerySet[Job]":
    """The files that were looked at, the newest first."""
    return jobs_of(access).filter(kind=LOOK)


def applied(access: Access, look: Job) -> Job | None:
    """The job that applies a file that was looked at, if somebody asked for it."""
    rows = jobs_of(access).filter(kind=APPLY, arguments__look=look.pk)
    return rows.order_by("-pk").first()


def ask_to_apply(*, access: Access, look: Job) -> Job:
    """Have the rows of a file counted. ExperimentRefusedError if that was done, or cannot be."""
    access.require(EDIT)
    with transaction.atomic():
        looked = looks_of(access).select_related(None).select_for_update().get(pk=look.pk)
        if looked.state != Job.State.DONE:
            raise ExperimentRefusedError("not_looked_at", "The file is still being looked at.")
        if applied(access, looked) is not None:
            raise ExperimentRefusedError("applied", "This file was applied already.")
        if not Path(default_storage.path(looked.arguments["stored"])).exists():
            raise ExperimentRefusedError("gone", GONE)
        return enqueue(
            access=access,
            kind=APPLY,
            arguments={
                "look": looked.pk,
                "stored": looked.arguments["stored"],
                "title": looked.arguments["title"],
                "needs": EDIT,
            },
        )


def forget_rows(workspace: Workspace) -> None:
    """Delete all rows that wait: somebody who may be among them was erased."""
    folder = Path(default_storage.path(_folder(workspace)))
    for file in folder.iterdir() if folder.exists() else ():
        if file.is_file():
            file.unlink(missing_ok=True)


def look_at(run: JobRun) -> dict[str, Any]:
    """The job that looks: what is wrong with rows, which are known, and what tests they reach."""
    workspace_id = run.access.workspace.pk
    snapshot = registry.snapshot_of(workspace_id)
    now = timezone.now()
    matches = Matches(snapshot)
    faults: list[dict[str, Any]] = []
    codes: dict[str, int] = {}
    rows = 0

    def write(to: BinaryIO) -> None:
        nonlocal rows
        text = io.TextIOWrapper(to, "utf-8-sig", newline="", write_through=True)
        sheet = csv.writer(text)
        header, lines = _read_rows(run)
        sheet.writerow(map(safe_cell, ["row", "what is wrong", *header]))
        events: list[ParsedEvent] = []
        for line in lines:
            rows += 1
            event = _judged(line, snapshot, now)
            if isinstance(event, Fault):
                codes[event.code] = codes.get(event.code, 0) + 1
                if len(faults) < FAULTS_SHOWN:
                    faults.append({"row": line["row"], "detail": event.detail})
                cells = [str(line["row"]), event.detail, *line["cells"]]
                sheet.writerow(map(safe_cell, cells))
            else:
                events.append(event)
            if len(events) == ROWS_AT_ONCE:
                matches.add(events)
                events = []
                run.progress(rows, rows + ROWS_AT_ONCE, "Looking for the tests they belong to")
        matches.add(events)
        text.detach()

    name = f"{Path(run.arguments['title']).stem or 'late-goals'}-refused.csv"
    run.keep_file(name, write)
    return {
        "title": run.arguments["title"],
        "file_name": name,
        "rows": rows,
        "refused": sum(codes.values()),
        "codes": codes,
        "faults": faults,
        **matches.as_json(),
    }


def apply_rows(run: JobRun) -> dict[str, Any]:
    """The job that counts. Begun again, it goes on behind the last rows that were stored.

    What intake refuses lies in the quarantine afterwards; cells that nobody could read were
    refused before, and stand in the file of refused rows.
    """
    title = run.arguments["title"]
    counts = {ACCEPTED: 0, DUPLICATE: 0, REJECTED: 0, **run.job.result.get("counts", {})}
    behind = int(run.job.result.get("behind", 0))
    _, lines = _read_rows(run)
    for part in batched(islice(lines, behind, None), ROWS_AT_ONCE):
        behind += len(part)
        with transaction.atomic():
            run.hold()
            results = take_in(
                workspace_id=run.access.workspace.pk,
                events=[line["event"] for line in part if "event" in line],
                received_at=timezone.now(),
                sender=Sender(is_trusted=True),
            )
            for result in results:
                counts[result.status] += 1
            so_far = {"title": title, "counts": counts, "behind": behind}
            Job.objects.filter(pk=run.job.pk).update(result=so_far)
        run.progress(behind, behind + ROWS_AT_ONCE, "Counting")
    with transaction.atomic():
        run.hold()
        record(
            access=run.access,
            action="imported late goals",
            target=run.access.workspace,
            after={"file": title, **counts},
        )
    Path(default_storage.path(run.arguments["stored"])).unlink(missing_ok=True)
    return {"title": title, "counts": counts}


def batched(lines: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """As ``itertools.batched`` of Python 3.12."""
    while part := list(islice(lines, size)):
        yield part


def _judged(line: dict[str, Any], snapshot: Snapshot, now: datetime) -> ParsedEvent | Fault:
    if "event" not in line:
        return Fault(line["code"], line["detail"])
    return parse_event(line["event"], snapshot=snapshot, received_at=now, sender=Sender(True))


def _hash_rows(read: Path, target: Path, workspace: Workspace, goal: Goal | None) -> None:
    """Write what is kept of the rows: events with hashed addresses, and faulty rows."""
    # The order of day and month is known once the last row has gone by, so the head is whole.
    with read.open("rb") as source:
        facts = read_facts(source)
    columns = find_columns(
        facts.header, goal=goal.key if goal else None, month_first=facts.month_first
    )
    reader = Reader(columns, ZoneInfo(workspace.time_zone), timezone.now())
    with read.open("rb") as source, target.open("wb") as to:
        _, rows = read_stored(source)
        to.write(orjson.dumps(list(facts.header), option=orjson.OPT_APPEND_NEWLINE))
        for row in rows:
            told = reader.read(row)
            line: dict[str, Any] = {"row": row.number, "cells": kept_cells(row, columns)}
            if isinstance(told, Fault):
                line |= {"code": told.code, "detail": told.detail}
            else:
                line["event"] = told
            to.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _read_rows(run: JobRun) -> tuple[list[str], Iterator[dict[str, Any]]]:
    path = Path(default_storage.path(run.arguments["stored"]))
    if not path.exists():
        raise JobFailed(GONE)
    lines = _lines(path)
    return list(next(lines)), lines


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as stored:
        for line in stored:
            yield orjson.loads(line)


def _folder(workspace: Workspace) -> str:
    # Among the files of jobs, which go with the workspace.
    return f"jobs/{workspace.pk}/late-goals"


def _forget_old(folder: Path) -> None:
    for file in folder.iterdir():
        if file.is_file() and file.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
            file.unlink(missing_ok=True)

"""Everything of a workspace as one zip: asked for by an owner, written by a job.

The zip is for machines (JSON Lines, which another site can take in) and for people (a workbook).
Rows are read in pages by their number, so memory does not grow with the workspace. What is in the
zip fits together although others go on working: tables that people change are read again if
anybody changed something meanwhile, and logs are read up to what was there at the beginning.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, BinaryIO

from django.db.models import Count, Max, Model, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from home.data_rights.archive import ArchiveWriter, Manifest
from home.data_rights.constants import KEEP_DAYS, READ_AGAIN, ROWS_AT_ONCE
from home.data_rights.encoding import Column, columns_of, encoded, file_member
from home.data_rights.portable import PORTABLES
from home.data_rights.portable_model import Portable
from home.data_rights.site_version import site_version
from workspaces.access import MANAGE, Access
from workspaces.job_files import forget_file
from workspaces.jobs import JobFailed, JobRun, enqueue, jobs_of
from workspaces.models import Job, Workspace
from workspaces.models.tenancy import TenantQuerySet

KIND = "home.export_workspace"
WORKBOOK = "workspace.xlsx"
README = "README.txt"
READ_ME = """Everything of the workspace {name}, as it was on {made_at} (UTC).

workspace.xlsx    What people read: open it in a spreadsheet.
data/             Every row, a file for each table, a line of JSON for each row. Each row has its
                  number ("#"); a row that stands on another one names that one's number.
files/            The files of quotes that were imported, by the number of the import.
manifest.json     What is in here, how many rows, and a checksum (SHA-256) of every file.

Another Cuppa site takes this file under Your workspaces, Bring one from elsewhere.
Not in here, for they are secrets or of no use elsewhere: keys as such (only their names),
invitation links, and answers kept against repeated requests.
"""


class AlreadyUnderWayError(ValueError):
    """One export at a time is enough; ``job`` is the one that is being made."""

    def __init__(self, job: Job) -> None:
        super().__init__("An export is being made already. You will find it here when it is done.")
        self.job = job


class _ChangedMeanwhileError(Exception):
    pass


def request_workspace_export(*, access: Access) -> Job:
    """Ask for the zip. AlreadyUnderWayError while another is being made."""
    access.require(MANAGE)
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    under_way = exports_of(access).filter(state__in=open_states).first()
    if under_way is not None:
        raise AlreadyUnderWayError(under_way)
    return enqueue(access=access, kind=KIND, arguments={"needs": MANAGE})


def exports_of(access: Access) -> "TenantQuerySet[Job]":
    """The exports of the workspace, newest first."""
    return jobs_of(access).filter(kind=KIND)


def kept_until(job: Job) -> "Any":
    return job.finished_at + timedelta(days=KEEP_DAYS) if job.finished_at else None


def write_workspace_export(run: JobRun) -> dict[str, Any]:
    """The job behind an export."""
    workspace = run.access.workspace
    now = timezone.now()
    manifest = Manifest(site_version(), workspace.name, now.isoformat())
    counts: dict[str, int] = {}

    def write(to: BinaryIO) -> None:
        for _ in range(READ_AGAIN):
            try:
                counts.update(_write(run, workspace, manifest, to))
                return
            except _ChangedMeanwhileError:
                to.seek(0)
                to.truncate()
                manifest.members.clear()
        raise JobFailed(
            "The workspace was changed again and again while it was read. Ask for the export once "
            "more when less is going on."
        )

    name = f"{slugify(workspace.name) or 'workspace'}-everything-{now:%Y-%m-%d}.zip"
    run.keep_file(name, write)
    return {
        "title": name,
        "file_name": name,
        "rows": sum(counts.values()),
        "counts": counts,
        "files": len(manifest.members),
    }


def _write(run: JobRun, workspace: Workspace, manifest: Manifest, to: BinaryIO) -> dict[str, int]:
    """One try at the zip; the number of rows of each model."""
    bounds = {each.label: _bound(each, workspace) for each in PORTABLES if each.is_log}
    before = _mark(workspace)
    total = sum(rows for _, rows in before.values()) + sum(
        rows_of(each, workspace).count() for each in PORTABLES if each.is_log
    )
    writer = ArchiveWriter(to, manifest)
    counts: dict[str, int] = {}
    done = 0
    steady = [each for each in PORTABLES if not each.is_log]
    for each in [*steady, *(each for each in PORTABLES if each.is_log)]:
        if each.is_log and _mark(workspace) != before:
            raise _ChangedMeanwhileError
        told = _told(run, _pages(each, workspace, bounds.get(each.label)), done, total, each)
        counts[each.label] = writer.add_rows(each.member, told)
        done += counts[each.label]
    _add_files(run, workspace, writer, done, total)
    from home.data_rights.workbook import write_people_workbook  # brings numpy where it is

    run.progress(done, total, "Writing the workbook")
    with tempfile.TemporaryFile() as book:
        write_people_workbook(
            book, workspace, manifest.made_at, lambda: run.progress(done, total, "Writing sheets")
        )
        book.seek(0)
        writer.add_file(WORKBOOK, book)
    with tempfile.TemporaryFile() as words:
        words.write(READ_ME.format(name=manifest.workspace, made_at=manifest.made_at).encode())
        words.seek(0)
        writer.add_file(README, words)
    writer.close()
    return counts


def rows_of(portable: Portable, workspace: Workspace) -> "QuerySet[Model]":
    """The rows of one model that belong to the workspace, by number."""
    of_model: QuerySet[Model] = portable.model._default_manager.order_by("pk")
    if portable.model is Workspace:
        return of_model.filter(pk=workspace.pk)
    return of_model.filter(workspace=workspace)


def _bound(portable: Portable, workspace: Workspace) -> int:
    return rows_of(portable, workspace).aggregate(last=Max("pk"))["last"] or 0


def _mark(workspace: Workspace) -> dict[str, tuple[int, int]]:
    """What differs once anybody has changed something: every change by a person is audited."""
    mark = {}
    for each in PORTABLES:
        if not each.is_log or each.label == "workspaces.auditrecord":
            found = rows_of(each, workspace).order_by().aggregate(last=Max("pk"), many=Count("pk"))
            count = 0 if each.is_log else found["many"]
            mark[each.label] = (found["last"] or 0, count)
    return mark


def _pages(portable: Portable, workspace: Workspace, bound: int | None) -> Iterator[dict[str, Any]]:
    """Every row as it is written. By pages: an open cursor would hold up writers on SQLite."""
    columns = columns_of(portable)
    rows = rows_of(portable, workspace)
    if bound is not None:
        rows = rows.filter(pk__lte=bound)
    last = 0
    while True:
        page = list(
            rows.filter(pk__gt=last).values_list("pk", *(each.path for each in columns))[
                :ROWS_AT_ONCE
            ]
        )
        if not page:
            return
        several = _several(portable, [row[0] for row in page])
        for number, *values in page:
            yield _row(portable, columns, number, values) | {
                name: linked.get(number, []) for name, linked in several.items()
            }
        last = page[-1][0]


def _row(
    portable: Portable, columns: list[Column], number: int, values: list[Any]
) -> dict[str, Any]:
    row: dict[str, Any] = {"#": number}
    for column, value in zip(columns, values, strict=True):
        if column.is_file:
            row[column.name] = file_member(portable, number) if value else None
        else:
            row[column.name] = encoded(value)
    return row


def _several(portable: Portable, numbers: list[int]) -> dict[str, dict[int, list[int]]]:
    """The rows that each of these leads to by a key to several."""
    found: dict[str, dict[int, list[int]]] = {}
    for each in portable.several():
        assert each.remote_field.through is not None
        through = each.remote_field.through._default_manager
        ours, theirs = each.m2m_column_name(), each.m2m_reverse_name()
        pairs = through.filter(**{f"{ours}__in": numbers}).order_by("pk").values_list(ours, theirs)
        linked = found.setdefault(each.name, {})
        for number, other in pairs:
            linked.setdefault(number, []).append(other)
    return found


def _told(
    run: JobRun, rows: Iterator[dict[str, Any]], done: int, total: int, portable: Portable
) -> Iterator[dict[str, Any]]:
    for count, row in enumerate(rows, start=1):
        if count % 500 == 1:
            run.progress(min(done + count, total - 1), total, f"Writing {portable.title.lower()}")
        yield row


def _add_files(
    run: JobRun, workspace: Workspace, writer: ArchiveWriter, done: int, total: int
) -> None:
    """The files that rows have. One that is gone from the disk is left out, and its row kept."""
    for portable in PORTABLES:
        for column in (each for each in columns_of(portable) if each.is_file):
            rows = rows_of(portable, workspace).exclude(**{column.name: ""})
            for row in list(rows):
                run.progress(min(done, total - 1), total, "Adding files")
                stored = getattr(row, column.name)
                if stored.storage.exists(stored.name):
                    with stored.open("rb") as source:
                        writer.add_file(file_member(portable, row.pk), source)


def forget_old_exports() -> int:
    """Delete the files of exports that were kept ``KEEP_DAYS``; how many."""
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    jobs = Job.objects.filter(kind=KIND, finished_at__lt=old).exclude(result_file="")
    count = 0
    for job in jobs.filter(workspace__in=Workspace.objects.all()).order_by("pk"):
        forget_file(job)
        count += 1
    return count

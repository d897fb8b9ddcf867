"""The job that reads a sheet which came back: every row is laid beside ours, nothing is changed.

A worker that takes over begins anew: what the one before it wrote of the rows goes first.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from messaging.channels_here import channels_in
from messaging.import_sheet import ROWS_AT_ONCE, count_rows
from messaging.import_sheet_keep import LOOKED_AT, look_again, matches_of, stored, variants_of
from messaging.import_sheet_look import TWICE, look_at
from messaging.import_sheet_marked import keep_marked_copy
from messaging.import_sheet_match import Matcher
from messaging.models import SheetImport, SheetImportRow
from messaging.sharing.lines import checksum
from messaging.sharing.platform_sheets import PLATFORMS
from messaging.sharing.sheet_rows import Fault, ReadBack
from personas.listening.tables import UnreadableFileError
from workspaces.access import Access
from workspaces.jobs import JobFailed, JobRun

State = SheetImport.State
Kind = SheetImportRow.Kind
MOST_ROWS = 100_000
TOO_MANY = f"This file has more than {MOST_ROWS:,} rows. Send it in parts."
NOTHING = "There are no rows with copy in this file."
GONE = "The file is gone: it was discarded, or it named a person who was erased."
ELSEWHERE = (
    "This file says that it was made in another workspace. A row is taken for one of ours only "
    "where its key is one of ours, too."
)
NOTES_KEPT = 40


def read_in_job(run: JobRun) -> dict[str, Any]:
    """Read the file and look at every row. One that is refused stays as a page that says why."""
    batch = batch_of(run)
    told = {"title": f"Read {batch.file_name}"[:200], "import": batch.pk}
    if batch.state != State.READING:
        return told | {"rows": batch.total_rows}
    if not batch.file:
        raise JobFailed(GONE)
    run.progress(0, 0, "Reading the file")
    try:
        back = read_file(run.access, batch)
        total = _keep_rows(run, batch, back)
    except FileNotFoundError as error:
        raise JobFailed(GONE) from error
    except UnreadableFileError as error:
        _refuse(run, batch, str(error))
        return told | {"refused": str(error)}
    _settle_copies(run, batch)
    _settle_twins(run, batch)
    run.progress(total, total + 1, "Writing remarks into a copy of the file")
    batch.marked_file.name = keep_marked_copy(batch)
    _open(run, batch, back, total)
    return told | {"rows": total}


def read_file(access: Access, batch: SheetImport) -> ReadBack:
    """The rows of the file as they come. UnreadableFileError says why there are none."""
    # It brings what web workers do without.
    from messaging.sharing.read_back import read_sheet_back

    return read_sheet_back(Path(batch.file.path), batch.file_name, channels_in(access.workspace))


def batch_of(run: JobRun) -> SheetImport:
    """The sheet a job is at."""
    rows = SheetImport.objects.for_workspace(run.job.workspace)
    batch: SheetImport = rows.get(pk=run.arguments["import"])
    return batch


def acting(run: JobRun) -> Access:
    """Everything in the job's workspace, in the name of who asked for it: a person or a key."""
    return replace(run.access, actor=f"job for {run.arguments['by']}")


def _keep_rows(run: JobRun, batch: SheetImport, back: ReadBack) -> int:
    access = run.access
    slug = access.workspace.slug
    is_platform = any(back.kind == one.key for one in PLATFORMS)
    matcher = Matcher(access, run.arguments.get("guest"), back.workspace in ("", slug), is_platform)
    with transaction.atomic():
        run.hold()
        _rows(batch).delete()
    total = 0
    while chunk := list(islice(back.rows, ROWS_AT_ONCE)):
        total += len(chunk)
        if total > MOST_ROWS:
            raise UnreadableFileError(TOO_MANY)
        looked = look_at(access=access, matches=matcher.match(chunk))
        with transaction.atomic():
            run.hold()
            SheetImportRow.objects.bulk_create([stored(access, batch, each) for each in looked])
        run.progress(total, total + 1, "Looking at the rows")
    if not total:
        raise UnreadableFileError(NOTHING)
    return total


def _settle_copies(run: JobRun, batch: SheetImport) -> None:
    """Of rows with the same id one is the text itself: the first that was left alone, else the
    first with its key, else the first. The others are copies: new drafts, if they were changed."""
    rows = _rows(batch).exclude(variant=None)
    several = rows.order_by().values("variant").annotate(many=Count("pk")).filter(many__gt=1)
    ids = sorted(several.values_list("variant", flat=True))
    for start in range(0, len(ids), ROWS_AT_ONCE):
        groups: defaultdict[int, list[SheetImportRow]] = defaultdict(list)
        for row in rows.filter(variant__in=ids[start : start + ROWS_AT_ONCE]).order_by("pk"):
            groups[row.variant_id or 0].append(row)
        copies = [row for group in groups.values() for row in _copies(group)]
        _look_at_copies(run, copies)


def _copies(group: Sequence[SheetImportRow]) -> list[SheetImportRow]:
    there = [row for row in group if row.kind == Kind.SAME]
    itself = (there or list(group))[0]
    changed = (Kind.CHANGED, Kind.CONFLICT, Kind.FAULT)
    return [
        row
        for row in group
        if row.pk != itself.pk and row.kind in changed and row.message_id and row.parts
    ]


def _look_at_copies(run: JobRun, copies: Sequence[SheetImportRow]) -> None:
    access = run.access
    variants = variants_of(access, (row.variant_id for row in copies))
    for start in range(0, len(copies), ROWS_AT_ONCE):
        some = copies[start : start + ROWS_AT_ONCE]
        for row in some:
            of = variants[row.variant_id or 0]
            row.parts = {**of.parts, **row.parts}
            row.variant, row.source, row.pain, row.then = None, of, of.pain, {}
            row.wanted_state = ""
        looked = look_at(access=access, matches=matches_of(access, some))
        for row, one in zip(some, looked, strict=True):
            look_again(row, one)
        with transaction.atomic():
            run.hold()
            moved = ("parts", "variant", "source", "pain", "then")
            SheetImportRow.objects.bulk_update(some, [*LOOKED_AT, *moved])


def _settle_twins(run: JobRun, batch: SheetImport) -> None:
    """The same new text twice in one file is one draft."""
    first: dict[tuple[int | None, str], tuple[str, int]] = {}
    twins = []
    rows = _rows(batch).filter(kind=Kind.NEW).order_by("pk")
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        said = {part: text for part, text in row.parts.items() if text}
        known = first.setdefault((row.message_id, checksum(said)), (row.sheet, row.number))
        if known == (row.sheet, row.number):
            continue
        text = TWICE.format(number=known[1], sheet=known[0])
        row.kind, row.open_cells = Kind.SAME, 0
        row.faults = [Fault("", None, "twice", text, blocks=False).as_json() | {"read": True}]
        twins.append(row)
    for start in range(0, len(twins), ROWS_AT_ONCE):
        with transaction.atomic():
            run.hold()
            some = twins[start : start + ROWS_AT_ONCE]
            SheetImportRow.objects.bulk_update(some, ["kind", "open_cells", "faults"])


def _open(run: JobRun, batch: SheetImport, back: ReadBack, total: int) -> None:
    notes = [str(note)[:300] for note in back.notes]
    if back.workspace not in ("", run.access.workspace.slug):
        notes.insert(0, ELSEWHERE)
    with transaction.atomic():
        run.hold()
        count_rows(batch)
        mine = SheetImport.objects.for_workspace(batch.workspace).filter(pk=batch.pk)
        opened = mine.filter(state=State.READING).update(
            state=State.OPEN,
            kind=back.kind[:40],
            notes=notes[:NOTES_KEPT],
            total_rows=total,
            marked_file=batch.marked_file.name,
        )
        if not opened:
            _rows(batch).delete()  # it was discarded while we read
            batch.marked_file.delete(save=False)


def _refuse(run: JobRun, batch: SheetImport, reason: str) -> None:
    with transaction.atomic():
        run.hold()
        _rows(batch).delete()
        mine = SheetImport.objects.for_workspace(batch.workspace).filter(pk=batch.pk)
        mine.filter(state=State.READING).update(state=State.REFUSED, refusal=reason[:500])


def _rows(batch: SheetImport) -> "QuerySet[SheetImportRow]":
    rows: QuerySet[SheetImportRow] = SheetImportRow.objects.for_workspace(batch.workspace)
    return rows.filter(batch=batch)

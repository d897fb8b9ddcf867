"""A sheet of ours that came back: taken, read, looked at, chosen from, then applied or discarded.

Whoever may fetch copy may send it back; it waits for somebody who may edit. What is written when
it is applied stands in ``import_sheet_apply.py``, what is taken back in ``import_sheet_undo.py``.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Count, QuerySet

from messaging.campaign_guests import guest_of
from messaging.conflicts import RefusedError
from messaging.import_sheet_keep import LOOKED_AT, fault_of, look_again, matches_of
from messaging.import_sheet_look import Looked, is_in, kind_of, look_at
from messaging.models import Campaign, ShareLink, SheetImport, SheetImportRow
from messaging.sharing.sheet_differences import OURS, THEIRS
from workspaces.access import EDIT, SHARE, VIEW, Access
from workspaces.changes import create_row, one_record, record
from workspaces.jobs import enqueue
from workspaces.models import Job

State = SheetImport.State
Kind = SheetImportRow.Kind
READ = "messaging.read_sheet_back"
APPLY = "messaging.apply_sheet"
ROWS_AT_ONCE = 200
NOT_OPEN = "This sheet is not open any more."


class SheetStateError(RefusedError):
    """What is asked of a sheet does not fit its state."""

    code = "import_state"


def imports_of(access: Access) -> "QuerySet[SheetImport]":
    """The sheets whoever acts may see: all, or for an agency those it sent itself."""
    rows: QuerySet[SheetImport] = SheetImport.objects.for_workspace(access.workspace)
    if access.may(VIEW):
        return rows
    return rows.filter(created_by=access.user) if access.user is not None else rows.none()


def take_sheet(
    *,
    access: Access,
    file: "File[Any] | bytes",
    file_name: str = "",
    campaign: Campaign | None = None,
    link: ShareLink | None = None,
    sender: str = "",
) -> SheetImport:
    """Keep a file that came back and have a job read it; what cannot be read is refused there."""
    access.require(SHARE)
    content = ContentFile(file) if isinstance(file, bytes) else file
    name = (file_name or content.name or "").replace("\x00", "").replace("\\", "/")
    batch = SheetImport(
        workspace=access.workspace,
        token=secrets.token_hex(16),
        file_name=name.rpartition("/")[2][-200:] or "sheet.xlsx",
        campaign=campaign,
        link=link,
        sender=sender[:120],
        created_by=access.user,
    )
    batch.file.save(batch.file_name, content, save=False)
    try:
        with one_record(access=access, action="uploaded", target=batch):
            create_row(access=access, instance=batch, action="uploaded")
            set_to_work(access, batch, READ, guest=guest_of(access))
    except BaseException:
        batch.file.delete(save=False)
        raise
    return batch


def read_again(*, access: Access, batch: SheetImport) -> Job | None:
    """Have a file read whose reading was cut short; None where nothing waits to be read.

    A sheet whose applying was cut short is open again, as nothing was written.
    """
    access.require(SHARE)
    with transaction.atomic():
        rows = SheetImport.objects.for_workspace(access.workspace)
        held: SheetImport = rows.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.state == State.APPLYING and not is_at_work(held):
            access.require(EDIT)
            rows.filter(pk=batch.pk).update(state=State.OPEN)
            record(access=access, action="reopened", target=batch)
            return None
        if held.state != State.READING or is_at_work(held):
            return None
        guest = held.job.arguments.get("guest") if held.job is not None else guest_of(access)
        return set_to_work(access, held, READ, guest=guest)


def discard_sheet(*, access: Access, batch: SheetImport) -> None:
    """Drop a sheet that was not applied; its file and rows go."""
    access.require(EDIT)
    with transaction.atomic():
        rows = SheetImport.objects.for_workspace(access.workspace).filter(pk=batch.pk)
        open_states = (State.OPEN, State.READING, State.REFUSED)
        if not rows.filter(state__in=open_states).update(
            state=State.DISCARDED, file="", marked_file="", counted={}
        ):
            raise SheetStateError(NOT_OPEN)
        SheetImportRow.objects.for_workspace(access.workspace).filter(batch=batch).delete()
        record(access=access, action="discarded", target=batch)
        for kept in (batch.file, batch.marked_file):
            if kept and kept.name:
                transaction.on_commit(partial(kept.storage.delete, kept.name))
    batch.refresh_from_db()


def choose(
    *,
    access: Access,
    row: SheetImportRow,
    choices: Mapping[str, str] | None = None,
    left_out: bool | None = None,
) -> SheetImportRow:
    """Say whose text is taken in which cells (``headlines.0``: theirs or ours), or leave the row
    out. ValueError for another choice; SheetStateError once the sheet is not open."""
    access.require(EDIT)
    if any(whose not in (THEIRS, OURS) for whose in (choices or {}).values()):
        raise ValueError("A choice is “theirs” or “ours”.")
    with transaction.atomic():
        batch = open_batch(access, row.batch_id)
        rows = SheetImportRow.objects.for_workspace(access.workspace)
        stored: SheetImportRow = rows.select_for_update(of=("self",)).get(pk=row.pk)
        before = {"choices": dict(stored.choices), "left_out": stored.left_out}
        if choices is not None:
            _choose(access, stored, {**stored.choices, **choices})
        if left_out is not None:
            stored.left_out = left_out
        after = {"choices": dict(stored.choices), "left_out": stored.left_out}
        if before != after:
            stored.save(update_fields=[*LOOKED_AT, "left_out"])
            about = {"sheet": stored.sheet, "row": stored.number}
            record(access=access, action="chosen", target=batch, before=before, after=about | after)
            count_rows(batch)
    return stored


def choose_all(*, access: Access, batch: SheetImport, whose: str) -> int:
    """Take theirs, or keep ours, in every cell that both changed; how many rows that concerns."""
    access.require(EDIT)
    if whose not in (THEIRS, OURS):
        raise ValueError("A choice is “theirs” or “ours”.")
    changed = 0
    with transaction.atomic():
        open_batch(access, batch.pk)
        rows = SheetImportRow.objects.for_workspace(access.workspace).filter(
            batch=batch, kind__in=(Kind.CONFLICT, Kind.FAULT), left_out=False
        )
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            some = list(rows.filter(pk__in=numbers[start : start + ROWS_AT_ONCE]).order_by("pk"))
            touched = _choose_everywhere(access, some, whose)
            SheetImportRow.objects.bulk_update(touched, LOOKED_AT)
            changed += len(touched)
        if changed:
            after = {"choices": whose, "rows": changed}
            record(access=access, action="chosen", target=batch, after=after)
            count_rows(batch)
    return changed


def open_batch(access: Access, pk: int) -> SheetImport:
    """The sheet, held until the transaction ends. SheetStateError where it is not open."""
    rows = SheetImport.objects.for_workspace(access.workspace)
    batch: SheetImport = rows.select_for_update(of=("self",)).get(pk=pk)
    if batch.state != State.OPEN:
        raise SheetStateError(NOT_OPEN)
    return batch


def ready_rows(batch: SheetImport) -> "QuerySet[SheetImportRow]":
    """The rows that applying takes as they stand."""
    rows: QuerySet[SheetImportRow] = SheetImportRow.objects.for_workspace(batch.workspace).filter(
        batch=batch, left_out=False, open_cells=0, applied_at=None
    )
    return rows.exclude(kind__in=(Kind.SAME, Kind.FAULT))


def count_rows(batch: SheetImport) -> None:
    """Keep how many rows there are of each kind."""
    rows = SheetImportRow.objects.for_workspace(batch.workspace).filter(batch=batch)
    found = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    told = {name: value for name, value in batch.counted.items() if name not in Kind.values}
    batch.counted = told | found
    SheetImport.objects.filter(workspace=batch.workspace, pk=batch.pk).update(counted=batch.counted)


def set_to_work(access: Access, batch: SheetImport, kind: str, **arguments: Any) -> Job:
    """Ask for a job at this sheet; its page shows it."""
    told = {"import": batch.pk, "by": access.actor_name, **arguments}
    batch.job = enqueue(access=access, kind=kind, arguments=told)
    SheetImport.objects.filter(workspace=access.workspace, pk=batch.pk).update(job=batch.job)
    return batch.job


def is_at_work(batch: SheetImport) -> bool:
    """Whether a job is at this sheet, or waits for its turn."""
    return batch.job is not None and not batch.job.is_finished


def _choose(access: Access, row: SheetImportRow, choices: Mapping[str, str]) -> None:
    [match] = matches_of(access, [row])
    known = {cell.place for cell in kind_of(match).cells}
    kept = {place: whose for place, whose in choices.items() if place in known}
    [looked] = look_at(access=access, matches=[match], choices=[kept])
    look_again(row, looked)


def _choose_everywhere(
    access: Access, rows: list[SheetImportRow], whose: str
) -> list[SheetImportRow]:
    """Those of ``rows`` in which there is something to choose, with that chosen. What was found
    when theirs were judged is not looked for again."""
    touched = []
    for row, match in zip(rows, matches_of(access, rows), strict=True):
        difference = kind_of(match)
        if not difference.conflicts:
            continue
        chosen = row.choices | {cell.place: whose for cell in difference.conflicts}
        if chosen == row.choices:
            continue
        looked = Looked(match, difference.kind, difference.cells, chosen)
        told = [
            each
            for each in row.faults
            if not each["blocks"] or is_in(fault_of(each), difference, chosen)
        ]
        blocking = sum(each["blocks"] for each in told)
        row.choices, row.faults = chosen, told
        row.open_cells = looked.open_cells + blocking
        row.kind = Kind.FAULT if blocking else difference.kind
        touched.append(row)
    return touched


def summary(batch: SheetImport) -> Counter[str]:
    """Rows of each kind, none where there are none."""
    return Counter({kind: int(batch.counted.get(kind, 0)) for kind in Kind.values})

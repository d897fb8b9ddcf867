"""Applying a sheet that came back: all that was chosen is written in one transaction.

A worker that is killed has written nothing, and the next begins anew; so every row is taken once.
What changed here since the sheet was looked at is a conflict once more: that row is left as it is,
and the sheet says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from messaging.approval import approve_variant, reject_variant, submit_variant
from messaging.conflicts import RefusedError
from messaging.import_sheet import (
    APPLY,
    ROWS_AT_ONCE,
    SheetStateError,
    count_rows,
    is_at_work,
    ready_rows,
    set_to_work,
)
from messaging.import_sheet_in_use import mark_texts, may_be_there, where_from
from messaging.import_sheet_keep import LOOKED_AT, look_again, matches_of
from messaging.import_sheet_look import STEPS, Looked, look_at, taken
from messaging.import_sheet_read import acting, batch_of
from messaging.import_sheet_write import Taken, write_taken
from messaging.models import SheetImport, SheetImportRow, Variant
from messaging.sharing.sheet_rows import Fault
from messaging.using_elsewhere import LONGEST_PLACE
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import one_record, record
from workspaces.jobs import JobFailed, JobRun
from workspaces.models import Job
from workspaces.webhooks import announce

State = SheetImport.State
MOST_AT_ONCE = 20_000
"""Rows in one transaction, with what is known of each in memory."""
NOTHING = "There is nothing to apply: no row is chosen that would change something."
TOO_MANY = f"At most {MOST_AT_ONCE:,} rows are applied at once. Leave some out, or send the rest."
GONE = "This sheet was discarded or taken back meanwhile."
NO_PLATFORM = "Only the file of an ad platform says that its texts are in use there."
NOT_ALLOWED = "Its state stays as it is: whoever applied the sheet may not decide on copy."
REASON = "Rejected in {file}, row {row}."


@dataclass(slots=True)
class _Counts:
    """What became of the rows."""

    changed: int = 0
    made: int = 0
    moved: int = 0
    left: int = 0
    in_use: int = 0
    ids: list[int] = field(default_factory=list)


def apply_sheet(
    *, access: Access, batch: SheetImport, in_use: bool = False, place: str = ""
) -> Job:
    """Have a job write all rows that are ready. One that was stopped is begun anew.

    ``in_use`` says that the texts of a platform's own file stand there now, at ``place``. A file
    in which nothing was changed can be applied just for that.

    SheetStateError where the sheet is not open, or no row would change anything.
    """
    access.require(EDIT)
    with transaction.atomic():
        rows = SheetImport.objects.for_workspace(access.workspace)
        # Without its job: what is read along is what there was before somebody else let go.
        held: SheetImport = rows.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.state == State.APPLYING and held.job is not None and is_at_work(held):
            return held.job
        if held.state not in (State.OPEN, State.APPLYING):
            raise SheetStateError("This sheet is not open any more.")
        if held.state == State.APPLYING and held.job is not None:
            in_use, place = _said_before(held.job, in_use, place)
        if in_use and not where_from(held):
            raise SheetStateError(NO_PLATFORM)
        ready = ready_rows(held).count()
        if not ready and not (in_use and may_be_there(held)):
            raise SheetStateError(NOTHING)
        if ready > MOST_AT_ONCE:
            raise SheetStateError(TOO_MANY)
        rows.filter(pk=batch.pk).update(state=State.APPLYING, position=0)
        told = {"in_use": True, "place": place[:LONGEST_PLACE]} if in_use else {}
        may_approve = access.may(APPROVE)
        job = set_to_work(access, held, APPLY, needs=EDIT, may_approve=may_approve, **told)
    batch.refresh_from_db()
    return job


def _said_before(job: Job, in_use: bool, place: str) -> tuple[bool, str]:
    """What was said of the texts as the sheet was applied before, where nothing is said now."""
    if in_use:
        return in_use, place
    return bool(job.arguments.get("in_use")), str(job.arguments.get("place", ""))


def apply_in_job(run: JobRun) -> dict[str, Any]:
    """The job behind it."""
    batch = batch_of(run)
    if batch.state == State.APPLYING:
        _apply(run, batch)
        batch.refresh_from_db()
    if batch.state != State.APPLIED:
        raise JobFailed(GONE)
    told = {"title": f"Apply {batch.file_name}"[:200], "import": batch.pk}
    return told | {name: batch.counted.get(name, 0) for name in ("applied", "left")}


def _apply(run: JobRun, batch: SheetImport) -> None:
    access = acting(run)
    rows = list(ready_rows(batch).select_related("source__proof", "pain__persona").order_by("pk"))
    looked: list[Looked] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        looked += _look(access, rows[start : start + ROWS_AT_ONCE])
        run.progress(len(looked), len(rows) * 2, "Reading the texts as they would be")
    counts = _Counts()
    with one_record(access=access, action="applied", target=batch):
        run.hold()
        looked = _hold(access, rows, looked)
        pairs = list(zip(rows, looked, strict=True))
        ready = [Taken(row, each) for row, each in pairs if taken(each) and not each.open_cells]
        left = [(row, each) for row, each in pairs if not taken(each) or each.open_cells]
        write_taken(access, ready)
        _count(counts, ready)
        run.progress(len(rows), len(rows) * 2, "Writing the texts")
        counts.moved = _take_steps(run, access, batch, ready)
        _keep(ready)
        counts.left = _leave(left)
        if run.arguments.get("in_use"):
            place = run.arguments.get("place", "")
            counts.in_use = mark_texts(access=access, batch=batch, place=place, job=run.job)
        _finish(access, batch, counts)


def _look(access: Access, rows: Sequence[SheetImportRow]) -> list[Looked]:
    choices = [row.choices for row in rows]
    return look_at(access=access, matches=matches_of(access, rows), choices=choices)


def _hold(access: Access, rows: Sequence[SheetImportRow], looked: Sequence[Looked]) -> list[Looked]:
    """``looked``, with another look at those whose text was changed since: from here on it is
    held, so that what was looked at is what is written."""
    known: dict[int, Variant] = {
        each.match.variant.pk: each.match.variant for each in looked if each.match.variant
    }
    now = Variant.objects.for_workspace(access.workspace).select_for_update(of=("self",))
    stale: set[int] = set(known)
    ids = sorted(known)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        some = now.filter(pk__in=ids[start : start + ROWS_AT_ONCE]).order_by("pk")
        for pk, revision, state in some.values_list("pk", "revision", "state"):
            if (revision, state) == (known[pk].revision, known[pk].state):
                stale.discard(pk)
    found = list(looked)
    again = [at for at, row in enumerate(rows) if row.variant_id in stale]
    for start in range(0, len(again), ROWS_AT_ONCE):
        places = again[start : start + ROWS_AT_ONCE]
        for at, each in zip(places, _look(access, [rows[at] for at in places]), strict=True):
            found[at] = each
    return found


def _count(counts: _Counts, ready: Iterable[Taken]) -> None:
    for each in ready:
        if each.looked.judged is None:
            continue
        if each.is_edit:
            counts.changed += 1
        else:
            counts.made += 1
        if each.row.made_id is not None:
            counts.ids.append(each.row.made_id)


def _take_steps(run: JobRun, access: Access, batch: SheetImport, ready: Sequence[Taken]) -> int:
    """Submit, approve or reject where the sheet asks for it and it may be; else it is told."""
    moved = 0
    for each in ready:
        wanted = each.looked.wanted_state
        if not wanted:
            continue
        row = each.row
        variant = row.made or each.looked.match.variant
        if variant is None:
            continue
        if not run.arguments.get("may_approve") and _needs(variant, wanted) == APPROVE:
            _tell(row, "state", NOT_ALLOWED)
            continue
        before = variant.state
        try:
            with transaction.atomic():
                _step(access, batch, row, variant, wanted)
        except RefusedError as error:
            variant.state = before
            _tell(row, "state", f"Its state stays as it is. {error.message}"[:300])
            continue
        row.before = {"state": before} | row.before | {"state_after": wanted}
        row.before["revision"] = row.before.get("revision", variant.revision)
        moved += 1
    return moved


def _needs(variant: Variant, wanted: str) -> str:
    return STEPS.get((variant.state, wanted), APPROVE)


def _step(
    access: Access, batch: SheetImport, row: SheetImportRow, variant: Variant, wanted: str
) -> None:
    if variant.state == Variant.State.DRAFT:
        submit_variant(access=access, variant=variant)
    if wanted == Variant.State.APPROVED:
        approve_variant(access=access, variant=variant)
    elif wanted == Variant.State.REJECTED:
        reason = REASON.format(file=batch.file_name[:200], row=row.number)
        reject_variant(access=access, variant=variant, reason=reason)


def _tell(row: SheetImportRow, code: str, text: str) -> None:
    row.faults = [*row.faults, Fault("", None, code, text, blocks=False).as_json()]


def _keep(ready: Sequence[Taken]) -> None:
    now = timezone.now()
    for each in ready:
        each.row.applied_at = now
    SheetImportRow.objects.bulk_update(
        [each.row for each in ready],
        ["made", "before", "applied_at", "faults"],
        batch_size=ROWS_AT_ONCE,
    )


def _leave(left: Sequence[tuple[SheetImportRow, Looked]]) -> int:
    """Rows that are not taken say why; how many of them would still change something."""
    for row, looked in left:
        look_again(row, looked)
    SheetImportRow.objects.bulk_update([row for row, _ in left], LOOKED_AT, batch_size=ROWS_AT_ONCE)
    return sum(looked.kind != SheetImportRow.Kind.SAME for _, looked in left)


def _finish(access: Access, batch: SheetImport, counts: _Counts) -> None:
    applied = counts.changed + counts.made
    told = {
        "applied": applied,
        "changed_drafts": counts.changed,
        "new_drafts": counts.made,
        "moved": counts.moved,
        "left": counts.left,
    }
    if counts.in_use:
        told["in_use"] = counts.in_use
    mine = SheetImport.objects.for_workspace(access.workspace).filter(pk=batch.pk)
    now = timezone.now()
    batch.counted = {**batch.counted, **told}
    if not mine.filter(state=State.APPLYING).update(
        state=State.APPLIED, applied_at=now, position=applied
    ):
        raise JobFailed(GONE)
    count_rows(batch)
    record(
        access=access,
        action="applied",
        target=batch,
        after={**told, "first": counts.ids[:20]},
    )
    about = {"sheet_import": batch.pk, "rows": applied}
    announce(access=access, event="import.applied", data=about)

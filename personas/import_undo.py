"""Taking an import back."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from personas.import_sizes import ROWS_A_BATCH, ROWS_AT_ONCE
from personas.import_states import (
    UNDO,
    ImportStateError,
    State,
    acting,
    import_of,
    is_at_work,
    locked,
    set_to_work,
)
from personas.models import CandidateQuote, Evidence, EvidenceImport, EvidenceLink
from personas.remove_evidence import delete_quotes
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.jobs import JobRun
from workspaces.models import Job


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """``job`` is at it where there is much to take back; then the numbers are not known yet."""

    removed: int = 0
    kept: int = 0
    job: Job | None = None


@transaction.atomic
def undo_import(*, access: Access, batch: EvidenceImport) -> UndoneImport:
    """Take back what an import added, but for quotes a person has put to use since.

    The import is open again afterwards: it can be mended and applied anew, or discarded. One that
    was stopped halfway can be taken back too.
    """
    access.require(EDIT)
    batch = locked(access, batch)
    if is_at_work(batch):
        raise ImportStateError("Somebody is at this import. Wait for it, or stop it first.")
    if batch.state not in (State.APPLIED, State.APPLYING):
        raise ImportStateError("Only an import that was applied can be undone.")
    rows = _added_by(access, batch)
    there = rows.count()
    if there > ROWS_AT_ONCE:
        return UndoneImport(job=set_to_work(access, batch, UNDO, there=there))
    _remove(access, rows)
    return _reopen(access, batch, there)


def undo_in_job(run: JobRun) -> dict[str, Any]:
    """The job behind it. What a stopped one took away stays away; asked again, it goes on."""
    batch = import_of(run)
    access = acting(run)
    there, removed = int(run.arguments["there"]), 0
    rows = _added_by(access, batch)
    while True:
        with transaction.atomic():
            run.hold()
            gone = _remove(access, rows, at_most=ROWS_A_BATCH)
        removed += gone
        run.progress(min(removed, there), there + 1, "Taking quotes back")
        if not gone:
            break
    with transaction.atomic():
        run.hold()
        batch = locked(access, batch)
        if batch.state in (State.APPLIED, State.APPLYING):
            _reopen(access, batch, there)
    return {"title": f"Take back {batch.file_name}"[:200], "import": batch.pk}


def unused_evidence(rows: "QuerySet[Evidence]") -> "QuerySet[Evidence]":
    """Those that no person linked to a pain and that nothing else stands on.

    What the site only proposed (links, candidates for pains) is no use a person made of them.
    """
    confirmed = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"),
        workspace=OuterRef("workspace"),
        state=EvidenceLink.State.CONFIRMED,
    )
    elsewhere = {
        f"{relation.name}__isnull": True
        for relation in Evidence._meta.related_objects
        if relation.related_model not in (EvidenceLink, CandidateQuote)
    }
    return rows.filter(~Exists(confirmed), **elsewhere)


def _added_by(access: Access, batch: EvidenceImport) -> "QuerySet[Evidence]":
    mine: QuerySet[Evidence] = Evidence.objects.for_workspace(access.workspace)
    return mine.filter(evidence_import=batch).order_by("pk")


def _remove(access: Access, rows: "QuerySet[Evidence]", at_most: int | None = None) -> int:
    numbers = list(unused_evidence(rows).values_list("pk", flat=True)[:at_most])
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk__in=numbers)
    return delete_quotes(access=access, quotes=mine)


def _reopen(access: Access, batch: EvidenceImport, there: int) -> UndoneImport:
    kept = _added_by(access, batch).count()
    before = {"added": batch.added, "duplicates": batch.duplicates, "faults": batch.faults}
    EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk).update(
        state=State.OPEN, applied_at=None, position=0, counted={}
    )
    after = {"removed": there - kept, "kept": kept}
    record(access=access, action="import undone", target=batch, before=before, after=after)
    return UndoneImport(there - kept, kept)

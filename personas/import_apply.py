"""From the rows of an import to evidence: at once, or batch after batch in a job.

Each batch is one transaction, which moves ``position`` on as it adds rows. A worker that takes
over begins at ``position``; what was added stays added, and is added once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from personas.import_columns import remember_columns
from personas.import_files import stored_rows
from personas.import_look import is_small, outcomes
from personas.import_sizes import ROWS_A_BATCH
from personas.import_states import (
    APPLY,
    ImportStateError,
    State,
    acting,
    import_of,
    is_at_work,
    set_to_work,
)
from personas.insert_evidence import insert_evidence
from personas.keep_evidence import Identity, known_among
from personas.listening.normalise import person_hash, text_hash
from personas.listening.rows import FaultyRow, Outcome, ParsedRow
from personas.models import Evidence, EvidenceImport
from personas.person_keys import person_key
from workspaces.access import EDIT, Access, from_file
from workspaces.changes import record
from workspaces.jobs import JobFailed, JobRun
from workspaces.webhooks import announce

ERASED = (
    "The file is gone: it named a person who was erased. What was imported before stays, and can "
    "be taken back."
)


@dataclass(slots=True)
class Counts:
    """What became of some rows."""

    added: int = 0
    duplicates: int = 0
    faults: int = 0


def apply_import(*, access: Access, batch: EvidenceImport) -> EvidenceImport:
    """Add the rows without fault. Applying what is applied already changes nothing.

    A large import is applied by a job: it comes back in the state *applying*. One that was
    stopped goes on where it was.
    """
    access.require(EDIT)
    with transaction.atomic():
        mine = EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk)
        begun = mine.filter(state=State.OPEN).update(
            state=State.APPLYING, position=0, added=0, duplicates=0, faults=0
        )
        batch.refresh_from_db()
        if batch.state in (State.READING, State.REFUSED):
            raise ImportStateError("This file was not read yet. There is nothing to import.")
        if batch.state == State.DISCARDED:
            raise ImportStateError("This import was discarded. Upload the file again.")
        if begun and "text" not in batch.mapping.values():
            raise ImportStateError("Say first which column holds the quote.")
        if batch.state == State.APPLIED or (not begun and is_at_work(batch)):
            return batch
        if is_small(batch) and begun:
            _apply_whole(access, batch)
        else:
            set_to_work(access, batch, APPLY)
    return batch


def apply_in_job(run: JobRun) -> dict[str, Any]:
    """The job behind it. Begun again, it goes on from ``position``."""
    batch = import_of(run)
    access = acting(run)
    if batch.state == State.APPLYING:
        _apply_batches(run, access, batch)
        batch.refresh_from_db()
    if batch.state != State.APPLIED:
        raise JobFailed("This import was taken back or discarded meanwhile.")
    return {"title": f"Import {batch.file_name}"[:200], "import": batch.pk, **_counts(batch)}


def _apply_batches(run: JobRun, access: Access, batch: EvidenceImport) -> None:
    if not batch.file and not batch.rows_file:
        raise JobFailed(ERASED)
    with stored_rows(batch, start=batch.position) as (facts, rows):
        while chunk := list(islice(rows, ROWS_A_BATCH)):
            parsed = list(outcomes(batch, facts, chunk))
            with transaction.atomic():
                run.hold()
                _move_on(batch, len(chunk), _add(access, batch, parsed))
            run.progress(batch.position, batch.total_rows, "Importing rows")
    with transaction.atomic():
        run.hold()
        _finish(access, batch)


def _apply_whole(access: Access, batch: EvidenceImport) -> None:
    with stored_rows(batch) as (facts, rows):
        counts = _add(access, batch, list(outcomes(batch, facts, rows)))
    _move_on(batch, batch.total_rows, counts)
    _finish(access, batch)


def _add(access: Access, batch: EvidenceImport, parsed: Iterable[Outcome]) -> Counts:
    """Insert what is new among these. Two queries ask, however many rows there are."""
    key = person_key(access.workspace)
    counts = Counts()
    new: dict[Identity, tuple[ParsedRow, str, str]] = {}
    for one in parsed:
        if isinstance(one, FaultyRow):
            counts.faults += 1
        elif isinstance(one, ParsedRow):
            person = person_hash(one.person, key)
            words = text_hash(one.text, one.source, person, one.question)
            identity = (one.source, one.external_id) if one.external_id else ("", words)
            if identity in new:
                counts.duplicates += 1
            else:
                new[identity] = (one, person, words)
    for identity in known_among(access=access, identities=new.keys()):
        del new[identity]
        counts.duplicates += 1
    insert_evidence(batch, new.values())
    counts.added = len(new)
    return counts


def _move_on(batch: EvidenceImport, rows: int, counts: Counts) -> None:
    """Move ``position``, unless somebody else did: then ours is undone with the transaction."""
    mine = EvidenceImport.objects.filter(
        workspace=batch.workspace_id, pk=batch.pk, state=State.APPLYING, position=batch.position
    )
    if not mine.update(
        position=F("position") + rows,
        added=F("added") + counts.added,
        duplicates=F("duplicates") + counts.duplicates,
        faults=F("faults") + counts.faults,
    ):
        raise JobFailed("This import was taken back or discarded meanwhile.")
    batch.position += rows


def _finish(access: Access, batch: EvidenceImport) -> None:
    """Say that all rows are in: one audit record, one webhook, the columns remembered."""
    mine = EvidenceImport.objects.filter(workspace=batch.workspace_id, pk=batch.pk)
    if not mine.filter(state=State.APPLYING).update(
        state=State.APPLIED, applied_at=timezone.now(), counted={}
    ):
        return
    batch.refresh_from_db()
    there = Evidence.objects.filter(workspace=batch.workspace_id, evidence_import=batch).count()
    # A row another import brought in the same moment was counted as added, and is not ours.
    batch.duplicates += max(0, batch.added - there)
    batch.added = there
    batch.save(update_fields=["added", "duplicates"])
    remember_columns(batch)
    record(access=from_file(access), action="imported", target=batch, after=_counts(batch))
    about = {"import": batch.pk, "rows": batch.added}
    announce(access=access, event="import.applied", data=about)


def _counts(batch: EvidenceImport) -> dict[str, int]:
    return {"added": batch.added, "duplicates": batch.duplicates, "faults": batch.faults}

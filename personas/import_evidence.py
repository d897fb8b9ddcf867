"""A file or a paste of quotes, from upload to evidence, and back.

upload -> look at it, map columns, mend rows -> apply (or discard) -> undo, if it was a mistake.
The file is read again at every step, so nothing but decisions is stored in between.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from personas.keep_evidence import ROWS_AT_ONCE, evidence_rows, known_indexes
from personas.listening.apart import refuse_if_hostile
from personas.listening.known_columns import COLUMNS, guess_mapping
from personas.listening.reading import read_table
from personas.listening.rows import LEFT_OUT, ParsedRow, ParsedTable, parse_table
from personas.listening.tables import Table
from personas.models import Evidence, EvidenceImport, EvidenceLink, Persona
from workspaces.access import EDIT, Access, from_file
from workspaces.changes import change_row, create_row, record
from workspaces.webhooks import announce

PASTE_NAME = "Pasted quotes.txt"


class ImportStateError(ValueError):
    """What is asked does not fit the state the import is in."""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What applying would do. ``known`` rows are in the workspace already."""

    table: Table
    parsed: ParsedTable
    to_add: tuple[ParsedRow, ...]
    known: tuple[ParsedRow, ...]

    @property
    def duplicates(self) -> int:
        return len(self.known) + len(self.parsed.repeated)


@dataclass(frozen=True, slots=True)
class UndoneImport:
    removed: int
    kept: int


def start_import(
    *,
    access: Access,
    file_name: str,
    content: bytes,
    persona: Persona | None = None,
    defaults: Mapping[str, str] | None = None,
) -> EvidenceImport:
    """Keep an upload and guess its columns; UnreadableFileError says why it is refused."""
    access.require(EDIT)
    refuse_if_hostile(content, file_name)
    table = read_table(content, file_name)
    batch = EvidenceImport(
        token=secrets.token_hex(16),
        file_name=file_name[-200:],
        persona=persona,
        mapping=guess_mapping(table),
        defaults=dict(defaults or {}),
        created_by=access.user,
    )
    batch.workspace = access.workspace
    batch.file.save(file_name, ContentFile(content), save=False)
    create_row(access=access, instance=batch, action="uploaded")
    return batch


def start_paste(
    *,
    access: Access,
    text: str,
    persona: Persona | None = None,
    defaults: Mapping[str, str] | None = None,
) -> EvidenceImport:
    """The same for pasted text."""
    return start_import(
        access=access,
        file_name=PASTE_NAME,
        content=text.encode(),
        persona=persona,
        defaults=defaults,
    )


def read_import(batch: EvidenceImport) -> Table:
    """The table in the stored file; an empty one once the file was erased with a person."""
    if not batch.file:
        return Table((), ())
    with batch.file.open("rb") as stored:
        return read_table(stored.read(), batch.file_name)


def change_mapping(
    *,
    access: Access,
    batch: EvidenceImport,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    persona: Persona | None,
) -> None:
    """Say which column holds what, and what holds for rows that do not say."""
    access.require(EDIT)
    _must_be_open(batch)
    changes: dict[str, Any] = {
        "mapping": {key: name for key, name in mapping.items() if name in COLUMNS},
        "defaults": {key: text for key, text in defaults.items() if key in COLUMNS and text},
        "persona": persona,
    }
    change_row(access=access, instance=batch, changes=changes, action="columns chosen")


def correct_row(
    *,
    access: Access,
    batch: EvidenceImport,
    number: int,
    values: Mapping[str, str],
    leave_out: bool = False,
) -> None:
    """Replace cells of one row of the file, or leave the row out."""
    access.require(EDIT)
    with transaction.atomic():
        batch = EvidenceImport.objects.select_for_update().get(
            pk=batch.pk, workspace=access.workspace
        )
        _must_be_open(batch)
        row = dict(batch.corrections.get(str(number), {}))
        row |= {name: text for name, text in values.items() if name in COLUMNS}
        if leave_out:
            row[LEFT_OUT] = "yes"
        corrections = batch.corrections | {str(number): row}
        change_row(
            access=access,
            instance=batch,
            changes={"corrections": corrections},
            action="row mended",
        )


def preview_import(*, access: Access, batch: EvidenceImport) -> ImportPreview:
    """What is in the file, and what applying it would add."""
    table = read_import(batch)
    parsed = parse_table(
        table,
        batch.mapping,
        defaults=batch.defaults,
        corrections=batch.corrections,
        today=timezone.localdate(),
    )
    evidence = evidence_rows(access=access, rows=parsed.rows, persona=None)
    known = known_indexes(access=access, evidence=evidence)
    return ImportPreview(
        table,
        parsed,
        tuple(row for index, row in enumerate(parsed.rows) if index not in known),
        tuple(row for index, row in enumerate(parsed.rows) if index in known),
    )


@transaction.atomic
def apply_import(*, access: Access, batch: EvidenceImport) -> EvidenceImport:
    """Add the rows without fault. Applying what is applied already changes nothing."""
    access.require(EDIT)
    mine = EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk)
    if not mine.filter(state=EvidenceImport.State.OPEN).update(
        state=EvidenceImport.State.APPLIED, applied_at=timezone.now()
    ):
        batch.refresh_from_db()
        if batch.state == EvidenceImport.State.DISCARDED:
            raise ImportStateError("This import was discarded. Upload the file again.")
        return batch
    batch.refresh_from_db()
    preview = preview_import(access=access, batch=batch)
    evidence = evidence_rows(access=access, rows=preview.to_add, persona=batch.persona, batch=batch)
    Evidence.objects.bulk_create(evidence, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    batch.added = Evidence.objects.filter(workspace=access.workspace, evidence_import=batch).count()
    batch.duplicates = preview.duplicates + len(evidence) - batch.added
    batch.faults = len(preview.parsed.faulty_numbers)
    batch.save(update_fields=["added", "duplicates", "faults"])
    record(access=from_file(access), action="imported", target=batch, after=_counts(batch))
    announce(access=access, event="import.applied", data={"import": batch.pk, "rows": batch.added})
    return batch


@transaction.atomic
def discard_import(*, access: Access, batch: EvidenceImport) -> None:
    """Drop an upload that was not applied; its file goes too."""
    access.require(EDIT)
    mine = EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk)
    if not mine.filter(state=EvidenceImport.State.OPEN).update(
        state=EvidenceImport.State.DISCARDED
    ):
        raise ImportStateError("This import is not open any more.")
    record(access=access, action="discarded", target=batch)
    transaction.on_commit(lambda: batch.file.delete(save=False))


@transaction.atomic
def undo_import(*, access: Access, batch: EvidenceImport) -> UndoneImport:
    """Take back what an import added, but for quotes a person has put to use since.

    The import is open again afterwards: it can be mended and applied anew, or discarded.
    """
    access.require(EDIT)
    mine = EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk)
    if not mine.filter(state=EvidenceImport.State.APPLIED).update(
        state=EvidenceImport.State.OPEN, applied_at=None
    ):
        raise ImportStateError("Only an import that was applied can be undone.")
    rows = Evidence.objects.filter(workspace=access.workspace, evidence_import=batch)
    unused = unused_evidence(rows)
    numbers = list(unused.values_list("pk", flat=True))
    Evidence.objects.filter(workspace=access.workspace, pk__in=numbers).delete()
    batch.refresh_from_db()
    kept = rows.count()
    record(
        access=access,
        action="import undone",
        target=batch,
        before=_counts(batch),
        after={"removed": len(numbers), "kept": kept},
    )
    return UndoneImport(len(numbers), kept)


def unused_evidence(rows: "QuerySet[Evidence]") -> "QuerySet[Evidence]":
    """Those that no person linked to a pain and that nothing outside this app refers to."""
    confirmed = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"),
        workspace=OuterRef("workspace"),
        state=EvidenceLink.State.CONFIRMED,
    )
    elsewhere = {
        f"{relation.name}__isnull": True
        for relation in Evidence._meta.related_objects
        if relation.related_model is not EvidenceLink
    }
    return rows.filter(~Exists(confirmed), **elsewhere)


def _must_be_open(batch: EvidenceImport) -> None:
    if batch.state != EvidenceImport.State.OPEN:
        raise ImportStateError("This import is not open any more.")


def _counts(batch: EvidenceImport) -> dict[str, int]:
    return {"added": batch.added, "duplicates": batch.duplicates, "faults": batch.faults}

"""The notes of a talk with a customer become evidence, a quote a line."""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from personas.keep_evidence import evidence_rows, known_indexes
from personas.listening.rows import ParsedRow
from personas.models import Evidence, EvidenceImport, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record
from workspaces.webhooks import announce

NOTES = "interview_notes"


class NothingNewError(ValueError):
    """Every quote of these notes is kept already."""


@transaction.atomic
def keep_interview(
    *,
    access: Access,
    name: str,
    rows: Sequence[ParsedRow],
    persona: Persona | None = None,
    may_contact: bool = False,
) -> EvidenceImport:
    """Keep the quotes of one talk together, as an import that can be taken back.

    It says how many were new and how many are here already; NothingNewError where none was new.
    Where the person may be written to and goes by an e-mail address, the address is kept, sealed.
    """
    access.require(EDIT)
    evidence = evidence_rows(access=access, rows=rows, persona=persona)
    known = known_indexes(access=access, evidence=evidence)
    new: dict[str, Evidence] = {}
    for index, (row, one) in enumerate(zip(rows, evidence, strict=True)):
        if index not in known:
            one.may_contact = may_contact
            one.contact = row.person if may_contact and "@" in row.person else ""
            new.setdefault(one.text_hash, one)
    if not new:
        raise NothingNewError("Every quote of these notes is in your inbox already.")
    batch = EvidenceImport(
        workspace=access.workspace,
        token=secrets.token_hex(16),
        file_name=name[:200],
        persona=persona,
        recognised=NOTES,
        state=EvidenceImport.State.APPLIED,
        total_rows=len(rows),
        position=len(rows),
        added=len(new),
        duplicates=len(rows) - len(new),
        created_by=access.user,
        applied_at=timezone.now(),
    )
    with one_record(access=access, action="interview kept", target=batch):
        create_row(access=access, instance=batch, action="interview kept")
        for one in new.values():
            one.evidence_import = batch
        Evidence.objects.bulk_create(new.values())
    about = {"import": batch.pk, "rows": batch.added}
    announce(access=access, event="import.applied", data=about)
    return batch

"""Single quotes: keep one, change it, delete it. The same words are kept once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from personas.listening.normalise import person_hash, text_hash
from personas.listening.rows import ParsedRow
from personas.models import Evidence, EvidenceImport, Persona
from personas.person_keys import person_key
from workspaces.access import EDIT, Access, from_file
from workspaces.changes import change_row, create_row, record

ROWS_AT_ONCE = 500
COPIED = (
    "text",
    "source",
    "customer_status",
    "asked",
    "said_on",
    "language",
    "may_quote",
    "link",
    "external_id",
)


class KnownQuoteError(ValueError):
    """This quote is kept already; ``evidence`` is the one that is there."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__("This quote is kept already: same words, same source, same person.")
        self.evidence = evidence


def evidence_rows(
    *,
    access: Access,
    rows: Sequence[ParsedRow],
    persona: Persona | None,
    batch: EvidenceImport | None = None,
) -> list[Evidence]:
    """Unsaved evidence for parsed rows, people hashed."""
    key = person_key(access.workspace)
    evidence = []
    for row in rows:
        person = person_hash(row.person, key)
        evidence.append(
            Evidence(
                workspace=access.workspace,
                persona=persona,
                evidence_import=batch,
                person_hash=person,
                text_hash=text_hash(row.text, row.source, person),
                **{name: getattr(row, name) for name in COPIED},
            )
        )
    return evidence


def known_indexes(*, access: Access, evidence: Sequence[Evidence]) -> set[int]:
    """Which of these unsaved quotes (by index) are in the workspace already. Two queries."""
    mine = Evidence.objects.for_workspace(access.workspace)
    by_hash = {row.text_hash: index for index, row in enumerate(evidence) if not row.external_id}
    by_id = {
        (row.source, row.external_id): index
        for index, row in enumerate(evidence)
        if row.external_id
    }
    known: set[int] = set()
    if by_hash:
        stored = mine.filter(external_id="", text_hash__in=by_hash)
        known |= {by_hash[value] for value in stored.values_list("text_hash", flat=True)}
    if by_id:
        stored = mine.filter(external_id__in=[identity for _, identity in by_id])
        found = stored.values_list("source", "external_id")
        known |= {by_id[identity] for identity in found if identity in by_id}
    return known


@transaction.atomic
def add_evidence(*, access: Access, row: ParsedRow, persona: Persona | None = None) -> Evidence:
    """Keep one quote; KnownQuoteError if it is kept already."""
    access.require(EDIT)
    (evidence,) = evidence_rows(access=access, rows=[row], persona=persona)
    if existing := _same_quote(evidence):
        raise KnownQuoteError(existing)
    create_row(access=access, instance=evidence)
    return evidence


@transaction.atomic
def add_all(
    *, access: Access, rows: Sequence[ParsedRow], persona: Persona | None = None
) -> list[bool]:
    """Keep many quotes at once; for each, whether it was new. One audit record."""
    access.require(EDIT)
    evidence = evidence_rows(access=access, rows=rows, persona=persona)
    known = known_indexes(access=access, evidence=evidence)
    new = [row for index, row in enumerate(evidence) if index not in known]
    Evidence.objects.bulk_create(new, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    if new:
        record(
            access=from_file(access),
            action="quotes added",
            target=access.workspace,
            after={"quotes": len(new)},
        )
    return [index not in known for index in range(len(evidence))]


@transaction.atomic
def change_evidence(*, access: Access, evidence: Evidence, changes: Mapping[str, Any]) -> bool:
    """Set fields of a quote; its hash follows. KnownQuoteError if it would double another.

    ``person`` is the plain reference of a person and is stored as a hash; leave it out to keep
    the person.
    """
    access.require(EDIT)
    values = dict(changes)
    if "person" in values:
        values["person_hash"] = person_hash(values.pop("person"), person_key(access.workspace))
    for name, value in values.items():
        setattr(evidence, name, value)
    values["text_hash"] = text_hash(evidence.text, evidence.source, evidence.person_hash)
    evidence.text_hash = values["text_hash"]
    if existing := _same_quote(evidence):
        raise KnownQuoteError(existing)
    return change_row(access=access, instance=evidence, changes=values)


def _same_quote(evidence: Evidence) -> Evidence | None:
    mine = Evidence.objects.filter(workspace=evidence.workspace_id).exclude(pk=evidence.pk)
    if evidence.external_id:
        mine = mine.filter(source=evidence.source, external_id=evidence.external_id)
    else:
        mine = mine.filter(external_id="", text_hash=evidence.text_hash)
    found: Evidence | None = mine.first()
    return found

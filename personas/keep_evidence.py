"""Single quotes: keep one, change it, delete it. The same words are kept once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from personas.kept_out import kept_out_among
from personas.listening.normalise import person_hash, text_hash
from personas.listening.personal_data import mask
from personas.listening.rows import ParsedRow
from personas.models import Evidence, EvidenceImport, Persona
from personas.person_keys import person_key
from personas.withdraw_consent import quote_no_more
from workspaces.access import EDIT, Access, from_file
from workspaces.changes import change_row, create_row, one_record, record

ROWS_AT_ONCE = 500
MASKED_LENGTH = 80
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
    "question",
    "times",
    "masked",
)
Identity = tuple[str, str]
"""Equal for two rows that are one and the same quote: source and id, or nothing and a hash."""


class KnownQuoteError(ValueError):
    """This quote is kept already; ``evidence`` is the one that is there."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__("This quote is kept already: same words, same source, same person.")
        self.evidence = evidence


class KeptOutError(KnownQuoteError):
    """Whoever said this took it back; ``evidence`` is what was to be kept."""

    def __str__(self) -> str:
        return "Whoever said this took it back, so it stays out."


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
                text_hash=text_hash(row.text, row.source, person, row.question),
                **{name: getattr(row, name) for name in COPIED},
            )
        )
    return evidence


def masked_row(row: ParsedRow) -> ParsedRow:
    """The quote without the personal data in it."""
    text, kinds = mask(row.text, row.language)
    return replace(row, text=text, masked=", ".join(kinds)[:MASKED_LENGTH]) if kinds else row


def identity_of(evidence: Evidence) -> Identity:
    """By which a kept quote is known again."""
    if evidence.external_id:
        return (evidence.source, evidence.external_id)
    return ("", evidence.text_hash)


def identity_of_row(row: ParsedRow, key: bytes) -> Identity:
    """The same before it is evidence. ``key`` is that of the workspace's people."""
    if row.external_id:
        return (row.source, row.external_id)
    person = person_hash(row.person, key)
    return ("", text_hash(row.text, row.source, person, row.question))


def known_among(*, access: Access, identities: Collection[Identity]) -> set[Identity]:
    """Which of these are in the workspace already. Two queries at most, of any number."""
    mine = Evidence.objects.for_workspace(access.workspace).order_by()
    hashes = [value for source, value in identities if not source]
    ids = [value for source, value in identities if source]
    known: set[Identity] = set()
    if hashes:
        stored = mine.filter(external_id="", text_hash__in=hashes)
        known |= {("", value) for value in stored.values_list("text_hash", flat=True)}
    if ids:
        stored = mine.filter(external_id__in=ids)
        known |= set(stored.values_list("source", "external_id")) & set(identities)
    return known | kept_out_among(access.workspace, identities)


def known_indexes(*, access: Access, evidence: Sequence[Evidence]) -> set[int]:
    """Which of these unsaved quotes (by index) are in the workspace already."""
    identities = [identity_of(row) for row in evidence]
    known = known_among(access=access, identities=identities)
    return {index for index, identity in enumerate(identities) if identity in known}


@transaction.atomic
def add_evidence(
    *,
    access: Access,
    row: ParsedRow,
    persona: Persona | None = None,
    may_contact: bool = False,
) -> Evidence:
    """Keep one quote; KnownQuoteError if it is kept already."""
    access.require(EDIT)
    (evidence,) = evidence_rows(access=access, rows=[row], persona=persona)
    evidence.may_contact = may_contact
    if existing := _same_quote(evidence):
        raise KnownQuoteError(existing)
    if kept_out_among(access.workspace, [identity_of(evidence)]):
        raise KeptOutError(evidence)
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
    values["text_hash"] = text_hash(
        evidence.text, evidence.source, evidence.person_hash, evidence.question
    )
    evidence.text_hash = values["text_hash"]
    if existing := _same_quote(evidence):
        raise KnownQuoteError(existing)
    stored = Evidence.objects.for_workspace(access.workspace).get(pk=evidence.pk)
    with one_record(access=access, action="changed", target=evidence):
        if evidence.may_quote and not stored.may_quote:
            values["consent_withdrawn_at"] = None
        changed = change_row(access=access, instance=evidence, changes=values)
        if stored.may_quote and not evidence.may_quote:
            quote_no_more(access=access, evidence=evidence)
    return changed


def _same_quote(evidence: Evidence) -> Evidence | None:
    mine = Evidence.objects.filter(workspace=evidence.workspace_id).exclude(pk=evidence.pk)
    if evidence.external_id:
        mine = mine.filter(source=evidence.source, external_id=evidence.external_id)
    else:
        mine = mine.filter(external_id="", text_hash=evidence.text_hash)
    found: Evidence | None = mine.first()
    return found

"""Which column holds what: remembered from the last file with the same header, else guessed."""

from collections.abc import Mapping
from copy import copy
from itertools import islice

from django.utils import timezone

from personas.import_files import facts_of, stored_rows
from personas.import_talk import guess_talk
from personas.listening.header_names import by_name, by_number, fingerprint
from personas.listening.known_columns import SAMPLE_ROWS, guess_mapping, recognise
from personas.listening.known_exports import SEARCH_TERMS
from personas.listening.tables import FileFacts, Row, Table
from personas.listening.transcripts import TRANSCRIPT
from personas.models import EvidenceImport, RememberedColumns
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, one_record, remove_row

USUAL_SOURCE = "interview"
"""What the form for pasted quotes begins with."""


def choose_columns(batch: EvidenceImport) -> None:
    """Set the mapping of a file that was just read, and what then holds for all its rows.

    What was remembered counts more than what was guessed; what was said for this upload counts
    most. A file of mended rows is taken as the file it mends, whatever was added to it.
    """
    with stored_rows(batch) as (facts, rows):
        sample = tuple(islice(rows, SAMPLE_ROWS))
    batch.recognised = facts.recognised[:40]
    if batch.mends is not None:
        names = by_name(batch.mends.mapping, facts_of(batch.mends).header)
        batch.mapping = by_number(names, facts.header)
    elif known := remembered(batch, facts):
        batch.mapping = by_number(known.mapping, facts.header)
        _default(batch, known.defaults)
    if "text" not in batch.mapping.values():
        _guess(batch, facts, sample)
    if batch.mends is None:
        guess_talk(batch, facts)


def remembered(batch: EvidenceImport, facts: FileFacts) -> RememberedColumns | None:
    """What was said the last time for a file with this header."""
    names = fingerprint(facts.header)
    if not names:
        return None
    mine = RememberedColumns.objects.for_workspace(batch.workspace)
    found: RememberedColumns | None = mine.filter(fingerprint=names).first()
    return found


def remember_columns(batch: EvidenceImport) -> None:
    """Keep the mapping for the next file with this header. It follows from applying the import."""
    facts = facts_of(batch)
    names = fingerprint(facts.header)
    if facts.kind in ("paste", TRANSCRIPT) or not names or batch.mends_id is not None:
        return
    RememberedColumns.objects.update_or_create(
        workspace=batch.workspace,
        fingerprint=names,
        defaults={
            "name": batch.file_name[-120:],
            "mapping": by_name(batch.mapping, facts.header),
            "defaults": batch.defaults,
            "used_at": timezone.now(),
        },
    )


def forget_columns(*, access: Access, batch: EvidenceImport) -> bool:
    """Forget what was remembered for files like this one, and guess anew for this one.

    False if there was nothing to forget.
    """
    access.require(EDIT)
    with stored_rows(batch) as (facts, rows):
        sample = tuple(islice(rows, SAMPLE_ROWS))
    known = remembered(batch, facts)
    if known is None:
        return False
    with one_record(access=access, action="columns forgotten", target=batch):
        remove_row(access=access, instance=known)
        if batch.state == EvidenceImport.State.OPEN:
            guessed = copy(batch)
            guessed.defaults = {}
            _guess(guessed, facts, sample)
            change_row(
                access=access,
                instance=batch,
                changes={"mapping": guessed.mapping, "defaults": guessed.defaults},
                action="columns forgotten",
            )
    return True


def _guess(batch: EvidenceImport, facts: FileFacts, sample: tuple[Row, ...]) -> None:
    if found := recognise(facts.header, sample):
        batch.mapping = dict(found.mapping)
        if found.key == SEARCH_TERMS and batch.defaults.get("source") == USUAL_SOURCE:
            batch.defaults = batch.defaults | found.defaults  # nobody was interviewed
        _default(batch, found.defaults)
    else:
        batch.mapping = dict(guess_mapping(Table(facts.header, sample)))


def _default(batch: EvidenceImport, defaults: Mapping[str, str]) -> None:
    batch.defaults = dict(defaults) | {name: text for name, text in batch.defaults.items() if text}

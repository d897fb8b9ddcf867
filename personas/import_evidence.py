"""A file or a paste of quotes, from upload to what will be done with it.

upload -> read -> columns -> look at it, mend rows -> apply (import_apply.py) or discard ->
undo (import_undo.py), if it was a mistake. What is large is read, looked at and applied by a job;
the row of the import says how far it is, and ``go_on`` takes up what was left lying.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from personas.import_columns import choose_columns
from personas.import_files import Content, forget_files, keep_upload, read_upload
from personas.import_look import decisions, is_small, kept_look, look_again_at, to_keep
from personas.import_sizes import READ_AT_ONCE_BYTES
from personas.import_states import (
    APPLY,
    LOOK,
    READ,
    ImportStateError,
    State,
    is_at_work,
    locked,
    must_be_open,
    set_to_work,
)
from personas.listening.known_columns import COLUMNS
from personas.listening.rows import LEFT_OUT
from personas.models import EvidenceImport, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, record
from workspaces.models import Job

PASTE_NAME = "Pasted quotes.txt"


def start_import(
    *,
    access: Access,
    file_name: str,
    content: Content,
    persona: Persona | None = None,
    defaults: Mapping[str, str] | None = None,
    mends: EvidenceImport | None = None,
    masking: str = EvidenceImport.Masking.MASK,
) -> EvidenceImport:
    """Keep an upload and guess its columns: at once, or in a job where it is large.

    ``mends`` is the import whose faulty rows these are: what was decided there holds here too.
    UnreadableFileError says why a small file is refused; a large one is refused by its job.
    """
    access.require(EDIT)
    batch = EvidenceImport(
        workspace=access.workspace,
        token=secrets.token_hex(16),
        file_name=file_name.rpartition("/")[2][-200:] or "quotes",
        persona=persona,
        defaults=_defaults(defaults or {}),
        masking=EvidenceImport.Masking(masking),
        created_by=access.user,
    )
    if mends is not None:
        batch.mends, batch.persona = mends, mends.persona
        batch.defaults, batch.masking = dict(mends.defaults), mends.masking
    keep_upload(batch, content)
    try:
        _take_in(access, batch)
    except BaseException:
        forget_files(batch)
        raise
    return batch


def start_paste(
    *,
    access: Access,
    text: str,
    persona: Persona | None = None,
    defaults: Mapping[str, str] | None = None,
    masking: str = EvidenceImport.Masking.MASK,
) -> EvidenceImport:
    """The same for pasted text."""
    return start_import(
        access=access,
        file_name=PASTE_NAME,
        content=text.encode(),
        persona=persona,
        defaults=defaults,
        masking=masking,
    )


def change_mapping(
    *,
    access: Access,
    batch: EvidenceImport,
    mapping: Mapping[str, str],
    defaults: Mapping[str, str],
    persona: Persona | None,
    masking: str = "",
    speakers: Sequence[str] = (),
) -> None:
    """Say which column holds what, and what holds for rows that do not say.

    ``speakers`` are those of a transcript whose turns are quotes; left out, they stay.
    """
    changes: dict[str, Any] = {
        "mapping": {key: name for key, name in mapping.items() if name in COLUMNS},
        "defaults": _defaults(defaults),
        "persona": persona,
    }
    if masking:
        changes["masking"] = EvidenceImport.Masking(masking)
    if speakers:
        changes["speakers"] = list(speakers)
    _decide(access, batch, "speakers chosen" if speakers else "columns chosen", changes)


def choose_masking(*, access: Access, batch: EvidenceImport, masking: str) -> None:
    """Say whether personal data is taken out of the quotes before they are stored."""
    _decide(access, batch, "masking chosen", {"masking": EvidenceImport.Masking(masking)})


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
        batch = locked(access, batch)
        must_be_open(batch)
        look = None if is_small(batch) else kept_look(batch)
        row = dict(batch.corrections.get(str(number), {}))
        row |= {name: text for name, text in values.items() if name.partition(":")[0] in COLUMNS}
        if leave_out:
            row[LEFT_OUT] = "yes"
        corrections = batch.corrections | {str(number): row}
        before = batch.corrections
        change_row(
            access=access,
            instance=batch,
            changes={"corrections": corrections},
            action="row mended",
        )
        if look is not None:
            again = look_again_at(
                access=access, batch=batch, look=look, number=number, before=before
            )
            batch.counted = to_keep(batch, again)
            batch.save(update_fields=["counted"])


def discard_import(*, access: Access, batch: EvidenceImport) -> None:
    """Drop an upload that was not applied; its file goes too."""
    access.require(EDIT)
    with transaction.atomic():
        mine = EvidenceImport.objects.filter(workspace=access.workspace, pk=batch.pk)
        if not mine.filter(state__in=(State.OPEN, State.READING, State.REFUSED)).update(
            state=State.DISCARDED, counted={}
        ):
            raise ImportStateError("This import is not open any more.")
        record(access=access, action="discarded", target=batch)
        transaction.on_commit(lambda: forget_files(batch))


def go_on(*, access: Access, batch: EvidenceImport) -> Job | None:
    """Set a job to what was left lying: a read, look or import that was stopped or failed.

    None where nothing waits, or somebody is at it.
    """
    access.require(EDIT)
    with transaction.atomic():
        batch = locked(access, batch)
        if is_at_work(batch):
            return None
        kinds: dict[str, str] = {State.READING: READ, State.APPLYING: APPLY}
        kind = kinds.get(batch.state)
        if batch.state == State.OPEN and not is_small(batch) and kept_look(batch) is None:
            kind = LOOK
        return set_to_work(access, batch, kind) if kind else None


def _take_in(access: Access, batch: EvidenceImport) -> None:
    if batch.file.size <= READ_AT_ONCE_BYTES:
        read_upload(batch)
        choose_columns(batch)
        with one_record(access=access, action="uploaded", target=batch):
            create_row(access=access, instance=batch, action="uploaded")
            if not is_small(batch):
                set_to_work(access, batch, LOOK)
        return
    batch.state = State.READING
    with one_record(access=access, action="uploaded", target=batch):
        create_row(access=access, instance=batch, action="uploaded")
        set_to_work(access, batch, READ)


def _decide(access: Access, batch: EvidenceImport, action: str, changes: Mapping[str, Any]) -> None:
    access.require(EDIT)
    must_be_open(batch)
    with one_record(access=access, action=action, target=batch):
        before = decisions(batch)
        changed = change_row(access=access, instance=batch, changes=changes, action=action)
        if changed and decisions(batch) != before and not is_small(batch):
            set_to_work(access, batch, LOOK)


def _defaults(given: Mapping[str, str]) -> dict[str, str]:
    return {key: str(text) for key, text in given.items() if key in COLUMNS and text}

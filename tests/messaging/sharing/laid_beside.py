"""Rows of a sheet that came back, without a file: as the reader would give them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from messaging import import_sheet_read
from messaging.import_sheet import take_sheet
from messaging.import_sheet_apply import apply_sheet
from messaging.models import Message, SheetImport, SheetImportRow, Variant
from messaging.sharing.lines import checksum
from messaging.sharing.sheet_rows import ReadBack, SheetRow
from messaging.tasks import apply_returned_sheet, read_returned_sheet
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.conftest import Cast
from workspaces.access import Access
from workspaces.models import AuditRecord


def row_of(variant: Variant, number: int = 2, **changed: Any) -> SheetRow:
    """The row of ``variant`` as it left, but for what ``changed`` says: fields of the row, or
    texts by the name of their part."""
    placement = variant.message.placement
    row = SheetRow(
        sheet=placement.channel,
        number=number,
        key=variant.key,
        variant_id=variant.pk,
        checksum=checksum(variant.parts),
        revision=variant.revision,
        parts={part: list(v) if isinstance(v, list) else v for part, v in variant.parts.items()},
        state=variant.state,
        channel=placement.channel,
        placement=placement.name,
        language=variant.language,
    )
    fields = {name: value for name, value in changed.items() if hasattr(row, name)}
    texts = {name: value for name, value in changed.items() if not hasattr(row, name)}
    return replace(row, **{"parts": row.parts | texts, **fields})


def new_row(message: Message, number: int, **texts: Any) -> SheetRow:
    """A row somebody added, of a placement of ours."""
    return SheetRow(
        sheet=message.placement.channel,
        number=number,
        key="",
        variant_id=None,
        checksum="",
        revision=None,
        parts=texts,
        channel=message.placement.channel,
        placement=message.placement.name,
        language=message.language,
    )


def come_back(
    monkeypatch: pytest.MonkeyPatch,
    access: Access,
    rows: Sequence[SheetRow],
    *,
    workspace: str = "",
    read: bool = True,
    kind: str = "workbook",
) -> SheetImport:
    """A sheet with ``rows``, taken and read."""

    def back(*_: object) -> ReadBack:
        return ReadBack(kind, iter(rows), workspace=workspace)

    monkeypatch.setattr(import_sheet_read, "read_file", back)
    monkeypatch.setattr(import_sheet_read, "keep_marked_copy", lambda _: "")
    batch = take_sheet(access=access, file=b"PK", file_name="back.xlsx")
    if read:
        assert batch.job is not None
        read_returned_sheet(batch.job.pk)
        batch.job.refresh_from_db()
        assert batch.job.state == "done", batch.job.error
        batch.refresh_from_db()
    return batch


def rows_in(batch: SheetImport) -> list[SheetImportRow]:
    return list(SheetImportRow.objects.for_workspace(batch.workspace).filter(batch=batch))


def kinds(batch: SheetImport) -> list[str]:
    return [row.kind for row in rows_in(batch)]


def apply(cast: Cast, batch: SheetImport, access: Access | None = None, **said: Any) -> SheetImport:
    """Apply it, and do the job."""
    job = apply_sheet(access=access or cast.access, batch=batch, **said)
    apply_returned_sheet(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    batch.refresh_from_db()
    return batch


def a_draft(cast: Cast, **fields: Any) -> Variant:
    pain = make.make_pain(cast.workspace)
    message = fields.pop("message", None) or make.make_message(cast.workspace)
    parts = dict(make.HERO) | fields
    return write_variant(access=cast.access, message=message, wording=Wording(parts, pain))


def reworded(cast: Cast, variant: Variant, **texts: Any) -> Variant:
    """Somebody here changes it, as on the site."""
    now = Variant.objects.get(pk=variant.pk)
    return edit_variant(
        access=cast.access,
        variant=now,
        parts={**now.parts, **texts},
        revision=now.revision,
        pain=now.pain,
        proof=now.proof,
    )


def told(cast: Cast, action: str) -> list[AuditRecord]:
    """The records of what was done so."""
    return list(AuditRecord.objects.for_workspace(cast.workspace).filter(action=action))

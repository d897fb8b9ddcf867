"""Rows of a returned sheet as they wait in the database, and read from there again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from messaging.import_sheet_look import Looked
from messaging.import_sheet_match import Match
from messaging.models import Message, SheetImport, SheetImportRow, Variant
from messaging.sharing.sheet_differences import Ours
from messaging.sharing.sheet_rows import Fault, SheetRow
from workspaces.access import Access

State = Variant.State
LOOKED_AT = ("kind", "faults", "choices", "open_cells", "score", "wanted_state")
"""What another look at a row may change."""


def stored(access: Access, batch: SheetImport, looked: Looked) -> SheetImportRow:
    """The row as it waits for a person; not saved."""
    match, row = looked.match, looked.match.row
    ours = match.ours
    told = (*match.faults, *row.faults)
    return SheetImportRow(
        workspace=access.workspace,
        batch=batch,
        sheet=row.sheet[:60],
        number=row.number,
        kind=looked.kind,
        variant=match.variant,
        message=match.message,
        source=match.source,
        pain=match.pain,
        revision=row.revision,
        parts=row.parts_beside(match.variant.parts if match.variant else {}),
        pins=row.pins,
        then={"parts": ours.then, "pins": ours.then_pins} if ours and ours.then else {},
        wanted_state=looked.wanted_state,
        faults=[each.as_json() | {"read": each in told} for each in looked.faults],
        choices=dict(looked.choices),
        open_cells=looked.open_cells,
        score=looked.judged.score if looked.judged else None,
    )


def match_again(row: SheetImportRow, variant: Variant | None, message: Message | None) -> Match:
    """A stored row beside ours as it is now. Load the variant with its message's aims."""
    there = [fault_of(each) for each in row.faults if each.get("read")]
    said = SheetRow(
        sheet=row.sheet,
        number=row.number,
        key=variant.key if variant else "",
        variant_id=row.variant_id,
        checksum="",
        revision=row.revision,
        parts=row.parts,
        pins=row.pins,
        state=row.wanted_state,
        faults=tuple(there),
    )
    if variant is None:
        return Match(said, message=message, source=row.source, pain=row.pain)
    ours = Ours(
        variant.key,
        variant.parts,
        variant.pins,
        variant.state == State.DRAFT,
        row.then.get("parts"),
        row.then.get("pins"),
    )
    return Match(said, variant, ours, message=variant.message, pain=variant.pain)


def fault_of(told: Mapping[str, Any]) -> Fault:
    """A fault as it was kept."""
    return Fault(told["part"], told["index"], told["code"], told["text"], told["blocks"])


def matches_of(access: Access, rows: Sequence[SheetImportRow]) -> list[Match]:
    """Stored rows beside ours as it is now. Three queries however many rows there are."""
    variants = variants_of(access, (row.variant_id for row in rows))
    messages = Message.objects.for_workspace(access.workspace).with_aims()
    by_id = {each.pk: each for each in messages.filter(pk__in={row.message_id for row in rows})}
    return [
        match_again(row, variants.get(row.variant_id or 0), by_id.get(row.message_id or 0))
        for row in rows
    ]


def variants_of(access: Access, ids: Iterable[int | None]) -> dict[int, Variant]:
    """Texts with all that a look at them needs. One query."""
    aims = ("placement__campaign__offer", "persona", "stage")
    moment = ("transition__from_stage", "transition__to_stage")
    related = [f"message__{name}" for name in (*aims, *moment)]
    known = {pk for pk in ids if pk is not None}
    rows = Variant.objects.for_workspace(access.workspace).filter(pk__in=known)
    found = rows.select_related(*related, "pain__persona", "proof").order_by("pk")
    return {each.pk: each for each in found}


def look_again(row: SheetImportRow, looked: Looked) -> None:
    """Have ``row`` say what another look found; not saved."""
    told = (*looked.match.faults, *looked.match.row.faults)
    row.kind = looked.kind
    row.choices = dict(looked.choices)
    row.faults = [each.as_json() | {"read": each in told} for each in looked.faults]
    row.open_cells = looked.open_cells
    row.wanted_state = looked.wanted_state
    row.score = looked.judged.score if looked.judged else None

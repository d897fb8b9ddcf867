"""Taking back what applying a sheet did, as one action.

A text that somebody has done something with since stays as it is, and is told of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, Model, OuterRef

from messaging.import_sheet import ROWS_AT_ONCE, SheetStateError
from messaging.import_sheet_in_use import unmark_texts
from messaging.import_sheet_judge import Wanted, judge_all
from messaging.import_sheet_keep import match_again, variants_of
from messaging.import_sheet_look import Looked
from messaging.import_sheet_write import Taken, write_taken
from messaging.live_texts import shown_texts
from messaging.models import (
    CopyFlag,
    Overrule,
    Proof,
    Relief,
    SheetImport,
    SheetImportRow,
    Variant,
    VariantSource,
    VariantVersion,
)
from personas.models import Evidence, PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import one_record, record
from workspaces.models import TenantModel

State = SheetImport.State
Words = Variant.State
OWN = (VariantSource, VariantVersion, SheetImportRow, CopyFlag, Overrule)
"""What a text that came in this way has from the start; all else that stands on it, people did."""
STANDS_ON: Mapping[str, type[TenantModel]] = MappingProxyType(
    {"pain_id": PainPoint, "evidence_id": Evidence, "proof_id": Proof, "relief_id": Relief}
)
KEPT = "It stays: somebody has done something with it since."
NOT_APPLIED = "Only a sheet that was applied can be taken back."


@dataclass(frozen=True, slots=True)
class Undone:
    """How many texts were put back or removed, the keys of those that stay, and of how many it is
    not said any more that they are in use at the platform."""

    put_back: int
    removed: int
    kept: tuple[str, ...]
    not_in_use: int = 0


def undo_sheet(*, access: Access, batch: SheetImport) -> Undone:
    """Put back what was before, but for texts somebody has done something with since.

    SheetStateError unless the sheet was applied.
    """
    access.require(EDIT)
    with one_record(access=access, action="undone", target=batch):
        mine = SheetImport.objects.for_workspace(access.workspace).filter(pk=batch.pk)
        if not mine.filter(state=State.APPLIED).update(state=State.UNDONE):
            raise SheetStateError(NOT_APPLIED)
        unmarked = unmark_texts(mine.get())
        rows = list(
            SheetImportRow.objects.for_workspace(access.workspace)
            .filter(batch=batch)
            .exclude(applied_at=None)
            .order_by("pk")
        )
        put_back = removed = 0
        kept: list[str] = []
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            back, gone, stay = _undo(access, some)
            put_back, removed = put_back + back, removed + gone
            kept += stay
        after = {"put_back": put_back, "removed": removed, "kept": len(kept)}
        if unmarked:
            after["not_in_use"] = unmarked
        told = {**mine.get().counted, **after, "kept_keys": kept[:50]}
        mine.update(counted=told)
        record(access=access, action="undone", target=batch, after=after | {"keys": kept[:20]})
    batch.refresh_from_db()
    return Undone(put_back, removed, tuple(kept), unmarked)


def _undo(access: Access, rows: Sequence[SheetImportRow]) -> tuple[int, int, list[str]]:
    ids = [row.made_id or row.variant_id for row in rows]
    here = Variant.objects.for_workspace(access.workspace)
    held = here.select_for_update(of=("self",)).filter(pk__in=[pk for pk in ids if pk])
    list(held.order_by("pk").values_list("pk", flat=True))
    variants = variants_of(access, ids)
    free = _free(access, variants.values())
    edits: list[tuple[SheetImportRow, Variant]] = []
    gone: list[int] = []
    kept: list[str] = []
    for row, pk in zip(rows, ids, strict=True):
        variant = variants.get(pk or 0)
        if variant is None:
            continue
        if not _as_it_was_left(row, variant, free):
            kept.append(variant.key)
            row.faults = [*row.faults, {"part": "", "index": None, "code": "kept"}]
            row.faults[-1] |= {"text": KEPT, "blocks": False}
            continue
        row.applied_at = None
        if row.before.get("new"):
            gone.append(variant.pk)
        else:
            edits.append((row, variant))
    SheetImportRow.objects.bulk_update(rows, ["applied_at", "faults"])
    here.filter(pk__in=gone).delete()
    _put_back(access, edits)
    return len(edits), len(gone), kept


def _as_it_was_left(row: SheetImportRow, variant: Variant, free: Collection[int]) -> bool:
    before = row.before
    state = before.get("state_after", before.get("state"))
    if (variant.state, variant.revision) != (state, before.get("revision")):
        return False
    if before.get("new"):
        return variant.pk in free and variant.assignee_id is None and variant.due_on is None
    # What customers see now is not changed behind their backs.
    return "state_after" not in before or variant.pk in free


def _free(access: Access, variants: Iterable[Variant]) -> set[int]:
    """Those (ids) that nobody shows, discusses or builds upon."""
    held: list[Any] = [
        ~Exists(model._default_manager.filter(**{name: OuterRef("pk")}))
        for model, name in _pointing_here()
    ]
    ids = [each.pk for each in variants]
    rows = Variant.objects.for_workspace(access.workspace).filter(*held, pk__in=ids)
    shown = shown_texts(access).filter(pk__in=ids).values_list("pk", flat=True)
    return set(rows.order_by().values_list("pk", flat=True)) - set(shown)


def _pointing_here() -> Iterable[tuple[type[Model], str]]:
    """(model, field) of whatever leads to a text and that people made."""
    for each in Variant._meta.get_fields(include_hidden=True):
        if isinstance(each, ForeignObjectRel) and each.related_model not in OWN:
            yield each.related_model, each.field.name


def _put_back(access: Access, edits: Sequence[tuple[SheetImportRow, Variant]]) -> None:
    """States first, then words: each is a new version that says what the one before said."""
    for row, variant in edits:
        if "state_after" in row.before:
            _state_back(access, variant, row.before["state"])
    worded = [(row, variant) for row, variant in edits if "parts" in row.before]
    wanted = [Wanted(v.message, v.pain, row.before["parts"]) for row, v in worded]
    taken = []
    for (row, variant), judged in zip(worded, judge_all(access=access, wanted=wanted), strict=True):
        match = match_again(row, variant, variant.message)
        pins = row.before.get("pins", {})
        taken.append(Taken(row, Looked(match, "changed", judged=judged, pins=pins)))
    befores = [dict(row.before) for row, _ in worded]  # writing says anew what was before
    write_taken(access, taken)
    texts = [variant for _, variant in worded]
    for variant, before in zip(texts, befores, strict=True):
        variant.score = before.get("score")
    Variant.objects.bulk_update(texts, ["score"])
    _trace_back(access, texts, befores)


def _trace_back(
    access: Access, texts: Sequence[Variant], befores: Sequence[Mapping[str, Any]]
) -> None:
    """What their sentences stood on, as far as that is still there."""
    traced = [
        (variant, said)
        for variant, before in zip(texts, befores, strict=True)
        for said in before.get("sources", ())
    ]
    there = {
        name: _there(access, model, {said[name] for _, said in traced if said[name]})
        for name, model in STANDS_ON.items()
    }
    rows = [
        VariantSource(workspace=access.workspace, variant=variant, **said)
        for variant, said in traced
        if all(said[name] is None or said[name] in there[name] for name in STANDS_ON)
    ]
    known = [v.pk for v, before in zip(texts, befores, strict=True) if "sources" in before]
    VariantSource.objects.for_workspace(access.workspace).filter(variant__in=known).delete()
    VariantSource.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _there(access: Access, model: type[TenantModel], ids: Collection[int]) -> set[int]:
    rows = model._default_manager.filter(workspace=access.workspace, pk__in=ids)
    return set(rows.order_by().values_list("pk", flat=True))


def _state_back(access: Access, variant: Variant, state: str) -> None:
    undecided: dict[str, Any] = {"decided_by": None, "decided_at": None, "reason": ""}
    if state == Words.DRAFT:
        undecided["submitted_at"] = None
    rows = Variant.objects.for_workspace(access.workspace).filter(pk=variant.pk)
    with transaction.atomic():
        before = {"state": variant.state}
        rows.filter(state=variant.state).update(state=state, **undecided)
        variant.state = state
        record(
            access=access,
            action="put back",
            target=variant,
            before=before,
            after={"state": state},
        )

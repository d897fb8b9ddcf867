"""Out of the database and back into it: whatever people do to our workbook, applying it is exactly
that and nothing else, and undoing it brings back exactly what was there."""

import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from messaging.channels import get_channel
from messaging.import_sheet import SheetStateError, ready_rows, take_sheet
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_undo import undo_sheet
from messaging.models import Message, SheetImport, Variant, VariantSource
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import request_export
from messaging.sharing.lines import part_columns
from messaging.tasks import apply_returned_sheet, export_workbook, read_returned_sheet
from messaging.wording import Wording, write_variant
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.edited_sheets import HERO, HOW_MANY, RSA, Edited, Row, edited
from workspaces.models import TenantModel, Workspace

OWN = {"SheetImport", "SheetImportRow", "Job", "AuditRecord", "VariantVersion", "WebhookDelivery"}
"""What bringing a sheet back writes about itself."""
WORDS = {"Variant", "VariantSource"}


@dataclass
class Here:
    """What there is before: the texts of each channel in the order of their keys."""

    cast: Cast
    texts: dict[str, list[Variant]]
    file: bytes


@pytest.fixture
def here(cast: Cast) -> Here:
    pain = make.make_pain(cast.workspace)
    evidence = make.make_evidence(cast.workspace, pain)
    found: dict[str, list[Variant]] = {}
    for channel, many in HOW_MANY.items():
        message = make.make_message(cast.workspace, channel)
        for number in range(many):
            mark = "abcd"[number]
            parts: dict[str, Any] = {
                "headlines": [f"Sundays {mark}", f"Receipts {mark}", f"Books {mark}"],
                "descriptions": [f"No more chasing {mark}.", f"Close the month {mark}."],
            }
            if channel == HERO:
                parts = {"headline": f"Keep {mark}", "subline": f"So {mark}.", "button": "Look"}
            pins = {"headlines": {"1": 2}} if channel == RSA else {}
            wording = Wording(parts, pain, pins=pins)
            text = write_variant(access=cast.access, message=message, wording=wording)
            VariantSource.objects.create(
                workspace=cast.workspace,
                variant=text,
                part=next(iter(parts)),
                sentence=text.sentences()[0][1],
                evidence=evidence,
            )
            found.setdefault(channel, []).append(text)
        Variant.objects.filter(pk=text.pk).update(state="approved")
        text.refresh_from_db()
    Message.objects.filter(pk=found[HERO][-1].message_id).update(live_variant=found[HERO][-1])
    job = request_export(
        access=cast.access, file_format="workbook", selection=Selection(which="all")
    )
    export_workbook(job.pk)
    job.refresh_from_db()
    with job.result_file.open() as file:
        return Here(cast, found, file.read())


@settings(
    max_examples=15,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(edited(HERO), edited(RSA))
def test_it_works(here: Here, hero: Edited, rsa: Edited) -> None:
    cast, sheets = here.cast, {HERO: hero, RSA: rsa}
    with put_back():
        before = everything(cast.workspace)
        batch = sent(here, sheets)
        edits, drafts = wanted(here, sheets)
        assert ready_rows(batch).count() == len(edits) + len(drafts)
        if not edits and not drafts:
            with pytest.raises(SheetStateError):
                apply_sheet(access=cast.access, batch=batch)
            return
        apply_returned_sheet(apply_sheet(access=cast.access, batch=batch).pk)
        batch.refresh_from_db()
        assert (batch.state, batch.counted["left"]) == (SheetImport.State.APPLIED, 0)
        ours = {text.pk: text for some in here.texts.values() for text in some}
        now = {text.pk: text for text in Variant.objects.for_workspace(cast.workspace)}
        for pk, was in ours.items():
            assert now[pk].state == was.state
            assert (now[pk].parts, now[pk].pins) == edits.get(pk, (was.parts, was.pins))
        made = [text for pk, text in now.items() if pk not in ours]
        assert Counter(map(_told, made)) == Counter(drafts)
        assert {text.state for text in made} <= {"draft"}
        others = set(before) - WORDS
        after = everything(cast.workspace)
        assert {name: after[name] for name in others} == {name: before[name] for name in others}

        undone = undo_sheet(access=cast.access, batch=batch)
        assert (undone.put_back, undone.removed) == (len(edits), len(drafts))
        assert undone.kept == ()
        assert everything(cast.workspace) == before


@contextmanager
def put_back() -> Iterator[None]:
    """All that is written within is as if it had not been."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def sent(here: Here, sheets: Mapping[str, Edited]) -> SheetImport:
    book = openpyxl.load_workbook(io.BytesIO(here.file))
    for channel, change in sheets.items():
        rewrite(book[get_channel(channel).name], channel, here.texts[channel], change)
    file = io.BytesIO()
    book.save(file)
    batch = take_sheet(access=here.cast.access, file=file.getvalue(), file_name="back.xlsx")
    assert batch.job is not None
    read_returned_sheet(batch.job.pk)
    batch.refresh_from_db()
    assert batch.state == SheetImport.State.OPEN, batch.refusal
    assert batch.counted.get("conflict", 0) == batch.counted.get("fault", 0) == 0
    return batch


def rewrite(sheet: Any, channel: str, ours: Sequence[Variant], change: Edited) -> None:
    """The sheet as it is left: its rows and columns written anew, each cell as it was or as it
    was changed."""
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    titles = [str(title or "").partition(" (")[0] for title in cells[0]]
    known = {row[titles.index("Key")]: row for row in cells[1:]}
    rows = [cells[0]]
    for row in change.rows:
        values = [None] * len(titles) if row.of is None else list(known[ours[row.of].key])
        if row.of is None:
            values[titles.index("Placement")] = ours[0].message.placement.name
        for part in part_columns(get_channel(channel)):
            if (part.part, part.index) in row.says:
                values[titles.index(part.title)] = row.says[part.part, part.index]
            if part.part == "headlines" and (pin := row.pins.get(part.index or 0)):
                values[titles.index(part.pin_title)] = pin
        rows.append(values)
    sheet.delete_rows(1, sheet.max_row)
    ranks = [change.order[at % len(change.order)] for at in range(len(titles))]
    order = sorted(range(len(titles)), key=ranks.__getitem__)
    for number, values in enumerate(rows, start=1):
        for place, at in enumerate(order, start=1):
            sheet.cell(number, place, values[at])


def wanted(
    here: Here, sheets: Mapping[str, Edited]
) -> tuple[dict[int, tuple[Any, Any]], list[Any]]:
    """What the edits mean: drafts of ours that say something else, and new drafts.

    Of rows of one text that nobody changed, one is that text, and the changed ones are copies of
    it; where all of them were changed the first is the text.
    """
    edits: dict[int, tuple[Any, Any]] = {}
    drafts: list[Any] = []
    for channel, change in sheets.items():
        ours = here.texts[channel]
        for number, was in enumerate(ours):
            rows = [row for row in change.rows if row.of == number]
            said = [_said(row, was) for row in rows]
            new = [each for each in said if each != (was.parts, was.pins)]
            if len(new) == len(said) and new and was.state == "draft":
                edits[was.pk] = new.pop(0)
            drafts += [_draft(was.message_id, was.pk, parts, pins) for parts, pins in new]
        for row in change.rows:
            if row.of is None:
                blank = Variant(parts={}, pins={})
                drafts.append(_draft(ours[0].message_id, None, *_said(row, blank)))
    return edits, drafts


def _said(row: Row, was: Variant) -> tuple[Any, Any]:
    """The parts and pins of a row."""
    parts = {part: list(v) if isinstance(v, list) else v for part, v in was.parts.items()}
    for (part, index), text in row.says.items():
        if index is None:
            parts[part] = text
            continue
        listed = parts.setdefault(part, [])
        if index < len(listed):
            listed[index] = text
        else:
            listed.append(text)
    pins = {part: dict(places) for part, places in was.pins.items()}
    for index, position in row.pins.items():
        pins.setdefault("headlines", {})[str(index)] = position
    return parts, pins


def _draft(message: int, of: int | None, parts: Any, pins: Any) -> tuple[int, int | None, str]:
    said = {part: value for part, value in parts.items() if value}  # a blank text says nothing
    return message, of, json.dumps([said, pins], sort_keys=True)


def _told(text: Variant) -> tuple[int, int | None, str]:
    return _draft(text.message_id, text.derived_from_id, text.parts, text.pins)


def everything(workspace: Workspace) -> dict[str, list[str]]:
    """All rows of a workspace by model, but for what an import writes about itself: as they are
    read, in no order. The revision of a text counts its changes, and goes on."""
    found = {}
    for model in apps.get_models():
        if not issubclass(model, TenantModel) or model.__name__ in OWN:
            continue
        left_out = {"Variant": {"revision"}, "VariantSource": {"id"}}.get(model.__name__, set())
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in left_out]
        rows = model._default_manager.filter(workspace=workspace).values_list(*names)
        found[model.__name__] = sorted(map(repr, rows))
    return found

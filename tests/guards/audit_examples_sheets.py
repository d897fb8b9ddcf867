"""Examples of sheets that come back, on pages and over REST."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.import_sheet import count_rows
from messaging.import_sheet_apply import apply_sheet
from messaging.models import SheetImport, SheetImportRow, Variant
from messaging.tasks import apply_returned_sheet
from messaging.wording import Wording, write_variant
from tests import make
from tests.guards.audit_table import Ask, Example, Scene

State = SheetImport.State


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("back.csv", b"Key,Headline\n,Keep your Sundays\n")


def sheet(scene: Scene, state: str = State.OPEN) -> SheetImport:
    """A sheet with a row that differs in a cell both changed."""
    wording = Wording(dict(make.HERO))
    message = make.make_message(scene.workspace)
    draft = write_variant(access=scene.access, message=message, wording=wording)
    number = SheetImport.objects.count()
    batch = SheetImport.objects.create(
        workspace=scene.workspace, token=f"{number:032}", file_name="back.csv", state=state
    )
    row = a_row(batch, draft)
    row.save()
    count_rows(batch)
    return batch


def a_row(batch: SheetImport, draft: Variant) -> SheetImportRow:
    return SheetImportRow(
        workspace=batch.workspace,
        batch=batch,
        number=2,
        kind="conflict",
        variant=draft,
        message=draft.message,
        parts=make.HERO | {"headline": "Keep your Sundays"},
        open_cells=1,
    )


def ready(scene: Scene) -> SheetImport:
    batch = sheet(scene)
    batch.rows.update(open_cells=0, choices={"headline": "theirs"})
    return batch


def applied(scene: Scene) -> SheetImport:
    batch = ready(scene)
    apply_returned_sheet(apply_sheet(access=scene.access, batch=batch).pk)
    batch.refresh_from_db()
    return batch


def one_row(scene: Scene) -> dict[str, Any]:
    batch = sheet(scene)
    return {"row": batch, "fill": {"row": batch.rows.get().pk}}


def waiting(scene: Scene) -> SheetImport:
    return sheet(scene, State.READING)


CHOICE = {"cell:headline": "theirs"}
PAGES = [
    Example(
        "share-sheets",
        "uploaded",
        "sheetimport",
        lambda scene: Ask(data={"file": a_file()}),
        again=1,
    ),
    Example(
        "share-sheet-row",
        "chosen",
        "sheetimport",
        lambda scene: Ask(**one_row(scene), data=CHOICE),
    ),
    Example(
        "share-sheet-choose",
        "chosen",
        "sheetimport",
        lambda scene: Ask(sheet(scene), {"whose": "ours"}),
    ),
    Example("share-sheet-apply", "queued", "job", lambda scene: Ask(ready(scene))),
    Example("share-sheet-again", "queued", "job", lambda scene: Ask(waiting(scene))),
    Example("share-sheet-undo", "undone", "sheetimport", lambda scene: Ask(applied(scene))),
    Example("share-sheet-discard", "discarded", "sheetimport", lambda scene: Ask(sheet(scene))),
]
REST = [
    Example(
        "api-sheet-import-list",
        "uploaded",
        "sheetimport",
        lambda scene: Ask(data={"text": "Key,Headline\n,Keep your Sundays\n"}),
        again=1,
    ),
    Example(
        "api-sheet-import-row",
        "chosen",
        "sheetimport",
        lambda scene: Ask(**one_row(scene), data={"choices": {"headline": "theirs"}}),
    ),
    Example(
        "api-sheet-import-choose",
        "chosen",
        "sheetimport",
        lambda scene: Ask(sheet(scene), {"whose": "ours"}),
    ),
    Example("api-sheet-import-apply", "queued", "job", lambda scene: Ask(ready(scene))),
    Example("api-sheet-import-again", "queued", "job", lambda scene: Ask(waiting(scene))),
    Example("api-sheet-import-undo", "undone", "sheetimport", lambda scene: Ask(applied(scene))),
    Example(
        "api-sheet-import-discard", "discarded", "sheetimport", lambda scene: Ask(sheet(scene))
    ),
]

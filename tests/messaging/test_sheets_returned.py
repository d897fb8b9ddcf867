"""What came back, from the file to the rows that wait: marked up, refused, doubled, another's."""

import io
from typing import Any

import openpyxl
import pytest

from messaging.channels.registry import all_channels
from messaging.import_sheet import discard_sheet, take_sheet
from messaging.models import SheetImport, SheetImportRow, Variant
from messaging.sharing.collect_lines import Selection, collect_lines
from messaging.sharing.export import request_export
from messaging.sharing.export_job import write_table_file
from messaging.sharing.mark_places import SUMMARY
from messaging.sharing.workbook import write_workbook
from messaging.sharing.workbook_content import Content, Origin
from messaging.tasks import read_returned_sheet
from tests import make
from tests.conftest import Cast
from tests.messaging.sharing.returned import column, put
from tests.messaging.sharing.test_workbook import COVER
from tests.security.hostile_files import REFUSED
from workspaces.jobs import run_job
from workspaces.models import AuditRecord, Workspace

HERO = "Web hero"
State = SheetImport.State


def exported(workspace: Workspace, slug: str = "") -> Any:
    """The workbook of everything approved in ``workspace``, opened."""
    file = io.BytesIO()
    lines = list(collect_lines(workspace, Selection(which="all")))
    used = {line.channel for line in lines}
    channels = [channel for key, channel in all_channels().items() if key in used]
    content = Content(COVER, Origin(slug or workspace.slug, "1"), states=())
    write_workbook(file, content=content, channels=channels, lines=lines)
    return openpyxl.load_workbook(file)


def sent(cast: Cast, book: Any, name: str = "copy.xlsx") -> SheetImport:
    """The sheet after ``book`` was sent and read; nothing of it is applied."""
    content = book
    if not isinstance(book, bytes):
        file = io.BytesIO()
        book.save(file)
        content = file.getvalue()
    batch = take_sheet(access=cast.access_of(cast.editor), file=content, file_name=name)
    assert batch.job is not None
    read_returned_sheet(batch.job.pk)
    batch.refresh_from_db()
    return batch


def rows_of(batch: SheetImport) -> list[SheetImportRow]:
    rows = SheetImportRow.objects.for_workspace(batch.workspace).filter(batch=batch)
    return list(rows.order_by("number"))


@pytest.fixture
def drafts(cast: Cast) -> list[Variant]:
    message = make.make_message(cast.workspace)
    return [make.make_variant(message) for _ in range(2)]


def test_it_works(cast: Cast, drafts: list[Variant]) -> None:
    book = exported(cast.workspace)
    sheet = book[HERO]
    at = column(sheet, "Headline")
    sheet.cell(2, at).value = "=1+1"
    batch = sent(cast, book)
    assert batch.state == State.OPEN
    assert [row.kind for row in rows_of(batch)] == ["fault", "same"]
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"share/sheets/{batch.pk}/"))
    assert f"share/sheets/{batch.pk}/marked/" in page.content.decode()
    answer = client.get(cast.url(f"share/sheets/{batch.pk}/marked/"))
    marked = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    assert marked.sheetnames[0] == SUMMARY
    assert "formula without a result" in marked[HERO].cell(2, at).comment.text
    assert marked[HERO].cell(3, at).comment is None


def test_nothing_to_say_is_no_copy(cast: Cast, drafts: list[Variant]) -> None:
    batch = sent(cast, exported(cast.workspace))
    assert not [fault for row in rows_of(batch) for fault in row.faults]
    assert not batch.marked_file


def test_the_copy_goes_with_the_sheet(cast: Cast, drafts: list[Variant]) -> None:
    book = exported(cast.workspace)
    put(book[HERO], "Headline", "=1+1")
    batch = sent(cast, book)
    storage, name = batch.marked_file.storage, str(batch.marked_file.name)
    assert storage.exists(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work: work())
        discard_sheet(access=cast.access_of(cast.editor), batch=batch)
    assert not storage.exists(name)


def test_a_mended_copy_is_taken_as_it_is(cast: Cast, drafts: list[Variant]) -> None:
    book = exported(cast.workspace)
    put(book[HERO], "Headline", "=1+1")
    batch = sent(cast, book)
    mended = openpyxl.load_workbook(batch.marked_file.open("rb"))
    put(mended[HERO], "Headline", "Evenings are yours")
    again = sent(cast, mended)
    changed, same = rows_of(again)
    assert (changed.kind, same.kind) == ("changed", "same")
    assert changed.parts["headline"] == "Evenings are yours"


def test_a_hostile_file_is_refused_on_its_page(cast: Cast) -> None:
    batch = sent(cast, REFUSED["one cell at the far corner"][1]())
    assert batch.state == State.REFUSED
    page = cast.client(cast.editor).get(cast.url(f"share/sheets/{batch.pk}/"))
    assert "reaches to row 1,048,576" in page.content.decode()
    assert not rows_of(batch)


def test_a_double_id_changes_one_text_and_drafts_the_other(
    cast: Cast, drafts: list[Variant]
) -> None:
    book = exported(cast.workspace)
    sheet = book[HERO]
    sheet.append([cell.value for cell in sheet[2]])
    sheet.cell(4, column(sheet, "Headline")).value = "Evenings are yours"
    batch = sent(cast, book)
    assert [row.kind for row in rows_of(batch)] == ["same", "same", "new"]
    assert Variant.objects.for_workspace(cast.workspace).count() == len(drafts)


def test_another_workspaces_ids_are_none_of_ours(cast: Cast) -> None:
    """Their file, sent to us: no row is taken for one of ours, and nothing says theirs exist."""
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    mine = make.make_variant(make.make_message(cast.workspace))
    book = exported(cast.other.workspace)
    sheet = book[HERO]
    sheet.append([cell.value for cell in sheet[2]])
    put(sheet, "Id", mine.pk, row=3)
    batch = sent(cast, book)
    assert batch.state == State.OPEN
    assert any("another workspace" in note for note in batch.notes)
    assert [row.variant for row in rows_of(batch)] == [None, None]
    assert not any(theirs.key in str(row.faults) for row in rows_of(batch))


def test_every_file_that_came_is_in_the_log(cast: Cast, drafts: list[Variant]) -> None:
    batch = sent(cast, exported(cast.workspace))
    told = AuditRecord.objects.for_workspace(cast.workspace).filter(target_id=str(batch.pk))
    assert "uploaded" in set(told.values_list("action", flat=True))


def test_reading_twice_is_reading_once(cast: Cast, drafts: list[Variant]) -> None:
    """As when a worker dies after the rows were kept and before the sheet was opened."""
    book = exported(cast.workspace)
    put(book[HERO], "Headline", "=1+1")
    batch = sent(cast, book)
    SheetImport.objects.filter(pk=batch.pk).update(state=State.READING)
    assert batch.job is not None
    type(batch.job).objects.filter(pk=batch.job.pk).update(state="queued")
    read_returned_sheet(batch.job.pk)
    batch.refresh_from_db()
    assert batch.state == State.OPEN
    assert len(rows_of(batch)) == len(drafts)
    assert SUMMARY in openpyxl.load_workbook(batch.marked_file.open("rb")).sheetnames


def test_a_file_of_a_platform_comes_back_as_it_left(cast: Cast) -> None:
    """Its tags are the platform's by then, and its only sign of ours is the label."""
    message = make.make_message(cast.workspace, "google_rsa")
    parts = {
        "headlines": ["{{keyword|Tea}} by post", "Fresh tea", "=Tea, weekly"],
        "descriptions": ["Leaves, not bags.", "Sent on Mondays."],
        "path1": "",
        "path2": "",
    }
    make.make_live(message, key="tea-search-1", parts=parts, pins={"headlines": {"0": 1}})
    for file_format in ("google_ads_editor", "google_ads_web", "generic_json", "generic_csv"):
        job = request_export(access=cast.access, file_format=file_format, selection=Selection())
        run_job(job.pk, write_table_file)
        job.refresh_from_db()
        assert job.state == "done", job.error
        batch = sent(cast, job.result_file.read(), str(job.result_file.name))
        (row,) = rows_of(batch)
        assert (batch.kind, row.kind, row.variant_id is None) == (file_format, "same", False)

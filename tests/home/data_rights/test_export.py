"""Everything of a workspace in one zip."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db.models import JSONField

from home.data_rights import export_workspace
from home.data_rights.encoding import columns_of, decoders_of
from home.data_rights.export_workspace import AlreadyUnderWayError, request_workspace_export
from home.data_rights.portable import LEFT_OUT, PORTABLES, Portable, brought
from home.data_rights.row_plan import plan_of, target_of
from home.data_rights.shapes import SHAPES
from home.data_rights.sheets import SHEETS
from home.tasks import export_workspace as export_task
from personas.models import EvidenceImport, Persona
from tests import make
from tests.conftest import Cast
from tests.guards.tenancy import has_workspace
from tests.home.data_rights import scenes
from workspaces.keys import create_key
from workspaces.models import Job, Workspace


def test_it_works(cast: Cast) -> None:
    scenes.full_workspace(cast)
    _, token = create_key(access=cast.access, name="shop", kind="secret")
    make.make_persona(cast.other.workspace, name="Somebody else’s")
    content = scenes.zip_of(scenes.export(cast.access))
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
        assert manifest["workspace"] == "Tea and Sons"
        for name, entry in manifest["files"].items():
            assert hashlib.sha256(zipped.read(name)).hexdigest() == entry["sha256"], name
        batch = EvidenceImport.objects.get(state=EvidenceImport.State.APPLIED)
        assert zipped.read(f"files/personas.evidenceimport/{batch.pk}") == scenes.CSV
        book = openpyxl.load_workbook(io.BytesIO(zipped.read("workspace.xlsx")))
    rows = scenes.rows(content)
    assert set(rows) == {each.label for each in PORTABLES}
    assert rows["workspaces.membership"][0]["user"] == "owner@example.org"
    told = json.dumps(rows, ensure_ascii=False)
    for secret in ("0" * 64, "whsec_x", "93.184.216.34", token):
        assert secret not in told
    assert "Somebody else" not in told
    empty = [label for label, found in rows.items() if not found]
    assert empty == [], "The scene fills every table."
    quotes = [row[0] for row in book["Quotes"].iter_rows(min_row=2)]
    (formula,) = [cell for cell in quotes if str(cell.value).startswith("=")]
    assert formula.data_type == "s"


def test_every_model_of_a_workspace_is_taken_along_or_left_out_for_a_reason() -> None:
    known = {each.model for each in PORTABLES} | set(LEFT_OUT)
    own = {model for model in apps.get_models() if has_workspace(model)} | {Workspace}
    assert own - known == set(), "Say in home/data_rights/portable.py what becomes of it."
    assert known - own == set()
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())


@pytest.mark.parametrize("portable", PORTABLES, ids=lambda each: each.label)
def test_every_column_is_written_and_read(portable: Portable) -> None:
    names = {each.name for each in portable.model._meta.concrete_fields}
    written = {each.name for each in columns_of(portable)}
    assert names - written - {"id", "workspace"} == set(portable.left_out)
    assert set(portable.made_anew) | set(portable.later) <= written
    if portable.stays:
        return
    plan = plan_of(portable)
    files = {each.name for each in columns_of(portable) if each.is_file}
    read = {name for name, _ in [*plan.decoders, *plan.people]} | {key[0] for key in plan.keys}
    assert read | files | set(portable.later) == written, "Nothing is read without a check."
    of_json = {each.name for each in portable.fields() if isinstance(each, JSONField)}
    shapes = set(SHAPES.get(portable.label, {}))
    assert of_json <= shapes, "Say in home/data_rights/shapes.py what this column looks like."
    assert shapes <= set(decoders_of(portable))


def test_rows_stand_on_rows_before_them() -> None:
    before: set[str] = set()
    for portable in brought():
        for column in [*portable.fields(), *portable.several()]:
            target = target_of(column)
            if target is not None and column.name not in portable.later:
                assert target.label in before, f"{portable.label}.{column.name}"
        before.add(portable.label)


def test_every_sheet_asks_for_what_there_is() -> None:
    for sheet in SHEETS:
        list(sheet.model._default_manager.none().values_list(*sheet.columns.values()))
    assert len({sheet.title for sheet in SHEETS}) == len(SHEETS)


def test_one_at_a_time(cast: Cast) -> None:
    job = request_workspace_export(access=cast.access)
    with pytest.raises(AlreadyUnderWayError) as refused:
        request_workspace_export(access=cast.access)
    assert refused.value.job == job
    assert Job.objects.count() == 1


def test_what_changes_meanwhile_is_read_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_persona(cast.workspace)
    tries = []

    def change(*arguments: Any) -> Iterator[dict[str, Any]]:
        """Somebody adds a persona after the personas were read, the first time."""
        if arguments[0].label == "messaging.voice" and not tries:
            tries.append(1)
            make.make_persona(cast.workspace, name="Late")
        return pages(*arguments)

    pages = export_workspace._pages
    monkeypatch.setattr(export_workspace, "_pages", change)
    rows = scenes.rows(scenes.zip_of(scenes.export(cast.access)))
    assert [row["name"] for row in rows["personas.persona"]][-1] == "Late"
    assert tries == [1]


def test_no_half_zip_is_kept_when_it_never_stands_still(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = export_workspace._pages

    def change(*arguments: Any) -> Iterator[dict[str, Any]]:
        if arguments[0].label == "messaging.voice":
            make.make_persona(cast.workspace)
        return pages(*arguments)

    monkeypatch.setattr(export_workspace, "_pages", change)
    job = request_workspace_export(access=cast.access)
    export_task(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "again" in job.error
    assert not job.result_file
    assert Persona.objects.count() == export_workspace.READ_AGAIN

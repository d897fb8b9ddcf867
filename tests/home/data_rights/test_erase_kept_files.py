"""Files that came to a workspace go when a person is erased: any of them may name them."""

import json
from pathlib import Path

from django.core.files.base import ContentFile

from experiments.models import ResultReport
from home.data_rights.erase_person import request_erasure
from home.data_rights.find_person import FIND, find_person
from home.data_rights.kept_files import OTHERWISE, kept_files
from home.data_rights.personal_data import PERSONAL_DATA, Eraser, columns
from home.tasks import erase_person
from messaging.models import BroughtIn, ShareSettings, SheetImport
from tests import make
from tests.conftest import Cast
from tests.pictures import png
from workspaces.models import Job, Workspace
from workspaces.sealing import seal

PERSON = "anna@example.org"


def came(workspace: Workspace, number: int) -> list[Path]:
    """A sheet that is read, copy brought in, and a report of results; where their files lie."""
    here = {"workspace": workspace, "token": f"{number:032}"}
    sheet = SheetImport(**here, file_name="back.xlsx", state="reading")
    brought = BroughtIn(**here, source="sheet", name="old.csv")
    report = ResultReport(**here, file_name="ads.csv", file_hash="x", taken_on="2026-01-01")
    files = []
    for row, names in ((sheet, ("file", "marked_file")), (brought, ("file",)), (report, ("file",))):
        for name in names:
            getattr(row, name).save("x.csv", ContentFile(PERSON.encode()), save=False)
            files.append(Path(getattr(row, name).path))
        row.save()
    return files


def test_it_works(cast: Cast) -> None:
    make.make_evidence(cast.workspace, text=f"Ask {PERSON}")
    mine, theirs = came(cast.workspace, 1), came(cast.other.workspace, 2)
    settings = ShareSettings(workspace=cast.workspace)
    settings.logo.save("logo.png", ContentFile(png(20, 20)), save=True)
    found = find_person(cast.workspace, (PERSON,), lambda _: None)
    assert found.counts()["exports"] == 3
    search = Job.objects.create(
        workspace=cast.workspace,
        kind=FIND,
        state=Job.State.DONE,
        arguments={"needs": "manage", "sealed": seal(json.dumps([PERSON]))},
    )
    erase_person(request_erasure(access=cast.access, search=search).pk)
    assert not any(path.exists() for path in mine)
    assert all(path.exists() for path in theirs)
    assert Path(settings.logo.path).exists()
    sheet = SheetImport.objects.get(workspace=cast.workspace)
    assert (sheet.file.name, sheet.marked_file.name, sheet.state) == ("", "", "discarded")
    assert kept_files(cast.workspace) == {}


def test_every_column_with_a_file_is_cared_for() -> None:
    cared = [label for label in PERSONAL_DATA if columns(label, Eraser.FILE)]
    assert set(cared) - set(OTHERWISE) == {
        "messaging.sheetimport",
        "messaging.broughtin",
        "experiments.resultreport",
    }

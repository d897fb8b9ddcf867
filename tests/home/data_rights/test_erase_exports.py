"""An export that ends while a person is being looked for would keep them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.client_reports import MAKE, SEND
from experiments.late_goals import LOOK
from home.data_rights import erase_person as erasing
from home.data_rights.erase_person import request_erasure
from home.data_rights.find_person import FIND
from home.tasks import erase_person
from messaging.fill_template import take_template
from messaging.sharing.export import FILL_KIND
from messaging.sheet_reading import KIND as READ_COPY
from tests import make
from tests.conftest import Cast
from tests.home.data_rights import scenes
from workspaces.models import Job
from workspaces.sealing import seal

PERSON = "anna@example.org"
ROOT = Path(__file__).resolve().parents[3]
APPS = ("experiments", "home", "messaging", "personas", "workspaces")


def test_it_works(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_evidence(cast.workspace, text=f"Ask {PERSON}")
    look = erasing.find_person
    ended = []

    def look_while_an_export_ends(*given: Any) -> Any:
        found = look(*given)
        ended.append(scenes.export(cast.access))
        return found

    monkeypatch.setattr(erasing, "find_person", look_while_an_export_ends)
    search = Job.objects.create(
        workspace=cast.workspace,
        kind=FIND,
        state=Job.State.DONE,
        arguments={"needs": "manage", "sealed": seal(json.dumps([PERSON]))},
    )
    erase_person(request_erasure(access=cast.access, search=search).pk)
    (made,) = ended
    assert not Path(made.result_file.path).exists()
    made.refresh_from_db()
    assert made.result_file.name == ""


def erased(cast: Cast) -> None:
    search = Job.objects.create(
        workspace=cast.workspace,
        kind=FIND,
        state=Job.State.DONE,
        arguments={"needs": "manage", "sealed": seal(json.dumps([PERSON]))},
    )
    erase_person(request_erasure(access=cast.access, search=search).pk)


@pytest.mark.parametrize("kind", [MAKE, SEND, LOOK, FILL_KIND, READ_COPY, "messaging.export_table"])
@pytest.mark.parametrize("state", [Job.State.QUEUED, Job.State.RUNNING])
def test_no_file_that_is_being_made_brings_them_back(cast: Cast, kind: str, state: str) -> None:
    mine = Job.objects.create(workspace=cast.workspace, kind=kind, state=state)
    theirs = Job.objects.create(workspace=cast.other.workspace, kind=kind, state=state)
    other = Job.objects.create(workspace=cast.workspace, kind="messaging.check_voice", state=state)
    erased(cast)
    for job in (mine, theirs, other):
        job.refresh_from_db()
    assert (mine.state, theirs.state, other.state) == (Job.State.CANCELLED, state, state)


def test_every_job_that_keeps_a_file_is_known(cast: Cast) -> None:
    """Whoever writes another one says here whether the person may be in it."""
    keepers = {
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "run.keep_file(" in path.read_text()
    }
    assert keepers == {
        "experiments/client_reports.py",
        "experiments/late_goals.py",
        "experiments/result_workbook.py",
        "home/data_rights/erase_person.py",
        "home/data_rights/export_workspace.py",
        "messaging/fill_job.py",
        "messaging/sharing/export_job.py",
        "messaging/sheet_reading.py",
    }


def test_files_that_wait_to_be_filled_go(cast: Cast) -> None:
    content = SimpleUploadedFile("ads.csv", f"Ad Name,Title\nx,{PERSON}\n".encode())
    mine = take_template(access=cast.access, file=content)
    theirs = take_template(access=cast.other, file=content)
    erased(cast)
    assert not mine.path.exists()
    assert theirs.path.exists()

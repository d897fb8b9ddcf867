"""An export that ends while a person is being looked for would keep them."""

import json
from pathlib import Path
from typing import Any

import pytest

from home.data_rights import erase_person as erasing
from home.data_rights.erase_person import request_erasure
from home.data_rights.find_person import FIND
from home.tasks import erase_person
from tests import make
from tests.conftest import Cast
from tests.home.data_rights import scenes
from workspaces.models import Job
from workspaces.sealing import seal

PERSON = "anna@example.org"


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

"""The briefs of docs/examples.md: complete, and written for on every command shown there."""

import json
import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from messaging.brand_document import parse_brand_documents
from messaging.channels import get_channel
from messaging.writing.brief_from_document import brief_from_document
from messaging.writing.select import missing

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "examples.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ python manage.py write_drafts (.+)$", PAGE, re.MULTILINE)
BRIEFS = sorted((ROOT / "docs" / "examples").glob("*.json"))


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_each_brief_is_complete(path: Path) -> None:
    for document in parse_brand_documents(json.loads(path.read_text("utf-8"))):
        brief = brief_from_document(
            document, pain=0, stage="deciding", channel=get_channel("web_hero")
        )
        assert missing(brief) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_gives_as_many_drafts_as_it_asks_for(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    printed = StringIO()
    call_command("write_drafts", *shlex.split(command), stdout=printed)
    drafts = [json.loads(line) for line in printed.getvalue().splitlines()]
    asked = re.search(r"--count (\d+)", command)
    assert asked is not None and len(drafts) == int(asked[1])


def test_every_brief_is_used() -> None:
    assert {Path(shlex.split(command)[0]).name for command in COMMANDS} == {
        path.name for path in BRIEFS
    }

"""The command that writes drafts from a brand document."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

BRIEFS = Path(__file__).parent / "writing" / "briefs"
FILE = str(BRIEFS / "ledgerwise.json")


def run(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("write_drafts", *arguments, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_works() -> None:
    lines = run(
        FILE, "--pain", "0", "--stage", "considering", "--channel", "web_hero", "--count", "5"
    )
    assert len(lines) == 5
    for line in lines:
        assert set(line) == {"parts", "framework", "stage", "channel", "score", "trace"}
        assert set(line["parts"]) == {"headline", "subline", "button"}
        assert (line["stage"], line["channel"]) == ("considering", "web_hero")
        assert set(line["trace"][0]) == {"part", "sentence", "source"}


def test_seed_and_framework_are_obeyed() -> None:
    arguments = (FILE, "--count", "4", "--framework", "job-story", "--seed", "9")
    assert run(*arguments) == run(*arguments)
    assert {line["framework"] for line in run(*arguments)} == {"job-story"}


def test_rejected_drafts_are_shown_with_all(tmp_path: Path) -> None:
    data = json.loads(Path(FILE).read_text("utf-8"))
    data["voice"]["banned_words"] = ["receipts"]
    path = tmp_path / "brand.json"
    path.write_text(json.dumps([data]), "utf-8")
    lines = run(str(path), "--count", "3", "--all")
    assert any(line.get("rejected", "").startswith("banned word: ") for line in lines)
    assert not any("rejected" in line for line in run(str(path), "--count", "3"))


def test_a_thin_pain_says_what_is_missing() -> None:
    err = StringIO()
    thin = str(BRIEFS / "thin.json")
    call_command("write_drafts", thin, "--count", "400", stdout=StringIO(), stderr=err)
    assert "pain.trigger is missing; it unlocks" in err.getvalue()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.json",), "nowhere.json: No such file"),
        ((FILE, "--pain", "5"), "there is no pain 5; 0 to 1"),
        ((FILE, "--stage", "lost"), "there is no 'lost'; there are unaware"),
        ((FILE, "--channel", "fax"), "there is no channel 'fax'"),
        ((FILE, "--framework", "sonnet"), "there is no 'sonnet'"),
        ((FILE, "--count", "0"), "at least 1"),
        ((FILE, "--persona", "3"), "there is no document 3"),
    ],
)
def test_each_mistake_is_explained(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_a_faulty_file_is_explained(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    with pytest.raises(CommandError, match="is no JSON"):
        run(str(broken))
    broken.write_text('{"workspace": "A", "persona": {"nam": "B"}, "pains": []}', "utf-8")
    with pytest.raises(
        CommandError, match="there is no key 'nam'; the nearest known one is 'name'"
    ):
        run(str(broken))

"""The command that checks the phrase files, and what it finds."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from messaging.writing import phrase_check
from messaging.writing.phrase_check import check_language

HEAD = 'about = "A test."\n'


def test_it_works() -> None:
    """English has no fault, and enough phrasings of every move at every stage."""
    out = StringIO()
    call_command("check_phrases", "--language", "en", stdout=out, stderr=StringIO())
    assert "en: 0 faults" in out.getvalue()
    assert check_language("en").remarks == ()


def test_every_language_is_sound() -> None:
    call_command("check_phrases", stdout=StringIO(), stderr=StringIO())


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(CommandError, match="en"):
        call_command("check_phrases", "--language", "tlh", stdout=StringIO())


@pytest.mark.parametrize(
    ("move", "group", "fault"),
    [
        (
            "thanks",
            'stages = ["early"]\nform = "sentence"\nshort = ["Thank you."]',
            "is never chosen: nothing makes this move at aware, unaware",
        ),
        (
            "cost",
            'stages = ["early"]\nform = "sentence"\nafter = ["button"]\nshort = ["Gone: {cost}."]',
            "can follow nothing at aware, unaware",
        ),
        (
            "cost",
            'stages = ["early"]\nform = "sentence"\nshort = ["The {cost}.", "The: {cost}."]',
            "is nearly",
        ),
        (
            "cost",
            'stages = ["early"]\nform = "sentence"\nshort = ["And it costs {cost}."]',
            "leans on a sentence before it",
        ),
        (
            "cost",
            'stages = ["early"]\nform = "verse"\nshort = ["It costs {cost}."]',
            "form is line or sentence",
        ),
    ],
)
def test_each_fault_is_named_and_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: str, group: str, fault: str
) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / f"{move}.toml").write_text(f"{HEAD}[[group]]\n{group}\n", "utf-8")
    (folder / "button.toml").write_text(
        f'{HEAD}[[group]]\nstages = ["any"]\nform = "line"\nshort = ["Read on"]\n', "utf-8"
    )
    monkeypatch.setattr(phrase_check, "FOLDER", tmp_path)
    assert any(fault in each for each in check_language("en").faults)
    err = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("check_phrases", "--language", "en", stdout=StringIO(), stderr=err)
    assert caught.value.returncode == 1
    assert fault in err.getvalue()


def test_too_few_phrasings_are_a_remark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "cost.toml").write_text(
        f'{HEAD}[[group]]\nstages = ["early"]\nform = "sentence"\nshort = ["It costs {{cost}}."]\n',
        "utf-8",
    )
    monkeypatch.setattr(phrase_check, "FOLDER", tmp_path)
    report = check_language("en")
    assert report.faults == ()
    assert "cost.toml has 1 sentences at aware; 4 keep drafts apart." in report.remarks

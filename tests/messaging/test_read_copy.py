"""``manage.py read_copy``: the lens on a file, one JSON object a text."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

SAMPLE = Path(settings.BASE_DIR) / "home" / "sample" / "brand.json"


def read_copy(file: Path, *options: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("read_copy", str(file), *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_works(tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("Nobody told the night shift.\nOur API supports JSON and XML.\n", "utf-8")
    problem, feature = read_copy(file)
    assert problem["sentences"][0]["class"] == "problem"
    assert feature["sentences"][0]["class"] == "feature"
    assert problem["score"] > feature["score"]
    assert set(problem) == {"text", "score", "components", "sentences", "findings"}
    assert sum(problem["sentences"][0]["probabilities"].values()) == pytest.approx(1, abs=0.001)


def test_a_csv_is_read_by_its_column(tmp_path: Path) -> None:
    file = tmp_path / "copy.csv"
    file.write_text('\ufefflabel,text\nP,"Late, again.\nAnd cold."\nF,A steel pan\n', "utf-8")
    assert [line["text"] for line in read_copy(file)] == ["Late, again.\nAnd cold.", "A steel pan"]


def test_a_csv_needs_the_column(tmp_path: Path) -> None:
    file = tmp_path / "copy.csv"
    file.write_text("headline,label\na,b\n", "utf-8")
    with pytest.raises(CommandError, match="headline"):
        read_copy(file)


def test_every_line_has_an_answer_even_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("The till is short again.\r\n\r\nПривет, мир\r\n", "utf-8")
    lines = read_copy(file)
    assert [line["score"] is None for line in lines] == [False, True, True]
    assert "Cyrillic" in lines[2]["unreadable"]


def test_a_brand_brings_its_words_and_its_proofs(tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("A seamless way to lock the headcount in 33 seconds.\n", "utf-8")
    (alone,) = read_copy(file)
    (line,) = read_copy(file, "--brand", str(SAMPLE), "--pain", "0")
    rules = {finding["rule"]: finding for finding in line["findings"]}
    assert alone["components"]["customers_words"] is None
    assert line["components"]["customers_words"] > 0
    assert {"banned_words", "unproven_number"} <= set(rules)
    number = rules["unproven_number"]
    assert line["text"][number["start"] : number["end"]] == "33"


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--pain", "9"], "0 to 3"), (["--persona", "5"], "no document 5")],
)
def test_what_is_not_there_is_named(tmp_path: Path, options: list[str], said: str) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("x\n", "utf-8")
    with pytest.raises(CommandError, match=said):
        read_copy(file, "--brand", str(SAMPLE), *options)


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        read_copy(tmp_path / "nowhere.txt")
    file = tmp_path / "copy.txt"
    file.write_bytes(b"caf\xe9\n")
    with pytest.raises(CommandError, match="UTF-8"):
        read_copy(file)

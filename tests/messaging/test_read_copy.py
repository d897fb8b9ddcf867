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


def summary(file: Path, *options: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("read_copy", str(file), "--summary", "json", *options, stdout=out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


SHEET = (
    "ad,headline,body,clicks\n"
    "a1,Late again?,The invoice went out three weeks late.,12\n"
    "a2,World-class software,We are a leading provider of seamless solutions.,3\n"
    "a3,Home by six,Close the till and be home before the kids are asleep.,40\n"
)


def test_without_a_choice_all_columns_of_texts_are_read(tmp_path: Path) -> None:
    file = tmp_path / "ads.csv"
    file.write_text(SHEET, "utf-8")
    lines = read_copy(file)
    assert {line["column"] for line in lines} == {"headline", "body"}
    assert [line["row"] for line in lines][:2] == [2, 2]


def test_columns_can_be_chosen_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ads.tsv"
    file.write_text(SHEET.replace(",", "\t"), "utf-8")
    assert {line["column"] for line in read_copy(file, "--column", "Body")} == {"body"}
    with pytest.raises(CommandError, match="headline"):
        read_copy(file, "--column", "subject")


def test_a_summary_tells_of_each_column(tmp_path: Path) -> None:
    file = tmp_path / "ads.csv"
    file.write_text(SHEET + "a4,x y,Wir sind nicht die und das ist für auf.,1\n", "utf-8")
    body = next(each for each in summary(file) if each["column"] == "body")
    assert body["texts"] == 4
    assert sum(body["unreadable"].values()) == 1
    assert body["score"]["lower_quartile"] <= body["score"]["median"]
    assert body["lowest"][0]["row"] == 3
    assert "hype" in {each["rule"] for each in body["findings"]}
    assert sum(body["sentences"].values()) == pytest.approx(1, abs=0.01)


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in SHEET.splitlines():
        sheet.append(line.split(","))
    book.save(tmp_path / "ads.xlsx")
    assert len(read_copy(tmp_path / "ads.xlsx", "--column", "body")) == 3


def test_a_page_is_read_block_by_block(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<nav>Home</nav><h1>Late again?</h1><p>The till is short.</p>", "utf-8")
    assert [(line["column"], line["text"]) for line in read_copy(file)] == [
        ("Heading 1", "Late again?"),
        ("Paragraph", "The till is short."),
    ]


def test_what_comes_in_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Late again.\nCold again.\n")))
    out = StringIO()
    call_command("read_copy", "-", stdout=out)
    assert len(out.getvalue().splitlines()) == 2

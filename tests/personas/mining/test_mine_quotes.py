"""``manage.py mine_quotes``, as a person runs it."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from personas.listening.mining.mine import mine
from tests.personas.mining.test_mine import HERE, LATE, SLOW, quotes


def run(path: Path, *options: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("mine_quotes", str(path), *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_works(tmp_path: Path) -> None:
    """One line a row, in the order of the file, by the same mining as on the site."""
    path = tmp_path / "quotes.csv"
    texts = [SLOW[0], "n/a", *SLOW[1:], *LATE, 'she said "no", twice', ""]
    path.write_text(
        "id,Quote\n" + "".join('1,"' + text.replace('"', '""') + '"\n' for text in texts),
        encoding="utf-8-sig",
    )
    told = run(path)
    assert [row["quote"] for row in told] == texts
    assert told[1] == {"quote": "n/a", "candidate": None, "title": "", "junk": "no answer"}
    assert "junk" not in told[0]
    mined = mine(quotes(texts))
    places = mined.places()
    assert [row["candidate"] for row in told] == [places.get(key) for key in range(len(texts))]
    assert told[0]["title"] == mined.candidates[places[0]].title


def test_so_many_candidates_as_asked_for() -> None:
    told = run(HERE / "support_questions.csv", "--clusters", "15")
    assert {row["candidate"] for row in told} == set(range(15))
    assert run(HERE / "support_questions.csv", "--clusters", "15", "--vectors", "words") == told


def test_any_table_the_import_reads(tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_bytes("id;Quote\n1;Das Blech kam zu spät\n2;\n3;n/a\n".encode("cp1252"))
    assert [row["quote"] for row in run(old)] == ["Das Blech kam zu spät", "", "n/a"]
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"text": "It broke, twice"}\n{"text": "n/a"}\n')
    assert [row["quote"] for row in run(lines)] == ["It broke, twice", "n/a"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "No such file"),
        (b"", "nothing to import"),
        (b"name,city\na,b\n", "its columns: name, city"),
        (b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    path = tmp_path / "quotes.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=complaint):
        run(path)
    with pytest.raises(CommandError, match="at least 1"):
        run(path, "--clusters", "0")


def test_pages_do_not_load_what_mining_needs() -> None:
    program = (
        "import sys, django; django.setup(); import config.urls, personas.web.urls\n"
        "import personas.api.urls; held = {'sklearn', 'wordllama'} & set(sys.modules)\n"
        "sys.exit(', '.join(held) or 0)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr

"""Files made to hurt: refused with a reason, before they take time or memory."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from personas.listening import apart
from personas.listening.apart import CPU_SECONDS, HEAVY, MEMORY_BYTES, convert_apart
from personas.listening.reading import read_table
from personas.listening.stored_rows import read_stored
from personas.listening.tables import FileFacts, UnreadableFileError
from personas.models import EvidenceImport
from tests.conftest import Cast
from tests.security.hostile_files import PLAIN, REFUSED, TAKEN, TEXT, workbook

ODD_CELL = "<x:c s='>'/>"
HONEST = 100_000
SLOW_MACHINE = 1.5
"""Other tests run beside these; alone, the dearest refusal takes 1.2 seconds."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each hostile file took and was told, and the most memory any of them took."""
    folder = str(tmp_path_factory.mktemp("hostile"))
    command = [sys.executable, "-m", "tests.security.read_hostile", folder]
    subprocess.run([*command, "make"], check=True)
    told = subprocess.run([*command, "read"], capture_output=True, check=True, text=True).stdout
    *lines, last = map(json.loads, told.splitlines())
    return {line["name"]: line for line in lines} | {"": last}


def converted(content: bytes, folder: Path, name: str = "quotes.xlsx") -> FileFacts:
    (folder / "upload").write_bytes(content)
    return convert_apart(folder / "upload", name, folder / "rows")


def test_it_works(tmp_path: Path) -> None:
    facts = converted(workbook(), tmp_path)
    assert (facts.kind, facts.rows, facts.sheet) == ("xlsx", 2, "a")
    with (tmp_path / "rows").open("rb") as file:
        stored, rows = read_stored(file)
        assert stored == facts
        assert [row.cells for row in rows] == [("I lost my Sunday",)] * 2


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_a_plain_reason(name: str, corpus: dict[str, dict[str, Any]]) -> None:
    told = corpus[name]["reason"]
    assert re.search(REFUSED[name][0], told or "it was read"), told
    assert len(told) < 250
    assert told.endswith(".") or told[-1].isdigit()
    assert not any(word in told for word in ("Traceback", "Error", "/", "0x"))
    assert not corpus[name]["left"]
    assert corpus[name]["cpu"] <= CPU_SECONDS * SLOW_MACHINE


def test_no_refusal_takes_more_memory_than_is_given(corpus: dict[str, dict[str, Any]]) -> None:
    assert corpus[""]["most_mb"] <= MEMORY_BYTES // 2**20


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN.keys())
def test_it_is_read_and_not_followed(make: Callable[[], bytes], tmp_path: Path) -> None:
    facts = converted(make(), tmp_path)
    assert 1 <= facts.rows <= 3
    assert b"evil" not in (tmp_path / "rows").read_bytes()


def test_an_honest_file_of_many_rows_goes_through(tmp_path: Path) -> None:
    """100,000 rows of 15 columns, as survey programs write them."""
    row = ('<row r="{n}">' + f"<c{TEXT}" * 14 + "{quote}</row>").format
    quote = TEXT.replace("Sunday", "Sunday to receipts, again and again " * 4)
    rows = "".join(row(n=n, quote=f"<c{quote}") for n in range(1, HONEST + 1))
    assert converted(workbook(rows), tmp_path).rows == HONEST


def test_no_more_memory_than_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook("".join(f'<row r="{n}">{PLAIN_CELLS}</row>' for n in range(1, 50_000)))
    assert converted(content, tmp_path).rows
    monkeypatch.setattr(apart, "MEMORY_BYTES", MEMORY_BYTES // 6)
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        converted(content, tmp_path)


def test_no_more_time_than_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "CHILD", f"{apart.CHILD.split('sys.exit')[0]}{SPIN}")
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        converted(workbook(), tmp_path)
    assert time.monotonic() - begun < apart.PATIENCE_SECONDS


SPIN = "apart._Limits(1, 2**28)\nwhile True: pass"
PLAIN_CELLS = f"<c{TEXT}" * 15


@pytest.mark.parametrize(
    "crash",
    [
        "import os; os.abort()",
        "import tempfile; tempfile.TemporaryFile().write(b'x' * 99_999)",
        "raise RuntimeError('secret')",
        "print('no JSON at all')",
        "print('{}')",
        "print([1, ['no head']])",
        "import sys; [sys.stdout.write('[' * 2**20) for _ in range(64)]",
    ],
)
def test_a_reader_that_breaks_is_a_refusal(
    crash: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = apart.CHILD.split("sys.exit")[0]
    monkeypatch.setattr(apart, "CHILD", f"{start}apart._Limits(2, 2**28)\n{crash}")
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        converted(workbook(), tmp_path)


def test_the_other_process_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@db/cuppa")
    tell = "import json, os, sys; "
    tell += "print(json.dumps({'refused': str(dict(os.environ))})); sys.exit(3)"
    monkeypatch.setattr(apart, "CHILD", tell)
    with pytest.raises(UnreadableFileError) as told:
        converted(workbook(), tmp_path)
    assert "PYTHONUTF8" in str(told.value)
    assert "hunter2" not in str(told.value)


def test_an_upload_is_looked_at_first(cast: Cast) -> None:
    _, make = REFUSED["one cell at the far corner"]
    said = {
        "file": SimpleUploadedFile("quotes.xlsx", make()),
        "source": "survey",
        "customer_status": "unknown",
    }
    page = cast.client(cast.editor).post(cast.url("listen/imports/upload/"), said)
    assert page.status_code == 200
    assert "reaches to row 1,048,576" in page.content.decode()
    assert not EvidenceImport.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{"<c/>" * 20_000}<c{TEXT}</row><row r="1000000"><c{TEXT}</row>',
        f'<row r="1">{ODD_CELL * 20_000}<c{TEXT}</row><row r="1000000"><c{TEXT}</row>',
        f'<row s=">" r="1"><c s=">" r="XFD1"{TEXT}</row><row s=">" r="1048576"><c{TEXT}</row>',
        f'<row r="999999"><c r="ZZZ999999"{TEXT}</row>',
        f'<row r="999999"/><row><c r="XFD9"{TEXT}</row>',
        f'<row r="4294967295"><c r="A4294967295"{TEXT}</row>',
    ],
)
def test_cells_far_apart_are_not_held_as_a_rectangle(rows: str) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableFileError, match="reaches to row"):
        read_table(workbook(PLAIN + rows), "quotes.xlsx")
    assert time.process_time() - begun < CPU_SECONDS


@pytest.mark.parametrize("target", ["/etc/passwd", "file:///etc/passwd", "http://evil.example"])
def test_a_sheet_elsewhere_is_not_fetched(target: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_table(workbook(target=target), "quotes.xlsx")


@pytest.mark.parametrize("line", [b"a\n", b"a,\n", b'a,"\n'])
def test_endless_pasted_lines_are_refused_at_once(line: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableFileError, match="more than 200,000 rows"):
        read_table(line * 4_000_000, "quotes.txt")
    assert time.process_time() - begun < CPU_SECONDS

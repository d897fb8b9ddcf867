"""Large tables as one plain sheet: two engines, the same values, and never a formula."""

import io
from importlib.util import find_spec

import openpyxl
import pytest
import python_calamine

from messaging.channels.registry import get_channel
from messaging.sharing import plain_tables
from messaging.sharing.generic_workbook import write_generic_workbook
from messaging.sharing.leaving import Leaving
from messaging.sharing.plain_tables import FAST, FAST_FROM, USUAL, engine_for, write_plain_table
from messaging.sharing.workbook_content import CellTooLongError, TooManyRowsError
from tests.messaging.sharing.test_workbook import make_line
from tests.workspaces.test_cells import NASTY

ENGINES = [
    USUAL,
    pytest.param(
        FAST,
        marks=pytest.mark.skipif(
            find_spec(FAST) is None,
            reason=f"NOT WRITTEN BY {FAST}: it is missing; install the extra fast-xlsx",
        ),
    ),
]


def table(rows: list[list[object]], engine: str) -> bytes:
    file = io.BytesIO()
    titles = ["text", "number", "nothing"]
    many = write_plain_table(file, name="Copy", titles=titles, rows=rows, engine=engine)  # type: ignore[arg-type]
    assert many == len(rows)
    return file.getvalue()


def read(file: bytes) -> list[list[object]]:
    sheet = python_calamine.load_workbook(io.BytesIO(file)).get_sheet_by_name("Copy")
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


@pytest.mark.parametrize("engine", ENGINES)
def test_it_works(engine: str) -> None:
    rows: list[list[object]] = [["=1+1", 1, None], ["_x0041_ stays", 2.5, None], ["a\nb", 0, None]]
    assert read(table(rows, engine)) == [
        ["text", "number", "nothing"],
        ["=1+1", 1.0, ""],
        ["_x0041_ stays", 2.5, ""],
        ["a\nb", 0.0, ""],
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_is_never_a_formula_a_link_or_a_number(engine: str) -> None:
    texts = [*NASTY, "https://a.example", "007", "#N/A", "TRUE", "\ud800a\uffff"]
    book = openpyxl.load_workbook(io.BytesIO(table([[text, 1, None] for text in texts], engine)))
    cells = [row[0] for row in book["Copy"].iter_rows(min_row=2)]
    for cell, text in zip(cells, texts, strict=True):
        assert cell.data_type in (("s",) if cell.value else ("n", "inlineStr")), text
        assert cell.hyperlink is None
    assert cells[-1].value == "a"


@pytest.mark.parametrize("engine", ENGINES)
def test_no_rows_leave_a_header(engine: str) -> None:
    assert read(table([], engine))[0] == ["text", "number", "nothing"]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_does_not_fit_is_said(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CellTooLongError, match="row 2"):
        table([["a", 1, None], ["x" * 32_768, 1, None]], engine)
    monkeypatch.setattr(plain_tables, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError):
        table([["a", 1, None]] * 3, engine)


def test_the_fast_engine_is_for_large_tables_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert engine_for(FAST_FROM - 1) == USUAL
    monkeypatch.setattr(plain_tables, "find_spec", lambda name: None)
    assert engine_for(FAST_FROM) == USUAL
    monkeypatch.setattr(plain_tables, "find_spec", lambda name: object())
    assert engine_for(FAST_FROM) == FAST


def test_copy_of_any_channel_is_one_sheet() -> None:
    file = io.BytesIO()
    line = make_line(parts={"headline": "=Sundays"})
    leaving = [Leaving(line, line.parts, campaign="Autumn")] * 3
    assert write_generic_workbook(file, leaving, [get_channel("web_hero")]) == 3
    rows = read(file.getvalue())
    assert rows[0][:3] == ["key", "campaign", "account"]
    assert dict(zip(rows[0], rows[3], strict=True))["headline"] == "=Sundays"

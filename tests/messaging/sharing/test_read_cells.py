"""A cell is read as what a person sees in it, or it is a fault."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.sharing.read_cells import assets_in, is_misread, whole_number
from tests.messaging.sharing.returned import (
    changed,
    column,
    put,
    read,
    rows_in,
)
from tests.messaging.sharing.test_workbook import make_line

HERO = "Web hero"
ADS = "Google responsive search ad"


@pytest.mark.parametrize(
    ("value", "said"), [(7.0, 7), ("7", 7), (" 7 ", 7), ("7.0", 7), ("seven", None), (-7, None)]
)
def test_ids_come_as_whatever_a_program_makes_of_them(value: object, said: int | None) -> None:
    (row,) = rows_in(changed(lambda book: put(book[HERO], "Id", value), make_line()))
    assert row.variant_id == said
    assert [fault.code for fault in row.faults] == ([] if said else ["id"])


@pytest.mark.parametrize(
    ("value", "code", "blocks", "said"),
    [
        (2026, "number", False, "2026"),
        (12.5, "number", False, "12.5"),
        (True, "yes_no", False, "TRUE"),
        (datetime.date(2026, 3, 4), "date", True, "2026-03-04"),
        (datetime.time(9, 30), "date", True, "09:30:00"),
        ("=A1&B1", "formula", True, ""),
        ("#REF!", "error", True, "#REF!"),
        ("FÃ¼r die Teepause", "encoding", True, "FÃ¼r die Teepause"),
    ],
)
def test_a_cell_that_is_no_text_is_told(value: object, code: str, blocks: bool, said: str) -> None:
    (row,) = rows_in(changed(lambda book: put(book[HERO], "Headline", value), make_line()))
    (fault,) = row.faults
    assert (fault.part, fault.index, fault.code, fault.blocks) == ("headline", None, code, blocks)
    assert row.parts["headline"] == said


def test_texts_over_several_lines_keep_their_lines() -> None:
    content = changed(lambda b: put(b[HERO], "Subline", "  One\r\nTwo_x000D_\n "), make_line())
    (row,) = rows_in(content)
    assert row.parts["subline"] == "One\nTwo"


def test_merged_cells_are_a_fault_of_the_ones_they_cover() -> None:
    def merge(book: Any) -> None:
        sheet = book[HERO]
        at = column(sheet, "Headline")
        sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)

    back = read(changed(merge, make_line(), make_line(variant_id=8, key="pricing-2")))
    first, second = back.rows
    assert first.faults == ()
    assert [(f.part, f.code, f.blocks) for f in second.faults] == [("headline", "merged", True)]
    assert any("merged cells" in note for note in back.notes)


def test_what_is_hidden_is_read_and_told() -> None:
    def hide(book: Any) -> None:
        book[HERO].sheet_state = "hidden"
        book[HERO].row_dimensions[2].hidden = True

    back = read(changed(hide, make_line()))
    assert len(list(back.rows)) == 1
    assert any("is hidden" in note for note in back.notes)
    assert any("1 hidden row" in note for note in back.notes)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12", 12),
        ("12.0", 12),
        ("1,234", 1234),
        ("0", None),
        ("9" * 30, None),
        ("1e5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_whole_numbers(said: str, number: int | None) -> None:
    assert whole_number(said, 2**63 - 1) == number


@given(st.text())
def test_lists_in_cells_never_break(said: str) -> None:
    found = assets_in(said)
    assert found is None or all(isinstance(text, str) for text, _ in found)


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Für", False),
        ("FÃ¼r", True),
        ("it’s", False),
        ("itâ€™s", True),
        ("a\ufffdb", True),
        ("Ãrger", False),
        ("日本", False),
        ("plain", False),
    ],
)
def test_misread_letters_are_told(text: str, is_wrong: bool) -> None:
    assert is_misread(text) == is_wrong

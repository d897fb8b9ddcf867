"""The marked-up copy: their own file, with a comment in every cell that has a fault."""

import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from messaging.channels.registry import all_channels
from messaging.sharing import mark_up
from messaging.sharing.mark_places import SUMMARY, Mark
from messaging.sharing.mark_up import write_marked_copy
from tests.messaging.sharing.returned import changed, column, read, rsa, table
from tests.messaging.sharing.test_workbook import make_line, saved

HERO = "Web hero"
TOO_LONG = "“Sundays are yours” is longer than 3 characters."
MARKS = (
    Mark(HERO, 2, "headline", None, TOO_LONG, blocks=True),
    Mark(HERO, 2, "", None, "=Odd row", blocks=False),
)


def marked(content: bytes, *marks: Mark, name: str = "copy.xlsx") -> bytes:
    to = io.BytesIO()
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        write_marked_copy(Path(file.name), name, to, marks or MARKS, all_channels())
    return to.getvalue()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_it_works() -> None:
    def decorate(book: Any) -> None:
        book[HERO].insert_rows(1)
        book[HERO]["A1"] = "Seen by Ben"
        book.create_sheet("Notes of ours")["B2"] = "Stays"

    content = changed(decorate, make_line())
    book = opened(marked(content, Mark(HERO, 3, "headline", None, TOO_LONG, blocks=True)))
    sheet = book[HERO]
    cell = sheet.cell(3, column(sheet, "Headline", header=2))
    assert cell.value == "Sundays are yours"
    assert cell.comment.text == TOO_LONG
    assert cell.fill.fgColor.rgb.endswith(mark_up.BLOCKING)
    assert book["Notes of ours"]["B2"].value == "Stays"
    assert sheet["A1"].value == "Seen by Ben"
    assert book.sheetnames[0] == SUMMARY
    assert book["cuppa"].sheet_state == "hidden"


def test_the_first_sheet_sums_up_and_is_text() -> None:
    rows = list(opened(marked(saved(make_line())))[SUMMARY].iter_rows())
    assert rows[0][0].value == "1 to mend, 1 to look at"
    told = [[cell.value for cell in row] for row in rows[4:]]
    assert told[0][0] == HERO
    assert told[0][3:] == [TOO_LONG, "yes"]
    assert told[1][1] == "A2"
    assert (rows[5][3].value, rows[5][3].data_type) == ("=Odd row", "s")


def test_mended_it_comes_back_as_any_other() -> None:
    back = read(marked(saved(make_line())))
    (row,) = back.rows
    assert (back.notes, row.faults, row.parts) == ((), (), make_line().parts)


def test_two_faults_of_one_cell_stand_in_one_comment() -> None:
    marks = [
        Mark(HERO, 2, "headline", None, text, blocks)
        for text, blocks in (("Too long.", True), ("Dull.", False))
    ]
    sheet = opened(marked(saved(make_line()), *marks))[HERO]
    cell = sheet.cell(2, column(sheet, "Headline"))
    assert cell.comment.text == "Too long.\nDull."
    assert cell.fill.fgColor.rgb.endswith(mark_up.BLOCKING)


def test_a_text_of_a_list_is_marked_in_its_own_column() -> None:
    ads = "Google responsive search ad"
    content = saved(rsa(), channels=("google_rsa",))
    sheet = opened(marked(content, Mark(ads, 2, "headlines", 2, "Too long.", True)))[ads]
    assert sheet.cell(2, column(sheet, "Headline 3")).comment.text == "Too long."


def test_a_merged_cell_is_marked_where_it_can_be_seen() -> None:
    def merge(book: Any) -> None:
        book[HERO].merge_cells(
            start_row=2,
            end_row=3,
            start_column=(at := column(book[HERO], "Headline")),
            end_column=at,
        )

    content = changed(merge, make_line(), make_line(variant_id=8, key="pricing-2"))
    sheet = opened(marked(content, Mark(HERO, 3, "headline", None, "Merged.", True)))[HERO]
    assert sheet.cell(2, column(sheet, "Headline")).comment.text == "Merged."


@pytest.mark.parametrize(("name", "delimiter"), [("copy.csv", ","), ("copy.tsv", "\t")])
def test_a_csv_becomes_a_workbook_with_the_same_rows(name: str, delimiter: str) -> None:
    rows = [
        ["key", "channel", "placement", "headline", "subject"],
        ["a-1", "web_hero", "Pricing", "=1+1", ""],
        ["a-2", "email", "Mail", "", "Hello"],
    ]
    content = table(rows, delimiter)
    marks = [
        Mark("", 2, "headline", None, "Odd.", blocks=True),
        Mark("", 3, "subject", None, "Short.", blocks=False),
    ]
    sheet = opened(marked(content, *marks, name=name))["Copy"]
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
    assert (sheet["D2"].data_type, sheet["D2"].comment.text) == ("s", "Odd.")
    assert sheet["E3"].comment.text == "Short."


@pytest.mark.parametrize("why", ["too large", "breaks"])
def test_a_file_that_cannot_be_marked_becomes_a_list(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "too large":
        monkeypatch.setattr(mark_up, "LARGEST_BYTES", 10)
    else:
        monkeypatch.setattr(mark_up, "CHILD", "import os; os.abort()")
    book = opened(marked(saved(make_line())))
    assert book.sheetnames == [SUMMARY]
    assert book[SUMMARY]["D5"].value == TOO_LONG
    assert "too large" in book[SUMMARY]["A2"].value


def test_marks_of_a_sheet_that_is_gone_are_left_out() -> None:
    book = opened(marked(saved(make_line()), Mark("Gone", 2, "headline", None, "x", True)))
    assert book[SUMMARY]["A1"].value == "0 to mend, 0 to look at"


def test_rows_far_wider_than_their_header_become_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mark_up, "MOST_CELLS", 50)
    wide = b"Key,Headline\n" + b"x,y" + b",z" * 60 + b"\n"
    mark = Mark("", 2, "", None, "Odd row", blocks=True)
    assert opened(marked(wide, mark, name="back.csv")).sheetnames == [SUMMARY]
    narrow = b"Key,Headline\nx,y\n"
    assert opened(marked(narrow, mark, name="back.csv")).sheetnames == [SUMMARY, "Copy"]

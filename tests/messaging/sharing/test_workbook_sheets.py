"""What the sheets of a workbook hold beside the texts: lists, notes, cover, coverage, results."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import python_calamine

from messaging.channels.registry import get_channel
from messaging.sharing.lines import TraceLine
from messaging.sharing.workbook import write_workbook
from messaging.sharing.workbook_content import (
    ArmLine,
    CoverageRow,
    CoverageTable,
    PainQuotes,
)
from messaging.sharing.workbook_looks import sheet_names
from messaging.sharing.workbook_trace import TraceSheets
from tests.messaging.sharing.test_workbook import (
    CONTENT,
    COVER,
    STATES,
    make_line,
    row_of,
    saved,
    written,
)

COVERAGE = CoverageTable(
    ("Aware", "Deciding", "Any moment"),
    (
        CoverageRow("Chasing receipts", "Nora", 14.2, (4, 0, None)),
        CoverageRow("=Late", "Nora", 9.8, (None, None, 1)),
    ),
)
ARM = ArmLine(
    "Test 1", "Decided", "hero-1", "Receipts", True, 400, 20, 0.05, None, None, None, "Go."
)
RESULTS = (ARM, replace(ARM, key="hero-2", is_control=False, rate=0.06, lift=0.2, lift_low=-0.1))
RSA = {"headlines": ["One", "Two", "Three"], "descriptions": ["First", "Second"]}


def rsa(**values: object) -> Any:
    line = make_line(channel="google_rsa", parts=RSA, pins={"headlines": {"1": 2}}, **values)
    return written(line, channels=("google_rsa",))[get_channel("google_rsa").name]


def test_it_works() -> None:
    content = replace(CONTENT, coverage=COVERAGE, results=RESULTS)
    book = written(make_line(), content=content)
    hero = get_channel("web_hero").name
    assert book.sheetnames == [
        *("Read me", hero, "Where it comes from", "Coverage", "Results", "cuppa"),
    ]
    assert row_of(book, "Coverage")["Live texts"] == "=SUM(D2:F2)"
    assert row_of(book, "Coverage", 3)["Pain"] == "=Late"
    assert row_of(book, "Results", 3)["Lift"] == 0.2
    assert len(book["Results"]._charts) == 1


def test_without_coverage_and_results_there_are_no_such_sheets() -> None:
    assert "Coverage" not in written(make_line()).sheetnames


def test_a_list_offers_the_states_somebody_may_ask_for() -> None:
    sheet = rsa()
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["G2:G502"] == f'"{",".join(STATES)}"'


def test_a_text_that_can_be_pinned_has_its_position_beside_it_with_a_list() -> None:
    sheet = rsa()
    titles = [cell.value for cell in sheet[1]]
    place = titles.index("Headline 2 position")
    assert titles[place - 2] == "Headline 2 (at most 30)"
    assert sheet.cell(2, place + 1).value == 2
    assert sheet.cell(2, titles.index("Headline 1 position") + 1).value is None
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.formula1 == '"1,2,3"']
    assert f"{sheet.cell(2, place + 1).column_letter}2" in str(lists[0].sqref)
    assert "Path 1 position" not in titles


def test_a_note_on_the_heading_says_limit_source_and_day() -> None:
    sheet = rsa()
    (heading,) = [cell for cell in sheet[1] if cell.value == "Headline 1 (at most 30)"]
    said = heading.comment.text
    assert "At most 30 characters" in said
    assert get_channel("google_rsa").checked_on in said
    assert "approximate" in said


def test_the_hidden_columns_stand_last_and_carry_the_revision() -> None:
    sheet = rsa(revision=4)
    assert [cell.value for cell in sheet[1]][-3:] == ["Id", "Checksum", "Revision"]
    assert [cell.value for cell in sheet[2]][-1] == 4


def test_a_hidden_sheet_says_whose_workbook_it_is() -> None:
    sheet = written(make_line())["cuppa"]
    assert sheet.sheet_state == "hidden"
    assert [row[0].value for row in sheet["A1:A5"]] == [
        *("cuppa workbook", "1", "tea-and-sons", "41", COVER.made_at.isoformat()),
    ]
    hero = get_channel("web_hero")
    assert [cell.value for cell in sheet[7]] == [hero.name, hero.key]


def test_the_cover_has_quotes_and_a_link_to_every_sheet() -> None:
    cover = replace(COVER, pains=(PainQuotes("Receipts", ("=I lose my Sundays",)),))
    sheet = written(make_line(), content=replace(CONTENT, cover=cover))["Read me"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "“=I lose my Sundays”" in texts
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert f"'{get_channel('web_hero').name}'!A1" in links


def test_the_cover_promises_to_keep_what_is_changed_in_white_cells_alone() -> None:
    sheet = written(make_line())["Read me"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    (promise,) = (text for text in texts if "lost" in text)
    assert "in a white cell is lost" in promise
    said = {str(row[1].value): str(row[2].value) for row in sheet.iter_rows(min_col=1, max_col=3)}
    assert "not taken over" in said["For reading"]


def test_nothing_is_locked_and_formulas_refer_to_their_own_row() -> None:
    book = written(make_line(), make_line(key="pricing-2"))
    for sheet in book:
        assert not sheet.protection.sheet
    hero = book[get_channel("web_hero").name]
    assert [cell.value for cell in hero[3] if cell.data_type == "f"] == [
        *("=LEN(I3)", "=LEN(K3)", "=LEN(M3)"),
    ]


def test_sheets_of_channels_with_odd_names_are_told_apart() -> None:
    long = "A name that is longer than a sheet may have"
    names = sheet_names(["Coverage", "a/b", "A b", long, long, "''", "history"], ["Coverage"])
    assert len({name.casefold() for name in names}) == 7
    assert all(0 < len(name) <= 31 and "/" not in name for name in names)
    assert names[0] == "Coverage 2"


def test_a_channel_of_a_workspaces_own_is_no_formula_anywhere() -> None:
    own = replace(get_channel("web_hero"), key="own_1", name="=cmd")
    file = io.BytesIO()
    line = make_line(channel="own_1")
    write_workbook(file, content=CONTENT, channels=[own], lines=[line])
    book = openpyxl.load_workbook(file)
    assert book["cuppa"]["A7"].data_type == "s"
    assert "=cmd" in book.sheetnames


def test_what_lines_stand_on_goes_on_in_another_sheet_where_one_is_full() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheets = TraceSheets(book, most_rows=2)
    said = TraceLine("headline", "A", "a proof", "B")
    sheets.append(make_line(trace=(said,) * 5))
    sheets.finish()
    file = io.BytesIO()
    book.save(file)
    read = openpyxl.load_workbook(file)
    assert [sheet.max_row for sheet in read] == [3, 3, 2]
    assert read.sheetnames[2] == "Where it comes from 3"


def test_another_program_reads_every_sheet() -> None:
    content = replace(CONTENT, coverage=COVERAGE, results=RESULTS)
    book = python_calamine.load_workbook(io.BytesIO(saved(make_line(), content=content)))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert rows["Coverage"][2][0] == "=Late"
    assert rows[get_channel("web_hero").name][1][0] == "pricing-1"

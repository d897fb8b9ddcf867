"""The workbook an agency gets, read back as a spreadsheet program would."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from messaging.channels.registry import get_channel
from messaging.sharing.lines import Line, TraceLine, checksum
from messaging.sharing.workbook import CellTooLongError, write_workbook
from messaging.sharing.workbook_content import Content, Cover, Origin

COVER = Cover("Tea and Sons", datetime(2026, 11, 22, 9, 30, tzinfo=UTC), (("Texts", "1"),))
STATES = ("Draft", "Waiting for approval", "Approved", "Rejected")
CONTENT = Content(COVER, Origin("tea-and-sons", "41"), states=STATES)


def make_line(**values: object) -> Line:
    usual: dict[str, object] = {
        "variant_id": 7,
        "key": "pricing-1",
        "channel": "web_hero",
        "placement": "Pricing",
        "placement_key": "pricing",
        "persona": "Nora",
        "stage": "",
        "language": "en",
        "pain": "Chasing receipts",
        "framework": "pas",
        "state": "Approved",
        "is_live": True,
        "parts": {
            "headline": "Sundays are yours",
            "subline": "Close by the third.",
            "button": "See",
        },
    }
    return Line(**(usual | values))  # type: ignore[arg-type]


def saved(
    *lines: Line, channels: tuple[str, ...] = ("web_hero",), content: Content = CONTENT
) -> bytes:
    """A workbook of these lines as it would be downloaded."""
    file = io.BytesIO()
    write_workbook(file, content=content, channels=[get_channel(k) for k in channels], lines=lines)
    return file.getvalue()


def written(
    *lines: Line, channels: tuple[str, ...] = ("web_hero",), content: Content = CONTENT
) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(saved(*lines, channels=channels, content=content)))


def row_of(book: Workbook, sheet: str, number: int = 2) -> dict[str, object]:
    cells = list(book[sheet].iter_rows(values_only=True))
    return dict(zip(cells[0], cells[number - 1], strict=True))


def test_it_works() -> None:
    trace = (TraceLine("headline", "Sundays are yours", "a quote", "I lose my Sundays", False),)
    book = written(make_line(trace=trace))
    hero = get_channel("web_hero").name
    assert book.sheetnames == ["Read me", hero, "Where it comes from", "cuppa"]
    row = row_of(book, get_channel("web_hero").name)
    assert row["Key"] == "pricing-1"
    assert row["Live"] == "yes"
    assert row["Checksum"] == make_line().checksum
    said = row_of(book, "Where it comes from")
    assert said["What was said"] == "I lose my Sundays"
    assert said["May be quoted"] == "no"


def test_lengths_are_counted_by_the_sheet_itself() -> None:
    book = written(make_line())
    sheet = book[get_channel("web_hero").name]
    formulas = [cell.value for cell in sheet[2] if cell.data_type == "f"]
    assert formulas == ["=LEN(I2)", "=LEN(K2)", "=LEN(M2)"]
    assert sheet["I2"].value == "Sundays are yours"
    assert sheet.freeze_panes == "B2"


def test_what_is_too_long_is_coloured_at_the_limit_of_its_kind() -> None:
    book = written(make_line(channel="google_rsa", parts={}), channels=("google_rsa",))
    rules = [
        rule.formula[0]
        for found in book[get_channel("google_rsa").name].conditional_formatting
        for rule in found.rules
    ]
    assert set(rules) == {"30", "90", "15"}


def test_a_list_part_has_a_column_a_text() -> None:
    parts = {"headlines": ["One", "Two", "Three"], "descriptions": ["First", "Second"]}
    book = written(make_line(channel="google_rsa", parts=parts), channels=("google_rsa",))
    row = row_of(book, get_channel("google_rsa").name)
    assert [row[f"Headline {n} (at most 30)"] for n in (1, 2, 3, 4)] == [
        "One",
        "Two",
        "Three",
        None,
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-20 %", "@you", "\tx", "=cmd|' /C calc'!A0"])
def test_a_text_is_never_a_formula(text: str) -> None:
    book = written(make_line(parts={"headline": text}))
    cell = book[get_channel("web_hero").name]["I2"]
    assert cell.value == text
    assert cell.data_type == "s"


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_text_survives_but_for_control_characters(text: str) -> None:
    book = written(make_line(parts={"headline": text}))
    cell = book[get_channel("web_hero").name]["I2"]
    assert cell.data_type != "f"
    kept = "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)
    assert (cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == kept.replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


def test_a_text_too_long_for_a_cell_names_its_variant() -> None:
    with pytest.raises(CellTooLongError, match="pricing-1"):
        written(make_line(parts={"headline": "x" * 32_768}))


def test_the_checksum_does_not_depend_on_the_order_of_parts() -> None:
    assert checksum({"a": "1", "b": "2"}) == checksum({"b": "2", "a": "1"})
    assert checksum({"a": "1"}) != checksum({"a": "2"})


def test_a_row_is_as_high_as_its_longest_text_and_the_last_columns_are_hidden() -> None:
    short = make_line()
    long = make_line(parts={"headline": "One", "subline": "word " * 60, "button": "See"})
    sheet = written(short, long)[get_channel("web_hero").name]
    assert sheet.row_dimensions[3].height > 2 * sheet.row_dimensions[2].height
    titles = [cell.value for cell in sheet[1]]
    hidden = [
        title
        for title, cell in zip(titles, sheet[1], strict=True)
        if sheet.column_dimensions[cell.column_letter].hidden
    ]
    assert hidden == ["Id", "Checksum", "Revision"]


def test_a_sheet_prints_on_the_width_of_one_page() -> None:
    sheet = written(make_line())[get_channel("web_hero").name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"

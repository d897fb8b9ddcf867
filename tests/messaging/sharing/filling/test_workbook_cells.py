"""A workbook comes back with single cells written and every other member as it was."""

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from messaging.sharing.filling import sheet_xml
from messaging.sharing.filling.sheet_xml import (
    FORMULA,
    MERGED,
    SheetXml,
    cannot_hold,
    column_letters,
    column_number,
)
from messaging.sharing.filling.workbook_cells import SheetOfWorkbook
from personas.listening.tables import UnreadableFileError

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20).filter(
    lambda text: not cannot_hold(text)
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ads & more"
    sheet.append(["Ad Name", "Title", "Body", "Budget"])
    sheet.append(["x-1", "old", None, 12.5])
    sheet.append([None, None, None, "=D2*2"])
    sheet["B2"].font = Font(bold=True)
    sheet.merge_cells("A5:B6")
    sheet["A5"] = "merged"
    book.create_sheet("Notes")["A1"] = "keep"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def written(raw: bytes, cells: dict[tuple[int, int], str]) -> bytes:
    rows = {row for row, _ in cells}
    sheet = SheetOfWorkbook(io.BytesIO(raw), "Ads & more", rows)
    made = io.BytesIO()
    sheet.write(made, cells)
    return made.getvalue()


def values(raw: bytes) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Ads & more"]
    return {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_it_works() -> None:
    raw = workbook()
    made = written(raw, {(1, 1): "new", (1, 2): "=1+1", (9, 2): " far below "})
    assert values(made) == values(raw) | {"B2": "new", "C2": "=1+1", "C10": " far below "}
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Ads & more"]
    assert sheet["C2"].data_type != "f", "a text, never a formula"
    assert sheet["B2"].font.b
    before, after = members(raw), members(made)
    assert list(before) == list(after)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_filled_with_nothing_it_is_the_same() -> None:
    raw = workbook()
    assert written(raw, {}) == raw


@settings(max_examples=40)
@given(
    st.dictionaries(st.tuples(st.integers(0, 12), st.integers(0, 30)), TEXTS, max_size=6),
)
def test_only_the_cells_that_were_written_differ(cells: dict[tuple[int, int], str]) -> None:
    raw = workbook()
    sheet = SheetOfWorkbook(io.BytesIO(raw), "Ads & more", {row for row, _ in cells})
    cells = {place: text for place, text in cells.items() if not sheet.xml.refused(place)}
    made = io.BytesIO()
    sheet.write(made, cells)
    expected = values(raw)
    for (row, column), text in cells.items():
        name = f"{column_letters(column)}{row + 1}"
        expected.pop(name, None)
        if text:
            expected[name] = text
    assert values(made.getvalue()) == expected


def test_formulas_and_what_is_under_merged_cells_stay() -> None:
    sheet = SheetOfWorkbook(io.BytesIO(workbook()), "Ads & more", {1, 2, 4, 5})
    assert sheet.xml.refused((2, 3)) == FORMULA
    assert sheet.xml.refused((5, 1)) == MERGED
    assert sheet.xml.refused((4, 0)) == ""
    assert sheet.xml.refused((1, 1)) == ""


def test_rows_without_numbers_and_other_prefixes_are_found() -> None:
    data = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="urn:x"><x:sheetData>'
        b"<x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row><x:row/><x:row r='9'/>"
        b"</x:sheetData></x:worksheet>"
    )
    sheet = SheetXml(data, {0, 1, 5, 8})
    new = sheet.written({(0, 1): "a<b", (1, 0): "c", (5, 0): "d", (8, 2): "e"}).decode()
    places = re.findall(r"<x:(row|c)\b([^>]*?)/?>", new)
    assert [name for name, _ in places] == ["row", "c", "c", "row", "c", "row", "c", "row", "c"]
    assert "a&lt;b" in new
    assert new.index(">c<") < new.index(">d<") < new.index(">e<")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData></sheetData></worksheet>',
        b"<worksheet><sheetData><row></sheetData>",
        b"<worksheet></worksheet>",
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
    ],
    ids=["entities", "damaged", "no rows", "another encoding"],
)
def test_what_is_not_understood_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        SheetXml(data, {1})


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
    assert all(column_number(column_letters(number)) == number for number in range(1000))


def sheet_of(rows: str, more: str = "") -> bytes:
    return f"<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>".encode()


MANY_ROWS = "<row/>" * (sheet_xml.MOST_ROWS + 1)
MERGED_BELOW = '<mergeCell ref="A9:B9"/>' * (sheet_xml.MOST_MERGED + 1)


def test_what_would_take_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MOST_CELLS", 100)
    for data in (sheet_of(MANY_ROWS), sheet_of("", MERGED_BELOW.replace("9", "2"))):
        with pytest.raises(UnreadableFileError, match="more cells"):
            SheetXml(data, {1})
    with pytest.raises(UnreadableFileError, match="more cells"):
        SheetXml(sheet_of("<row/><row>" + "<c/>" * 101 + "</row>"), {1})
    assert SheetXml(sheet_of("", MERGED_BELOW), {1}).merged == [], "rows nobody fills"


def test_another_encoding_hides_no_entities() -> None:
    text = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData></sheetData></worksheet>'
    for encoding in ("utf-16-le", "utf-16-be", "utf-16"):
        with pytest.raises(UnreadableFileError):
            SheetXml(text.encode(encoding), {1})

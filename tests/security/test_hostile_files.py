"""Files made to hurt: refused with a reason, before they take time or memory."""

import io
import time
import zipfile

import pytest

from personas.listening.reading import read_table
from personas.listening.tables import UnreadableFileError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="{target}"/></Relationships>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{rows}}</sheetData></worksheet>'
TEXT = ' t="inlineStr"><is><t>I lost my Sunday</t></is></c>'
PLAIN = f'<row r="1"><c r="A1"{TEXT}</row><row r="2"><c r="A2"{TEXT}</row>'
ODD_CELL = "<x:c s='>'/>"
CPU_SECONDS = 2


def workbook(rows: str, target: str = "worksheets/sheet1.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(target=target))
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows))
    return file.getvalue()


def test_it_works() -> None:
    assert read_table(workbook(PLAIN), "quotes.xlsx").rows


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1048576"><c r="XFD1048576"{TEXT}</row>',
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


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://evil.example"]
)
def test_a_sheet_elsewhere_is_not_fetched(target: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_table(workbook(PLAIN, target=target), "quotes.xlsx")


def test_a_sheet_that_is_only_blank_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="larger than 64 MB"):
        read_table(workbook(PLAIN + " " * 70_000_000), "quotes.xlsx")


def test_a_million_empty_rows_are_nothing() -> None:
    assert len(read_table(workbook(PLAIN + "<row/>" * 1_000_000), "quotes.xlsx").rows) >= 1


@pytest.mark.parametrize("line", [b"a\n", b"a,\n", b'a,"\n'])
def test_endless_pasted_lines_are_refused_at_once(line: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableFileError, match="more than 20,000 rows"):
        read_table(line * 4_000_000, "quotes.txt")
    assert time.process_time() - begun < CPU_SECONDS

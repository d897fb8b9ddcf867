"""A workbook cannot hurt: it is looked through before it is opened."""

import io
import zipfile

import openpyxl
import pytest

from personas.listening.constants import MAX_MEMBERS
from personas.listening.reading import read_table
from personas.listening.tables import UnreadableFileError

SHEET = "xl/worksheets/sheet1.xml"
FILLER = b" " * 60_000 + b"<a/>"


def workbook(**members: bytes) -> bytes:
    """A real workbook, with ``members`` put in or replaced."""
    book = openpyxl.Workbook()
    book.active.append(["quote"])
    book.active.append(["I waited for a week"])
    stored = io.BytesIO()
    book.save(stored)
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(stored) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            if info.filename not in members:
                target.writestr(info.filename, source.read(info))
        for name, content in members.items():
            target.writestr(name, content)
    return changed.getvalue()


def refused(content: bytes, name: str = "quotes.xlsx") -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_table(content, name)
    return str(caught.value)


def sheet(cells: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><sheetData>{cells}</sheetData></worksheet>'
    ).encode()


def test_it_works() -> None:
    assert read_table(workbook(), "quotes.xlsx").rows[0].cells == ("I waited for a week",)


def test_a_bomb_is_refused() -> None:
    assert "larger than" in refused(workbook(**{SHEET: FILLER * (225 * 2**20 // len(FILLER))}))


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(workbook(**{SHEET: FILLER * (226 * 2**20 // len(FILLER))}))
    at = content.rfind(SHEET.encode()) - 46  # its entry in the directory at the end
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert "larger than" in refused(bytes(content))


def test_a_part_that_says_it_lies_before_the_file_is_refused() -> None:
    content = bytearray(workbook())
    end = content.rfind(b"PK\x05\x06")
    at = int.from_bytes(content[end + 16 : end + 20], "little") + 1_000_000
    content[end + 16 : end + 20] = at.to_bytes(4, "little")  # all parts seem to lie that far before
    assert "damaged" in refused(bytes(content))


def test_two_cells_at_far_corners_are_refused() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert "1,048,576" in refused(workbook(**{SHEET: sheet(cells)}))


@pytest.mark.parametrize(("said", "is_read"), [("A1:XFD1048576", False), ("A1:Z1048576", True)])
def test_a_size_is_believed_only_where_no_program_would_say_it(said: str, is_read: bool) -> None:
    filled = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>I waited</t></is></c></row>')
    declared = filled.replace(b"<sheetData>", f'<dimension ref="{said}"/><sheetData>'.encode())
    content = workbook(**{SHEET: declared})
    if is_read:
        assert read_table(content, "q.xlsx").rows[0].cells == ("I waited",)
    else:
        assert "reaches to row 1,048,576" in refused(content)


def test_links_to_other_files_are_refused() -> None:
    assert "other files" in refused(workbook(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}))


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "cccc">]>' + sheet("")
    assert "document type" in refused(workbook(**{SHEET: bomb}))


def test_macros_are_refused() -> None:
    assert "macros" in refused(workbook(**{"xl/vbaProject.bin": b"x"}), "quotes.xlsm")


def test_too_many_members_are_refused() -> None:
    extra = {f"xl/media/{number}.bin": b"" for number in range(MAX_MEMBERS)}
    assert "parts inside" in refused(workbook(**extra))


def test_another_kind_of_zip_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    assert "no Excel workbook" in refused(stored.getvalue())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7 ...", "no spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "no spreadsheet"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"a\x00b\x01c" * 20, "no text and no spreadsheet"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, reason: str) -> None:
    assert reason in refused(content)


def test_a_cut_workbook_is_refused() -> None:
    assert refused(workbook()[:-200])

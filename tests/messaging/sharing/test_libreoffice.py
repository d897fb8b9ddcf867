"""Our workbook, opened and saved by LibreOffice, says the same when it comes back.

Needs LibreOffice (``soffice``); without it this is skipped, and the run says so.
"""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.messaging.sharing.returned import column, read, rsa
from tests.messaging.sharing.test_workbook import make_line, saved

SOFFICE = shutil.which("soffice")
PATIENCE = 240

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")

ODD = {
    "headline": "=SUM(A1) is no formula\nand “quoted”",
    "subline": "  ½ price, 日本 & <b>tea</b> 🫖 0012",
    "button": "12",
}


def resaved(content: bytes, folder: Path, ending: str = "xlsx") -> bytes:
    """``content`` after LibreOffice opened and saved it."""
    (folder / "copy.xlsx").write_bytes(content)
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        *("--convert-to", ending, "--outdir", str(folder / "out"), str(folder / "copy.xlsx")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return (folder / "out" / f"copy.{ending}").read_bytes()


def test_it_works(tmp_path: Path) -> None:
    odd = {part: text.strip() for part, text in ODD.items()}
    lines = [make_line(revision=4), make_line(variant_id=8, key="odd-1", parts=odd), rsa()]
    content = saved(*lines, channels=("web_hero", "google_rsa"))
    again = resaved(content, tmp_path)
    back, ours = read(again), read(content)
    assert (back.kind, back.workspace, back.job, back.notes) == (
        "workbook",
        "tea-and-sons",
        "41",
        (),
    )
    theirs = list(back.rows)
    assert theirs == list(ours.rows)
    assert [row.parts for row in theirs] == [line.parts for line in lines]
    assert [row.checksum for row in theirs] == [line.checksum for line in lines]


def test_what_somebody_wrote_there_is_all_that_differs(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(saved(make_line(), rsa(), channels=CHANNELS)))
    sheet = book["Google responsive search ad"]
    sheet.cell(2, column(sheet, "Headline 2")).value = "Receipts, on demand"
    sheet.cell(2, column(sheet, "Headline 2 position")).value = 2
    file = io.BytesIO()
    book.save(file)
    hero, ad = read(resaved(file.getvalue(), tmp_path)).rows
    assert hero.parts == make_line().parts
    assert ad.parts["headlines"] == [
        "Sundays are yours",
        "Receipts, on demand",
        "Books by the third",
    ]
    assert ad.pins["headlines"] == {"0": 1, "1": 2}


CHANNELS = ("web_hero", "google_rsa")

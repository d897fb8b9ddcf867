"""A workbook of many rows: memory that does not grow with them, and ten thousand nasty strings."""

import io
import itertools
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine

from messaging.channels.registry import get_channel
from messaging.sharing.lines import Line, TraceLine
from messaging.sharing.workbook import write_workbook
from tests.messaging.sharing.test_workbook import CONTENT, make_line, saved
from tests.workspaces.test_cells import NASTY, same

HERO = get_channel("web_hero")
SAID = (TraceLine("headline", "Sundays are yours", "a quote", "I lose my Sundays", True),)
FEW, MANY = 100, 1_200


def peak(path: Path, rows: int) -> int:
    """Octets at the most while a workbook of so many rows is written."""

    def lines() -> Iterator[Line]:
        for number in range(rows):
            yield make_line(variant_id=number, key=f"hero-{number}", trace=SAID)

    tracemalloc.start()
    try:
        with path.open("wb") as file:
            write_workbook(file, content=CONTENT, channels=[HERO], lines=lines())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.once
def test_it_works(tmp_path: Path) -> None:
    peak(tmp_path / "first.xlsx", 2)  # what is loaded and kept for good
    few = peak(tmp_path / "few.xlsx", FEW)
    many = peak(tmp_path / "many.xlsx", MANY)
    assert many < 1.3 * few, f"{FEW} rows took {few:,} octets, {MANY} rows {many:,}"


@pytest.mark.once
def test_ten_thousand_nasty_strings_come_back_and_none_is_a_formula() -> None:
    ends = ["", *(f"{sign}{number}" for number in range(60) for sign in "=+-@'")]
    texts = list(
        dict.fromkeys(start + end for start, end in itertools.product(NASTY, ends) if start + end)
    )
    texts += [f"_x{number:04X}_=" for number in range(10_000 - len(texts))]
    lines = [
        make_line(parts={"headline": first, "subline": second, "button": ""})
        for first, second in zip(texts[::2], texts[1::2], strict=False)
    ]
    book = saved(*lines)
    sheet = python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_name(HERO.name)
    rows = sheet.to_python(skip_empty_area=False)[1:]
    places = (8, 10)
    back = [str(row[place]) for row in rows for place in places]
    assert back == [same(text) for text in texts[: len(back)]]
    assert len(back) >= 9_999
    sheet_xml = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet2.xml").decode()
    assert re.search(r'<c r="I2" [^>]*t="inlineStr"', sheet_xml)
    assert not re.search(r'<c r="[IK]\d+"[^>]*><f', sheet_xml)

"""Out and back: whatever is done to our workbook, its import is exactly that, and nothing else."""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.channels import get_channel
from messaging.channels.registry import all_channels
from messaging.sharing.lines import Line, checksum
from messaging.sharing.read_back import read_sheet_back
from messaging.sharing.read_cells import is_misread
from messaging.sharing.sheet_differences import Ours, compare, merged, same_texts
from messaging.sharing.sheet_rows import SheetRow
from tests.messaging.sharing.test_workbook import make_line, saved

CHANNEL = "web_hero"
PARTS = ("headline", "subline", "button")
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text and not text.startswith(("=", "_x")))
texts = (
    st.lists(words, min_size=1, max_size=4).map(" ".join).filter(lambda text: not is_misread(text))
)
parts = st.fixed_dictionaries(dict.fromkeys(PARTS, texts))


@dataclass
class Row:
    """A row of the sheet as somebody left it: what it was copied from, and what it says."""

    of: int | None
    says: dict[str, str]


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[Row]]:
    """Some texts, and their sheet after cells were changed, rows copied, added, deleted, sorted."""
    ours = draw(st.lists(parts, min_size=1, max_size=5))
    rows = [Row(at, dict(said)) for at, said in enumerate(ours)]
    for row in rows:
        for part in draw(st.sets(st.sampled_from(PARTS), max_size=2)):
            row.says[part] = draw(texts)
    copied = draw(st.lists(st.integers(0, len(ours) - 1), max_size=2))
    rows += [Row(at, ours[at] | {"headline": draw(texts)}) for at in copied]
    rows += [Row(None, said) for said in draw(st.lists(parts, max_size=2))]
    kept = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    rows = [row for row, is_kept in zip(rows, kept, strict=True) if is_kept]
    return ours, draw(st.permutations(rows))


def lines_of(ours: Sequence[dict[str, str]]) -> list[Line]:
    return [
        make_line(variant_id=100 + at, key=f"text-{at}", parts=said) for at, said in enumerate(ours)
    ]


def rewritten(lines: Sequence[Line], rows: Sequence[Row]) -> bytes:
    """Our workbook with its sheet written anew by a spreadsheet program: row by row as ``rows``."""
    book = openpyxl.load_workbook(io.BytesIO(saved(*lines, channels=(CHANNEL,))))
    sheet = book[get_channel(CHANNEL).name]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    titles = [str(title or "").partition("(")[0].strip().casefold() for title in cells[0]]
    columns = {part: titles.index(name) for part, name in names().items()}
    sheet.delete_rows(2, sheet.max_row)
    for number, row in enumerate(rows, start=2):
        values: list[Any] = [None] * len(titles)
        if row.of is not None:
            values = list(cells[row.of + 1])
        else:
            values[titles.index("placement")] = "Pricing"
        for part, column in columns.items():
            values[column] = row.says[part]
        for at, value in enumerate(values, start=1):
            cell = sheet.cell(number, at, value)
            if isinstance(value, str) and not value.startswith("=LEN"):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def names() -> dict[str, str]:
    return {part.key: part.name.casefold() for part in get_channel(CHANNEL).parts}


def read(content: bytes) -> list[SheetRow]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return list(read_sheet_back(Path(file.name), "back.xlsx", all_channels()).rows)


@settings(
    max_examples=12,
    deadline=timedelta(seconds=60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(edited())
def test_it_works(made: tuple[list[dict[str, str]], list[Row]]) -> None:
    ours, rows = made
    back = read(rewritten(lines_of(ours), rows))
    assert len(back) == len(rows)
    for row, said in zip(rows, back, strict=True):
        assert same_texts(said.parts, row.says)
        assert (said.channel, said.faults) == (CHANNEL, ())
        if row.of is None:
            assert (said.variant_id, said.placement) == (None, "Pricing")
            continue
        mine = ours[row.of]
        assert (said.variant_id, said.key) == (100 + row.of, f"text-{row.of}")
        assert said.checksum == checksum(mine)
        found = compare(said.parts, said.pins, Ours(said.key, mine, then=mine))
        changed = {part for part in PARTS if row.says[part] != mine[part]}
        assert {cell.part for cell in found.cells} == changed
        assert found.kind == ("changed" if changed else "same")
        assert merged(mine, found.cells, {}) == row.says


@settings(max_examples=200, deadline=timedelta(seconds=5))
@given(parts, parts, parts)
def test_nobodys_words_are_lost(
    then: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    """Whatever the three say: what only one changed is kept, and what both did is asked about."""
    found = compare(theirs, {}, Ours("text", ours, then=then))
    asked = {cell.part for cell in found.conflicts}
    kept = merged(ours, found.cells, {})
    for part in PARTS:
        if theirs[part] == then[part]:
            assert kept[part] == ours[part]
        elif ours[part] == then[part]:
            assert kept[part] == theirs[part]
        elif ours[part] != theirs[part]:
            assert part in asked
            assert kept[part] == ours[part]
    both = {cell.place: "theirs" for cell in found.cells}
    assert all(merged(ours, found.cells, both)[cell.part] == cell.theirs for cell in found.cells)

"""What is said of which cell of a sheet that came back.  [pure]

Faults name a part and a number; here they find their cell again, in the file as it came.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from messaging.sharing.read_columns import Columns
from messaging.sharing.returned_sheet import Sheet

SUMMARY = "What to look at"
MOST_MARKS = 2_000
"""Cells that are marked; whoever has more to mend mends a column, not a cell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with a cell, or with a whole row where ``part`` is empty. ``blocks``: the row
    cannot be taken as it is."""

    sheet: str
    row: int
    part: str
    index: int | None
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """One cell, from 1; ``sheet`` is the name in the file."""

    sheet: str
    row: int
    column: int
    title: str
    text: str
    blocks: bool


def marked_cells(sheets: Sequence[Sheet], marks: Iterable[Mark]) -> Iterator[MarkedCell]:
    """Where each mark stands: in its text, or in the first cell of its row."""
    by_name = {sheet.name[:60]: sheet for sheet in sheets if sheet.is_read}
    places: dict[tuple[str, str, int | None], int] = {}
    for mark in marks:
        sheet = by_name.get(mark.sheet)
        if sheet is None:
            continue
        asked = (mark.sheet, mark.part, mark.index)
        if asked not in places:
            places[asked] = _place(sheet, mark)
        column = places[asked]
        title = sheet.header[column] if column < len(sheet.header) else ""
        yield MarkedCell(
            sheet.source.name, mark.row, column + 1, title.strip()[:80], mark.text, mark.blocks
        )


def _place(sheet: Sheet, mark: Mark) -> int:
    first = sheet.columns("") or Columns("")
    several = [first]
    if "channel" in first.fields:
        several += [found for key in sheet.channels if (found := sheet.columns(key))]
    if mark.part:
        for columns in several:
            for place, said in columns.texts.items():
                if said == (mark.part, mark.index) or (mark.index is None and said[0] == mark.part):
                    return place
            for place, part in columns.whole.items():
                if part == mark.part:
                    return place
    return first.fields.get("key", next(iter(first.texts), 0))

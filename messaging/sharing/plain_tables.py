"""A large table as one plain sheet: the same cells by two engines, one of them ten times as fast.

``rustpy-xlsxwriter`` is optional. It writes rows as they come, in memory that does not grow with
them; where it is not installed, or a table is small, openpyxl writes the same values. Text is
always a text cell.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from messaging.sharing.workbook_content import TooManyRowsError
from messaging.sharing.workbook_looks import LONGEST_CELL, escaped, storable

Cell = str | int | float | None
FAST, USUAL = "rustpy_xlsxwriter", "openpyxl"
FAST_FROM = 2_000
"""Rows from which the fast engine is worth loading."""
MOST_ROWS = 1_048_575
WIDTH = 24
MISTAKEN = ("=", "#")
"""How texts begin that openpyxl takes for formulas or errors."""


def engine_for(rows: int) -> str:
    """The engine for a table of about so many rows, by what is installed."""
    return FAST if rows >= FAST_FROM and find_spec(FAST) is not None else USUAL


def write_plain_table(
    to: BinaryIO,
    *,
    name: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    engine: str = USUAL,
) -> int:
    """Write a workbook of one sheet; how many rows there were under the header.

    ``name`` has at most 31 characters and none of []:*?/\\ in it; ``titles`` are distinct.
    CellTooLongError and TooManyRowsError where it does not fit.
    """
    kept = _Kept(rows, engine)
    if engine == FAST:
        _write_fast(to, name, titles, kept)
    else:
        _write_usual(to, name, titles, kept)
    return kept.count


class _Kept:
    """Rows as their engine takes them, without what no cell can hold, counted on the way."""

    def __init__(self, rows: Iterable[Sequence[Cell]], engine: str) -> None:
        self._rows = rows
        self._escapes = engine != FAST  # the fast engine does so itself
        self.count = 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self._rows:
            self.count += 1
            if self.count > MOST_ROWS:
                raise TooManyRowsError(f"A sheet holds {MOST_ROWS:,} rows and no more.")
            yield [self._fitting(cell) if _is_unusual(cell) else cell for cell in row]

    def _fitting(self, cell: Cell) -> Cell:
        key = f"row {self.count:,}"
        kept = storable(str(cell), key)
        return escaped(kept, key) if self._escapes else kept


def _is_unusual(cell: Cell) -> bool:
    """Whether a text may need a change before it can be kept."""
    return type(cell) is str and (
        not cell.isprintable() or len(cell) > LONGEST_CELL or "_x" in cell
    )


def _write_fast(to: BinaryIO, name: str, titles: Sequence[str], rows: Iterable[list[Cell]]) -> None:
    import rustpy_xlsxwriter

    # It keeps a file it is given until the end, but writes a path as it goes.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        rustpy_xlsxwriter.write_worksheet(
            _records(titles, rows),
            str(path),
            sheet_name=name,
            freeze_row=1,
            bold_headers=True,
            column_width=WIDTH,
        )
        with path.open("rb") as file:
            shutil.copyfileobj(file, to)


def _records(titles: Sequence[str], rows: Iterable[list[Cell]]) -> Iterator[dict[str, Cell]]:
    """As dictionaries; of no rows one empty one, since the header is taken from the first."""
    found = False
    for row in rows:
        found = True
        yield dict(zip(titles, row, strict=True))
    if not found:
        yield dict.fromkeys(titles)


def _write_usual(
    to: BinaryIO, name: str, titles: Sequence[str], rows: Iterable[list[Cell]]
) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    try:
        cells = [WriteOnlyCell(sheet) for _ in titles]
        for cell, title in zip(cells, titles, strict=True):
            cell.value, cell.data_type, cell.font = title, "s", Font(bold=True)
        sheet.append(cells)
        # A value is written as it is, but openpyxl would take some texts for something else.
        as_text = [WriteOnlyCell(sheet) for _ in titles]
        for row in rows:
            for number, value in enumerate(row):
                if isinstance(value, str) and value[:1] in MISTAKEN:
                    as_text[number].value = value
                    as_text[number].data_type = "s"
                    row[number] = as_text[number]
            sheet.append(row)
    except BaseException:
        sheet.close()  # lets go of its temporary file
        raise
    book.save(to)

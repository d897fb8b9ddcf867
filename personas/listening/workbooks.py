"""Workbooks (XLSX): the rows of the first sheet that holds a table."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, Any

from personas.listening.constants import MAX_COLUMNS, MAX_ROWS
from personas.listening.delimited import too_many_columns, too_many_rows
from personas.listening.tables import Opened, Row, UnreadableFileError
from personas.listening.workbook_look import DAMAGED, LOCKED

MANY_MERGED = 5_000
"""Merged areas that are filled; a sheet with more is a drawing, not a table."""
PANIC = "PanicException"
"""How the reader, which is written in Rust, breaks; not an Exception, and of no module."""


def open_workbook(file: IO[bytes]) -> Opened:
    """The first sheet that is shown and holds anything; UnreadableFileError if none can be read.

    ``look_through`` must have found the file harmless.
    """
    import python_calamine  # loads a native library, and only imports need it

    file.seek(0)
    try:
        workbook = python_calamine.load_workbook(file)
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        best = Opened((), "xlsx")
        for name in shown:
            sheet = workbook.get_sheet_by_name(name)
            if not sheet.height:
                continue
            rows = _rows(sheet)
            if _is_table(first := list(islice(rows, 2))):
                return Opened(_chained(first, rows), "xlsx", sheet=name)
            if first and not best.rows:
                best = Opened(first, "xlsx", sheet=name)
        return best
    except python_calamine.PasswordError as error:
        raise UnreadableFileError(LOCKED) from error
    except UnreadableFileError:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFileError(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise UnreadableFileError(DAMAGED) from None


def _is_table(rows: list[Row]) -> bool:
    """Two rows at least: a sheet with a title alone is a cover."""
    return len(rows) > 1


def _chained(first: list[Row], rest: Iterable[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _number(cell: float) -> str:
    return repr(cell).removesuffix(".0") if abs(cell) < 1e15 else f"{cell:.0f}"


WRITTEN: dict[type, Callable[[Any], str]] = {
    float: _number,
    int: str,
    timedelta: str,
    bool: lambda cell: "yes" if cell else "no",
    datetime: lambda cell: cell.date().isoformat(),
    date: date.isoformat,
    time: time.isoformat,
}
"""Cells as they would be written in a CSV: dates by year, month and day."""


def _rows(sheet: Any) -> Iterator[Row]:
    _, first_column = sheet.start or (0, 0)
    margin = ("",) * first_column
    filled = _Merged(sheet)
    count = 0
    # Rows come from the first of the sheet, columns from the first that holds anything.
    for number, record in enumerate(sheet.iter_rows(), start=1):
        cells = [
            cell.strip() if type(cell) is str else WRITTEN[type(cell)](cell) for cell in record
        ]
        if filled.areas:
            filled.fill(number - 1, first_column, cells)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) + first_column > MAX_COLUMNS:
            raise too_many_columns(number, len(cells) + first_column)
        count += 1
        if count > MAX_ROWS + 1:
            raise too_many_rows()
        yield Row(number, (*margin, *cells) if margin else tuple(cells))


class _Merged:
    """Areas of one column that were merged over several rows: what stands in the first holds for
    all of them.
    """

    def __init__(self, sheet: Any) -> None:
        self.areas: dict[int, list[tuple[int, int]]] = {}
        self.open: list[tuple[int, int, str]] = []
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MANY_MERGED]:
            if left == right and bottom > top:
                self.areas.setdefault(top, []).append((bottom, left))

    def fill(self, row: int, first_column: int, cells: list[str]) -> None:
        self.open = [area for area in self.open if area[0] >= row]
        for _, column, text in self.open:
            place = column - first_column
            if place < len(cells) and not cells[place]:
                cells[place] = text
        for bottom, column in self.areas.get(row, ()):
            place = column - first_column
            if place < len(cells) and cells[place]:
                self.open.append((bottom, column, cells[place]))

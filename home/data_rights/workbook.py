"""The workbook in an export: a sheet for each table that people read. Text is never a formula."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db.models import Model, QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from home.data_rights.constants import ROWS_AT_ONCE, SHEET_ROWS
from home.data_rights.sheets import LONG, SHEETS, Sheet
from workspaces.models import Workspace

LONGEST_CELL = 32_767
CUT = " … (the whole text is in the data folder)"
WIDE = 48
NARROW = 16
WRAPPED = Alignment(vertical="top", wrap_text=True)
BOLD = Font(bold=True)


def write_people_workbook(
    to: IO[bytes], workspace: Workspace, made_at: str, told: Callable[[], None]
) -> None:
    """Every table that people read, a sheet each; ``told`` is called after some rows.

    Events are not in it: there may be millions, and only programs read them.
    """
    book = Workbook(write_only=True)
    try:
        cover = book.create_sheet("Read me")
        cover.column_dimensions["A"].width = WIDE
        cover.column_dimensions["B"].width = NARROW
        cover.append([_text(cover, workspace.name, bold=True)])
        cover.append([_text(cover, f"Everything people read, as of {made_at} (UTC).")])
        counts = [(sheet.title, _write_sheet(book, sheet, workspace, told)) for sheet in SHEETS]
        for title, count in counts:
            cover.append([_text(cover, title), count])
    except BaseException:
        # The unfinished sheets stand in temporary files, which closing lets go of.
        for sheet in book.worksheets:
            sheet.close()
        raise
    book.save(to)


def _write_sheet(book: Any, sheet: Sheet, workspace: Workspace, told: Callable[[], None]) -> int:
    written = book.create_sheet(sheet.title)
    written.freeze_panes = "A2"
    for number, title in enumerate(sheet.columns, start=1):
        wide = len(title) > NARROW or sheet.columns[title] in LONG
        written.column_dimensions[get_column_letter(number)].width = WIDE if wide else NARROW
    written.append([_text(written, title, bold=True) for title in sheet.columns])
    count = 0
    for row in _rows(sheet, workspace):
        if count == SHEET_ROWS:
            written.append([_text(written, "More rows are in the data folder.", bold=True)])
            break
        written.append([_cell(written, value) for value in row])
        count += 1
        if count % 200 == 0:
            told()
    written.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{count + 1}"
    return count


def _rows(sheet: Sheet, workspace: Workspace) -> Iterator[Sequence[Any]]:
    """By pages, so that no cursor stays open while progress is written."""
    of_model: QuerySet[Model] = sheet.model._default_manager.filter(workspace=workspace)
    rows = of_model.order_by("pk").values_list("pk", *sheet.columns.values())
    last = 0
    while page := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        for _, *values in page:
            yield values
        last = page[-1][0]


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _text(sheet, "yes" if value else "no")
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return _text(sheet, f"{value:%Y-%m-%d %H:%M}")
    if isinstance(value, (list, dict)):
        return _text(sheet, "\n".join(_lines(value)))
    return _text(sheet, str(value))


def _lines(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        return [f"{key}: {' / '.join(_lines(inner))}" for key, inner in value.items()]
    if isinstance(value, list):
        return [line for inner in value for line in _lines(inner)]
    return [str(value)]


def _text(sheet: Any, value: str, *, bold: bool = False) -> Any:
    """A text cell: what begins with = stays text, control characters are left out."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    if len(clean) > LONGEST_CELL:
        clean = clean[: LONGEST_CELL - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell

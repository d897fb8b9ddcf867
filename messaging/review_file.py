"""What a client said as a table: CSV for anything, a workbook for people. No cell is a formula."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

from messaging.models import Review, ReviewNote
from messaging.review_lines import text_at
from messaging.review_reading import ShownItem, items_of
from workspaces.access import VIEW, Access
from workspaces.cells import safe_cell

COLUMNS = (
    *("Text", "Key", "Place", "Channel", "State", "Said", "Line", "Ours", "Theirs"),
    *("By", "When", "What became of it"),
)
WIDTHS = (6, 24, 24, 18, 12, 14, 16, 44, 44, 20, 18, 18)


def review_rows(*, access: Access, review: Review) -> Iterator[list[str]]:
    """One row for each verdict and note, text by text; a text nobody spoke of has one row."""
    access.require(VIEW)
    zone = ZoneInfo(access.workspace.time_zone)
    yield list(COLUMNS)
    for shown in items_of(review):
        said = [*_verdicts(shown), *(_note(shown, note, zone) for note in shown.notes)]
        for cells in said or [["waits" if shown.is_waiting else "", *[""] * 6]]:
            yield [safe_cell(cell) for cell in (*_where(shown), *cells)]


def _where(shown: ShownItem) -> list[str]:
    variant = shown.item.variant
    state = "withdrawn" if shown.is_withdrawn else variant.get_state_display().lower()
    channel = shown.channel.name if shown.channel else variant.message.placement.channel
    return [str(shown.number), variant.key, variant.message.placement.name, channel, state]


def _verdicts(shown: ShownItem) -> Iterator[list[str]]:
    item = shown.item
    for past in item.earlier:
        at = str(past.get("at", ""))[:16].replace("T", " ")
        reason = str(past.get("reason", ""))
        by = str(past.get("by", ""))
        yield [str(past.get("verdict", "")), "", "", reason, by, at, "said otherwise later"]
    if item.decided_at is not None:
        zone = ZoneInfo(item.workspace.time_zone)
        at = f"{item.decided_at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield [item.verdict, "", "", item.reason, item.decided_by, at, "counts"]


def _note(shown: ShownItem, note: ReviewNote, zone: ZoneInfo) -> list[str]:
    keyed = {(line.place, line.index): line.name for line in shown.lines}
    ours = text_at(shown.item.parts, note.place, note.index) if note.place else ""
    became = note.get_state_display().lower()
    if note.made is not None:
        became = f"{became}: {note.made.key}"
    return [
        note.get_kind_display().lower(),
        keyed.get((note.place, note.index), note.place),
        ours,
        note.text,
        note.author,
        f"{note.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        became,
    ]


def review_csv(*, access: Access, review: Review) -> str:
    """The table as CSV."""
    sheet = StringIO()
    csv.writer(sheet).writerows(review_rows(access=access, review=review))
    return sheet.getvalue()


def review_workbook(*, access: Access, review: Review) -> bytes:
    """The table as a workbook: header kept in sight, filters, wrapped texts."""
    # Only a download loads it: web processes do without.
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Client review"
    for number, row in enumerate(review_rows(access=access, review=review), start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    file = BytesIO()
    book.save(file)
    return file.getvalue()

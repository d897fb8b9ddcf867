"""The workbook an agency gets: a cover, one sheet a channel, and where every line comes from.

Written row by row, so that memory does not grow with the number of rows. Text is always a text
cell, never a formula, whatever it begins with.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from messaging.channels.channel import Channel
from messaging.sharing.lines import Line, PartColumn, TraceLine, part_columns

INK = "2B2420"
PAPER = "F6EFE6"
TEA = "A4511F"
OVER = "F5C6B8"
CLOSE = "F8E3B5"
WRAPPED = Alignment(vertical="top", wrap_text=True)
TOP = Alignment(vertical="top")
LINE_HEIGHT, HIGHEST_ROW = 15, 409
"""Points; no row of a spreadsheet may be higher."""
A4 = 9
"""The number of the paper size in the file format."""
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
HEAD_COLUMNS = ("Key", "Placement", "Persona", "Stage", "Language", "Pain", "State", "Live")
HEAD_WIDTHS = (22, 22, 16, 16, 10, 30, 12, 8)
TEXT_WIDTH, COUNT_WIDTH = 44, 8
TRACE_COLUMNS = ("Key", "Part", "Sentence", "Stands on", "What was said", "May be quoted")
TRACE_WIDTHS = (22, 16, 60, 16, 60, 14)
HOW_TO = (
    "Every sheet but this one and the last holds the copy of one channel, a row a text.",
    "The number beside a text counts its characters. Red means the platform refuses it; "
    "yellow means it is accepted and its end is not seen.",
    "Change texts where they stand. Leave the hidden columns as they are: "
    "by them we recognise a row when the file comes back.",
    "The last sheet shows what each sentence stands on. "
    "A quote marked “no” may not be used word for word.",
)


class CellTooLongError(ValueError):
    """A text does not fit into a spreadsheet's cell."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says. ``facts`` are pairs of a label and a text."""

    brand: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...] = ()


def write_workbook(
    to: BinaryIO,
    *,
    cover: Cover,
    channels: Iterable[Channel],
    lines: Iterable[Line],
    written: Callable[[int], None] = lambda count: None,
) -> int:
    """Write ``lines`` into a new workbook; the number of rows written.

    ``channels`` are those that occur in ``lines``; ``written`` hears after every row how many
    there are. CellTooLongError names the variant whose text does not fit.
    """
    book = Workbook(write_only=True)
    _write_cover(book, cover)
    try:
        count = _write_lines(book, channels, lines, written)
    except BaseException:
        # The unfinished sheets stand in temporary files, which closing lets go of.
        for sheet in book.worksheets:
            sheet.close()
        raise
    book.save(to)
    return count


def _write_lines(
    book: Any,
    channels: Iterable[Channel],
    lines: Iterable[Line],
    written: Callable[[int], None],
) -> int:
    sheets = {channel.key: _ChannelSheet(book, channel) for channel in channels}
    trace = _sheet(book, "Where it comes from", TRACE_COLUMNS, TRACE_WIDTHS)
    count, trace_row = 0, 1
    for line in lines:
        sheets[line.channel].append(line)
        for said in line.trace:
            trace_row += 1
            _append_trace(trace, trace_row, line.key, said)
        count += 1
        written(count)
    for sheet in sheets.values():
        sheet.finish()
    trace.auto_filter.ref = f"A1:{get_column_letter(len(TRACE_COLUMNS))}1"
    return count


def _append_trace(sheet: Any, row: int, key: str, said: TraceLine) -> None:
    cells = [
        _label(sheet, key, key),
        _label(sheet, said.part, key),
        _text(sheet, said.sentence, key),
        _label(sheet, said.kind, key),
        _text(sheet, said.said, key),
        _label(sheet, "" if said.consent is None else "yes" if said.consent else "no", key),
    ]
    texts = (key, said.part, said.sentence, said.kind, said.said)
    widths = TRACE_WIDTHS[: len(texts)]
    _append(sheet, row, cells, max(map(_lines, texts, widths)))


class _ChannelSheet:
    """The sheet of one channel: what a row is about, then each text beside its count."""

    def __init__(self, book: Any, channel: Channel) -> None:
        self.columns = part_columns(channel)
        titles = [*HEAD_COLUMNS]
        widths = [*HEAD_WIDTHS]
        for column in self.columns:
            titles += [_titled(column), "Length"]
            widths += [TEXT_WIDTH, COUNT_WIDTH]
        titles += ["Id", "Checksum"]
        widths += [10, 14]
        name = channel.name[:LONGEST_SHEET_NAME].translate({ord(c): " " for c in "[]:*?/\\"})
        self.sheet = _sheet(book, name, titles, widths, hidden=2)
        self.width = len(titles)
        self.row = 1

    def append(self, line: Line) -> None:
        self.row += 1
        head = (
            line.key,
            line.placement,
            line.persona,
            line.stage,
            line.language,
            line.pain,
            line.state,
            "yes" if line.is_live else "",
        )
        cells = [_label(self.sheet, value, line.key) for value in head]
        for position, column in enumerate(self.columns):
            letter = get_column_letter(len(HEAD_COLUMNS) + 1 + 2 * position)
            cells.append(_text(self.sheet, column.text_of(line.parts), line.key))
            cells.append(_count(self.sheet, f"{letter}{self.row}"))
        cells += [line.variant_id, line.checksum]
        lines = max(_lines(column.text_of(line.parts), TEXT_WIDTH) for column in self.columns)
        lines = max([lines, *(_lines(text, w) for text, w in zip(head, HEAD_WIDTHS, strict=True))])
        _append(self.sheet, self.row, cells, lines)

    def finish(self) -> None:
        """Colour what is too long, and let people filter."""
        for position, column in enumerate(self.columns):
            letter = get_column_letter(len(HEAD_COLUMNS) + 2 + 2 * position)
            cells = f"{letter}2:{letter}{max(2, self.row)}"
            for limit, colour in ((column.hard, OVER), (column.truncation, CLOSE)):
                if limit is not None:
                    fill = PatternFill(bgColor=colour)
                    rule = CellIsRule(operator="greaterThan", formula=[str(limit)], fill=fill)
                    self.sheet.conditional_formatting.add(cells, rule)
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.width)}{self.row}"


def _titled(column: PartColumn) -> str:
    if column.hard is not None:
        return f"{column.title} (at most {column.hard})"
    if column.truncation is not None:
        return f"{column.title} (seen up to {column.truncation})"
    return column.title


def _sheet(
    book: Any, name: str, titles: Iterable[str], widths: Sequence[int], hidden: int = 0
) -> Any:
    """A sheet with its header; the last ``hidden`` columns are not shown."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    _fit_on_paper(sheet)
    sheet.print_title_rows = "1:1"
    for number, width in enumerate(widths, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width
        column.hidden = number > len(widths) - hidden
    header = []
    for title in titles:
        cell = _text(sheet, title, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=INK)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        header.append(cell)
    sheet.row_dimensions[1].height = 32
    sheet.append(header)
    return sheet


def _lines(text: str, width: int) -> int:
    """About how many lines ``text`` takes in a column that is ``width`` characters wide."""
    return sum(max(1, -(-len(line) // width)) for line in text.split("\n"))


def _append(sheet: Any, row: int, cells: list[Any], lines: int) -> None:
    """Add a row as high as its longest text, since not every program works heights out itself.

    The height is forgotten once it is written, so that memory does not grow with the rows.
    """
    height = sheet.row_dimensions[row]
    height.height = min(LINE_HEIGHT * lines + 3, HIGHEST_ROW)
    sheet.append(cells)
    del sheet.row_dimensions[row]


def _fit_on_paper(sheet: Any) -> None:
    """Printed, or made a PDF, a sheet is as wide as one page and as long as it needs."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _text(sheet: Any, value: str, key: str) -> Any:
    """A text cell that wraps: what begins with = stays text, control characters are left out."""
    cell = WriteOnlyCell(sheet, value=_clean(value, key))
    cell.data_type = "s"
    cell.alignment = WRAPPED
    return cell


def _label(sheet: Any, value: str, key: str) -> Any:
    """A short text at the top of its row, never a formula."""
    cell = WriteOnlyCell(sheet, value=_clean(value, key))
    cell.data_type = "s"
    cell.alignment = TOP
    return cell


def _count(sheet: Any, of: str) -> Any:
    """How many characters the cell ``of`` holds."""
    cell = WriteOnlyCell(sheet, value=f"=LEN({of})")
    cell.alignment = TOP
    return cell


def _clean(value: str, key: str) -> str:
    clean: str = ILLEGAL_CHARACTERS_RE.sub("", value)
    if len(clean) > LONGEST_CELL:
        raise CellTooLongError(
            f"A text of {key} has {len(clean):,} characters, too many for a cell."
        )
    return clean


def _write_cover(book: Any, cover: Cover) -> None:
    sheet = book.create_sheet("Read me")
    sheet.sheet_view.showGridLines = False
    _fit_on_paper(sheet)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 96
    title = _text(sheet, cover.brand, "cover")
    title.font = Font(bold=True, size=20, color=TEA)
    title.alignment = Alignment(wrap_text=False)
    sheet.append([title])
    facts = (("Made", cover.made_at.strftime("%-d %B %Y, %H:%M %Z")), *cover.facts)
    for label, fact in facts:
        name = _text(sheet, label, "cover")
        name.font = Font(bold=True)
        sheet.append([name, _text(sheet, fact, "cover")])
    sheet.append([])
    heading = _text(sheet, "How to use this file", "cover")
    heading.font = Font(bold=True)
    heading.alignment = Alignment(wrap_text=False)
    sheet.append([heading])
    for number, advice in enumerate(HOW_TO, start=1):
        line = _text(sheet, advice, "cover")
        line.fill = PatternFill("solid", fgColor=PAPER)
        cells = [_text(sheet, f"{number}", "cover"), line]
        _append(sheet, len(facts) + 3 + number, cells, _lines(advice, 84))

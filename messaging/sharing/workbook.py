"""The workbook an agency gets: a cover, one sheet a channel, where every line comes from, and for
those who may look around, coverage and results.

Written row by row, so that memory does not grow with the number of rows.
"""

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from openpyxl import Workbook

from messaging.channels.channel import Channel
from messaging.sharing import (
    workbook_cover,
    workbook_coverage,
    workbook_results,
    workbook_trace,
)
from messaging.sharing.lines import Line
from messaging.sharing.workbook_channel import ChannelSheet, hidden_facts
from messaging.sharing.workbook_content import CellTooLongError, Content, TooManyRowsError
from messaging.sharing.workbook_cover import CoverSheet, Listed
from messaging.sharing.workbook_coverage import write_coverage
from messaging.sharing.workbook_looks import sheet_names
from messaging.sharing.workbook_results import write_results
from messaging.sharing.workbook_trace import TraceSheets

__all__ = ["CellTooLongError", "TooManyRowsError", "write_workbook"]

OUR_NAMES = (
    workbook_cover.NAME,
    workbook_trace.NAME,
    workbook_coverage.NAME,
    workbook_results.NAME,
    "cuppa",
)


def write_workbook(
    to: BinaryIO,
    *,
    content: Content,
    channels: Iterable[Channel],
    lines: Iterable[Line],
    written: Callable[[int], None] = lambda count: None,
) -> int:
    """Write ``lines`` into a new workbook; the number of rows written.

    ``channels`` are those that occur in ``lines``; ``written`` hears after every row how many
    there are. CellTooLongError names the variant whose text does not fit, TooManyRowsError says
    that a sheet is full.
    """
    book = Workbook(write_only=True)
    try:
        count = _write_sheets(book, content, list(channels), lines, written)
    except BaseException:
        # The unfinished sheets stand in temporary files, which closing lets go of.
        for sheet in book.worksheets:
            sheet.close()
        raise
    book.save(to)
    return count


def _write_sheets(
    book: Any,
    content: Content,
    channels: list[Channel],
    lines: Iterable[Line],
    written: Callable[[int], None],
) -> int:
    cover = CoverSheet(book)
    names = sheet_names([channel.name for channel in channels], OUR_NAMES)
    sheets = {
        channel.key: ChannelSheet(book, name, channel, content.states)
        for channel, name in zip(channels, names, strict=True)
    }
    trace = TraceSheets(book)
    count = 0
    for line in lines:
        sheets[line.channel].append(line)
        trace.append(line)
        count += 1
        written(count)
    for sheet in sheets.values():
        sheet.finish()
    trace.finish()
    listed = [
        Listed(name, _texts(sheet.rows)) for name, sheet in zip(names, sheets.values(), strict=True)
    ]
    listed.append(Listed(workbook_trace.NAME, "What each sentence of the copy stands on."))
    if content.coverage is not None:
        write_coverage(book, content.coverage)
        about = "Which pain is spoken to at which stage, and where the gaps are."
        listed.append(Listed(workbook_coverage.NAME, about))
    if content.results:
        write_results(book, content.results)
        listed.append(Listed(workbook_results.NAME, "What the tests said, a text a row."))
    hidden_facts(
        book,
        origin=content.origin,
        made_at=content.cover.made_at.isoformat(),
        sheets=dict(zip(names, (channel.key for channel in channels), strict=True)),
    )
    cover.write(content.cover, listed)
    return count


def _texts(rows: int) -> str:
    return f"{rows:,} text{'' if rows == 1 else 's'}"

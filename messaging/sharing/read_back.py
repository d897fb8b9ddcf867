"""A file that comes back: workbooks of ours, whoever saved them since, and our other exports.

What a file is, is told by its columns and not by its name. Nothing here compares it with what we
have (``sheet_differences``), and nothing is ever emptied for want of a column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from messaging.channels.channel import Channel
from messaging.sharing.platform_sheets import Platform, platform_of
from messaging.sharing.read_apart import OURS, ReadSheet, SheetsRead, read_sheets
from messaging.sharing.read_columns import (
    best_channels,
    header_at,
    plain_title,
)
from messaging.sharing.returned_sheet import Sheet, notes_on
from messaging.sharing.sheet_rows import ReadBack, SheetRow
from personas.listening.tables import UnreadableFileError

KINDS = {
    "workbook": "Workbook",
    "google_ads_editor": "Google Ads Editor",
    "google_ads_web": "Google Ads on the web",
    "microsoft_bulk": "Microsoft Advertising bulk file",
    "generic_csv": "CSV",
    "generic_tsv": "TSV",
    "generic_json": "JSON",
}
OF_FILES = {"xlsx": "workbook", "csv": "generic_csv", "tsv": "generic_tsv", "json": "generic_json"}
FIRST_PLACE = 7
"""The row of the hidden sheet from which it names sheets and their channels."""
LONGEST_SHEET = 60
SET_APART = frozenset("[]:*?/\\")
UNKNOWN_FILE = (
    "We know none of the columns of this file. It needs the titles it left with in its first row: "
    "Key, and the names of the texts, such as Headline 1."
)


@dataclass(frozen=True, slots=True)
class Home:
    """What the hidden sheet of a workbook says: whose it is, and sheet -> channel."""

    workspace: str = ""
    job: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)


def read_sheet_back(path: Path, file_name: str, channels: Mapping[str, Channel]) -> ReadBack:
    """Read the file at ``path``, which was called ``file_name``, in a process with limits.

    ``channels`` are those of the workspace by key. UnreadableFileError says why it is refused.
    """
    read, sheets, home, platform = open_back(path, file_name, channels)
    notes = tuple(note for sheet in sheets for note in sheet.notes)
    kind = platform.key if platform is not None else OF_FILES[read.kind]
    return ReadBack(kind, _rows(read, sheets), notes, home.workspace, home.job)


def open_back(
    path: Path, file_name: str, channels: Mapping[str, Channel]
) -> tuple[SheetsRead, list[Sheet], Home, Platform | None]:
    """What the file holds, and where its columns are. Close what was read; UnreadableFileError."""
    read = read_sheets(path, file_name)
    try:
        home = _home_of(read.sheets)
        platform = next((p for sheet in read.sheets if (p := _platform_in(sheet))), None)
        sheets = _told(read, home, channels, platform)
        if not any(sheet.is_read for sheet in sheets):
            raise UnreadableFileError(UNKNOWN_FILE)
    except BaseException:
        read.close()
        raise
    return read, sheets, home, platform


def _rows(read: SheetsRead, sheets: Sequence[Sheet]) -> Iterator[SheetRow]:
    try:
        for sheet in sheets:
            if sheet.is_read:
                yield from sheet.rows(read.rows(sheet.source))
    finally:
        read.close()


def _home_of(sheets: Sequence[ReadSheet]) -> Home:
    for sheet in sheets:
        cells = {number: row for number, row, _ in sheet.top}
        if cells.get(1, [""])[0] != OURS:
            continue
        named = {
            row[0]: row[1]
            for number, row in cells.items()
            if number >= FIRST_PLACE and len(row) > 1 and row[0]
        }
        workspace, job = (cells.get(number, [""])[0].strip() for number in (3, 4))
        return Home(workspace[:100], job.removesuffix(".0")[:40], named)
    return Home()


def _platform_in(sheet: ReadSheet) -> Platform | None:
    return next((found for _, row, _ in sheet.top if (found := platform_of(row))), None)


def _told(
    read: SheetsRead,
    home: Home,
    channels: Mapping[str, Channel],
    platform: Platform | None,
) -> list[Sheet]:
    names: set[str] = set()
    sheets = []
    for source in read.sheets:
        name = "".join(c for c in source.name if c.isprintable())[:LONGEST_SHEET]
        if name in names:
            continue
        names.add(name)
        sheet = _sheet_of(read.kind, source, name, home, channels, platform)
        if sheet is not None:
            sheets.append(sheet)
            sheet.notes += notes_on(sheet, is_ours=bool(home.channels))
    return sheets


def _sheet_of(
    kind: str,
    source: ReadSheet,
    name: str,
    home: Home,
    channels: Mapping[str, Channel],
    platform: Platform | None,
) -> Sheet | None:
    """None for a sheet that is none of copy and needs no word."""
    rows = [cells for _, cells, _ in source.top]
    if not rows or rows[0][:1] == [OURS]:
        return None
    at = header_at(rows, channels)
    header = rows[at] if at >= 0 else []
    candidates = _candidates(source.name, header, home, channels, platform)
    is_workbook = kind == "xlsx"
    is_exact = platform is not None or kind not in ("csv", "tsv")
    is_named = bool(candidates) and _named(source.name, home, channels) is not None
    number = source.top[max(at, 0)][0]
    sheet = Sheet(
        source, name, number, header, channels, candidates, platform, is_workbook, is_exact
    )
    titles = {plain_title(title) for title in header}
    has_rows = bool(candidates) and (
        is_named
        or platform is not None
        or not is_workbook
        or (bool(titles & {"id", "checksum"}) if home.channels else bool(titles & {"key", "id"}))
    )
    by_rows = "channel" in titles and bool(titles & {"key", "placement"})
    if not has_rows and not by_rows:
        if home.channels or source.is_hidden:
            return None
        sheet.is_read = False
    return sheet


def _named(name: str, home: Home, channels: Mapping[str, Channel]) -> Channel | None:
    """The channel a sheet belongs to, by what the file says of it, or else by its name."""
    if (key := home.channels.get(name)) and key in channels:
        return channels[key]
    wanted = _sheet_name(name)
    return next((one for one in channels.values() if _sheet_name(one.name) == wanted), None)


def _sheet_name(name: str) -> str:
    shown = "".join(" " if letter in SET_APART else letter for letter in name)
    return plain_title(shown[:31].casefold().removeprefix("copy of "))


def _candidates(
    name: str,
    header: Sequence[str],
    home: Home,
    channels: Mapping[str, Channel],
    platform: Platform | None,
) -> list[Channel]:
    if platform is not None:
        return [channels[platform.channel]] if platform.channel in channels else []
    named = _named(name, home, channels)
    return [named] if named is not None else best_channels(header, channels)

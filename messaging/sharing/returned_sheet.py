"""One sheet of a file that came back: where its columns are named, and what is odd about it.

[pure]
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from messaging.channels.channel import Channel
from messaging.sharing.platform_sheets import Platform
from messaging.sharing.read_apart import ReadSheet
from messaging.sharing.read_columns import FIELDS, Columns, columns_of, near_title, plain_title
from messaging.sharing.read_rows import Reader
from messaging.sharing.sheet_cells import SheetLine
from messaging.sharing.sheet_rows import SheetRow

TITLES_SHOWN = 8


@dataclass
class Sheet:
    """One sheet: where its columns are named, and for which channels."""

    source: ReadSheet
    name: str
    header_row: int
    header: list[str]
    channels: Mapping[str, Channel]
    candidates: list[Channel]
    platform: Platform | None
    is_workbook: bool
    is_exact: bool
    notes: list[str] = field(default_factory=list)
    is_read: bool = True
    _columns: dict[str, Columns] = field(default_factory=dict)

    @cached_property
    def fields(self) -> list[str]:
        return list(self.platform.fields) if self.platform else list(FIELDS.values())

    @cached_property
    def by_name(self) -> dict[str, Channel]:
        """Channels by what a cell may call them."""
        named = {plain_title(one.name): one for one in self.channels.values()}
        return named | {plain_title(one.key): one for one in self.channels.values()}

    def columns(self, said: str) -> Columns | None:
        """The columns for a row that says ``said`` of its channel; None for one we do not know."""
        if said not in self._columns:
            channel = self.by_name.get(plain_title(said)) if said else self.usual
            if channel is None and said:
                return None
            found = columns_of(self.header, channel, self.fields)
            if self.platform is not None:
                found.fields |= self.platform.fields_in(self.header)
            if not said and len(self.candidates) > 1:
                found.channel = ""
            self._columns[said] = found
        return self._columns[said]

    @property
    def usual(self) -> Channel | None:
        return self.candidates[0] if self.candidates else None

    def rows(self, lines: Iterator[SheetLine]) -> Iterator[SheetRow]:
        reader = Reader(
            self.name,
            self.columns,
            len(self.header),
            is_exact=self.is_exact,
            key_of=self.platform.key_in if self.platform else str.strip,
            width_matters=not self.is_workbook,
        )
        last = self.header_row
        for number, cells, marks in lines:
            if number <= self.header_row or number == last:
                continue
            last = number
            if self.platform is not None and not self.platform.is_ad(self.header, cells):
                continue
            row = reader.read(number, cells, marks)
            if row is not None:
                yield row


def notes_on(sheet: Sheet, *, is_ours: bool) -> list[str]:
    """Sentences on the sheet as a whole; ``is_ours``: the file says that we made it."""
    source = sheet.source
    notes: list[str] = []
    which = f"The sheet “{sheet.name}”" if sheet.name else "The file"
    if not sheet.is_read:
        notes.append(f"{which} has none of our columns; it was left alone.")
        return notes
    columns = sheet.columns("") or Columns("")
    if source.is_hidden:
        notes.append(f"{which} is hidden. It was read all the same.")
    if source.hidden_rows:
        notes.append(
            f"{which} has {source.hidden_rows:,} hidden rows. They were read all the same."
        )
    if source.merged:
        notes.append(f"{which} has merged cells. The text of one counts for its first cell alone.")
    if len(sheet.candidates) > 1 and "channel" not in columns.fields:
        names = " or ".join(one.name for one in sheet.candidates[:3])
        notes.append(f"{which} could be of {names}. Its rows are told by their keys.")
    notes += _on_titles(sheet, columns, which)
    had_ids = is_ours or (sheet.is_workbook and "placement_key" not in columns.fields)
    if had_ids and sheet.platform is None and "id" not in columns.fields:
        told = (
            "so rows are told by their keys."
            if "key" in columns.fields
            else "and so is Key: every row would be a new text."
        )
        notes.append(f"{which} has lost its hidden column Id, {told}")
    return notes


def _on_titles(sheet: Sheet, columns: Columns, which: str) -> list[str]:
    notes: list[str] = []
    several = "channel" in columns.fields
    known: set[int] = set()
    for channel in sheet.channels.values() if several else ():
        theirs = columns_of(sheet.header, channel, ())
        known |= {*theirs.texts, *theirs.whole}
    unknown = [(at, title) for at, title in columns.unknown if at not in known]
    if sheet.platform is None:
        for _, title in unknown[:TITLES_SHOWN]:
            near = near_title(title, columns.missing)
            asked = f" Did you mean “{near}”?" if near else ""
            notes.append(
                f"The column “{title[:60]}” is not one of ours; its texts were left alone.{asked}"
            )
        if len(unknown) > TITLES_SHOWN:
            notes.append(f"{len(unknown) - TITLES_SHOWN} more columns are not ours.")
    notes += [
        f"The column “{title[:60]}” is there twice; the second one was left alone."
        for title in columns.doubled[:TITLES_SHOWN]
    ]
    if columns.missing and not several and (columns.texts or columns.whole):
        shown = ", ".join(columns.missing[:TITLES_SHOWN])
        more = len(columns.missing) - TITLES_SHOWN
        rest = f" and {more} more" if more > 0 else ""
        notes.append(f"{which} has no column for {shown}{rest}. Those texts stay as they are.")
    return notes

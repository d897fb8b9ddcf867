"""The sheet of one channel: what a row is about, then each text beside its count.

White columns are for changing, shaded ones say what a row is. The last three columns are hidden:
by the id a row is known again, by the checksum of its texts what was changed in it, by the revision
what we changed meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from messaging.channels.channel import Channel
from messaging.pins import position_of
from messaging.sharing.lines import Line, PartColumn, part_columns
from messaging.sharing.workbook_content import Origin
from messaging.sharing.workbook_counts import count_formulas, note_on
from messaging.sharing.workbook_looks import (
    CLOSE,
    HIDE_ZERO,
    ON_CLOSE,
    ON_OVER,
    OVER,
    Column,
    Formula,
    Table,
    Value,
    text_cell,
)

STATE_TITLE = "State"
HEAD = (
    Column("Key", 20, note="The text's name with us. Leave it as it is."),
    Column("Placement", 20),
    Column("Persona", 14),
    Column("Stage", 15),
    Column("Language", 12),
    Column("Pain", 28),
    Column(
        STATE_TITLE,
        14,
        "choice",
        note="Where the text stands. Choose another state to ask for it: "
        "somebody who may decide that sees it when the file comes back.",
    ),
    Column("Live", 8, note="Readers see this text now. What you change comes back as a draft."),
)
TAIL = (
    Column("Id", 10, hidden=True),
    Column("Checksum", 14, hidden=True),
    Column("Revision", 10, hidden=True),
)
TEXT_WIDTH, LONG_TEXT_WIDTH, COUNT_WIDTH, PIN_WIDTH = 38, 60, 10, 12
LONG_TEXT = 200
"""Characters; parts without a limit, or with a greater one, get the wide column."""
ROWS_TO_COME = 500
"""Rows under the last one in which lists and colours hold, for rows that are added."""


class ChannelSheet:
    """Written row by row; ``states`` are the labels a state may have."""

    def __init__(self, book: Any, name: str, channel: Channel, states: tuple[str, ...]) -> None:
        self.channel = channel
        self.states = states
        self.parts = part_columns(channel)
        columns = list(HEAD)
        self._places: list[int] = []
        for part in self.parts:
            self._places.append(len(columns) + 1)
            columns += _columns_of(channel, part)
        self.table = Table(book, name, [*columns, *TAIL])

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return self.table.row - 1

    def append(self, line: Line) -> None:
        values: list[Value] = [
            line.key,
            line.placement,
            line.persona,
            line.stage,
            line.language,
            line.pain,
            line.state,
            "yes" if line.is_live else "",
        ]
        row = self.table.row + 1
        for part, place in zip(self.parts, self._places, strict=True):
            values += _values_of(part, line, place, row)
        values += [line.variant_id, line.checksum, line.revision]
        self.table.append(values, line.key)

    def finish(self) -> None:
        """Colour what is too long, offer lists, and let people filter."""
        last = self.table.row + ROWS_TO_COME
        sheet = self.table.sheet
        for part, place in zip(self.parts, self._places, strict=True):
            if part.of.counting == "sms":
                cells = f"{get_column_letter(place + 1)}2:{get_column_letter(place + 3)}{last}"
                more = f"${get_column_letter(place + 3)}2>1"
                sheet.conditional_formatting.add(
                    cells, FormulaRule([more], font=Font(color=ON_CLOSE), fill=_filled(CLOSE))
                )
            for limit, fill, ink in (
                (part.hard, OVER, ON_OVER),
                (part.truncation if part.of.counting != "sms" else None, CLOSE, ON_CLOSE),
            ):
                if limit is not None:
                    letter = get_column_letter(place + 1)
                    rule = CellIsRule(
                        operator="greaterThan",
                        formula=[str(limit)],
                        font=Font(bold=True, color=ink),
                        fill=_filled(fill),
                    )
                    sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", rule)
        self._offer_lists(last)
        self.table.filter_all()

    def _offer_lists(self, last: int) -> None:
        letter = self.table.letter(STATE_TITLE)
        if self.states:
            self._offer(self.states, [f"{letter}2:{letter}{last}"], "States")
        cells: dict[int, list[str]] = {}
        for part, place in zip(self.parts, self._places, strict=True):
            if part.pin_title:
                letter = get_column_letter(place + 2)
                cells.setdefault(part.of.pins, []).append(f"{letter}2:{letter}{last}")
        for pins, ranges in cells.items():
            self._offer(tuple(map(str, range(1, pins + 1))), ranges, "Positions")

    def _offer(self, choices: tuple[str, ...], ranges: list[str], title: str) -> None:
        listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        listed.errorTitle = title
        listed.error = f"Please choose one of: {', '.join(choices)}."[:225]
        for cells in ranges:
            listed.add(cells)
        self.table.sheet.data_validations.append(listed)


def _filled(colour: str) -> Any:
    return PatternFill(bgColor=colour)


def _columns_of(channel: Channel, part: PartColumn) -> list[Column]:
    short = part.hard or part.truncation
    width = TEXT_WIDTH if short is not None and short < LONG_TEXT else LONG_TEXT_WIDTH
    note = note_on(channel, part)
    columns = [
        Column(part.titled, width, "text", note=note),
        Column("Length", COUNT_WIDTH, "count", number_format=HIDE_ZERO),
    ]
    if part.of.counting == "sms":
        columns += [
            Column("Alphabet", COUNT_WIDTH + 2, "count"),
            Column("Segments", COUNT_WIDTH + 2, "count", number_format=HIDE_ZERO),
        ]
    if part.pin_title:
        columns.append(
            Column(
                part.pin_title,
                PIN_WIDTH,
                "choice",
                note=f"Pins the text to a place from 1 to {part.of.pins}. Empty: anywhere.",
            )
        )
    return columns


def _values_of(part: PartColumn, line: Line, place: int, row: int) -> list[Value]:
    text = part.text_of(line.parts)
    cell, count, alphabet = (f"{get_column_letter(place + step)}{row}" for step in range(3))
    counts = count_formulas(part.of, cell, text, line.language, count=count, alphabet=alphabet)
    values: list[Value] = [text, Formula(counts.length)]
    if counts.segments:
        values += [Formula(counts.alphabet), Formula(counts.segments)]
    if part.pin_title:
        assert part.index is not None
        values.append(position_of(line.pins, part.part, part.index))
    return values


def hidden_facts(book: Any, *, origin: Origin, made_at: str, sheets: Mapping[str, str]) -> None:
    """The sheet nobody sees, by which we know our own file again: whose, made when, and which
    sheet holds which channel (``sheets``: its name -> the channel's key)."""
    sheet = book.create_sheet("cuppa")
    sheet.sheet_state = "hidden"
    for text in ("cuppa workbook", "1", origin.slug, origin.job, made_at, ""):
        sheet.append([text_cell(sheet, text, "cuppa")])
    for name, key in sheets.items():
        sheet.append([text_cell(sheet, name, key), text_cell(sheet, key, key)])

"""The rows of a platform's report: what each is called, and its numbers. [pure]"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import unquote_plus

from experiments.results_home_columns import Columns
from experiments.results_home_numbers import (
    UnclearNumberError,
    count_from_rate,
    decimal_mark,
    read_count,
    read_number,
)
from personas.listening.dates import parse_date
from personas.listening.tables import Row, UnreadableFileError

TOTAL = re.compile(
    r"(?i)\s*(?:grand\s+)?(?:totals?|overall|summe|gesamt|gesamtsumme)\s*(?:[:\u2013\u2014-].*)?"
)
META_TOTAL = re.compile(r"(?i)\s*results from \d[\d.,]* \w+.*")
TOKEN = re.compile(r"[a-z0-9][a-z0-9._-]*")
WHOLE = re.compile(r"[;,|\n\t&?=#/]+")
MOST_PARTS = 12
MOST_TOKENS, MOST_TRIED = 200, 1_000
"""What could be a key in one cell, and how much is looked at for it."""
MOST_IN_ALL = 1_500_000
"""Twice what twenty thousand ads have in three columns of names."""
LONGEST_CELL = 2_000
LONGEST_LABEL = 300
LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class ReadRow:
    """``tokens`` has, for each column that may hold a key, what could be one there: the text and
    whether it stands there alone. ``is_out`` rows hold nothing to count; ``note`` says why."""

    number: int
    label: str
    tokens: tuple[tuple[tuple[str, bool], ...], ...] = ()
    day: date | None = None
    shown: int = 0
    did: int = 0
    value: float = 0.0
    note: str = ""
    is_out: bool = False


def read_rows(
    rows: Sequence[Row],
    columns: Columns,
    *,
    today: date,
    month_first: bool = False,
    span: tuple[int | None, int | None] = (None, None),
) -> list[ReadRow]:
    """What the rows say. ``span`` are the columns of a row's first and last day: where both are
    the same in every row and no column of days is named, these are the days.

    UnreadableFileError where keys would be looked for in more names than any report has.
    """
    marks = {
        place: decimal_mark(_cell(row, place) for row in rows)
        for place in (columns.shown, columns.did, columns.value)
        if place is not None
    }
    start, end = span
    days_by_span = columns.day is None and _is_by_day(rows, start, end)
    reader = _Reader(columns, marks, start if days_by_span else columns.day, month_first, today)
    found: list[ReadRow] = []
    tokens = 0
    for row in rows:
        found.append(reader.read(row))
        tokens += sum(map(len, found[-1].tokens))
        if tokens > MOST_IN_ALL:
            raise UnreadableFileError(MUCH)
    return found


def last_day(rows: Iterable[Row], place: int | None, month_first: bool) -> date | None:
    """The latest day of a column."""
    if place is None:
        return None
    found = [parse_date(_cell(row, place), month_first) for row in rows]
    return max((day for day in found if day is not None), default=None)


def rows_hash(rows: Iterable[ReadRow]) -> str:
    """The same for the same rows, in whatever order, file format and spelling of numbers."""
    told = sorted(
        f"{' '.join(row.label.casefold().split())}\x1f{row.day or ''}\x1f{row.shown}\x1f{row.did}"
        f"\x1f{row.value:.4f}"
        for row in rows
        if not row.is_out
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


def tokens_of(cell: str) -> tuple[tuple[str, bool], ...]:
    """All that could be a key in a cell, the longest first, and whether it stands there alone.

    Keys are small letters, digits, dots, dashes and underscores. A dot or an underscore may join a
    key to other words; a dash is part of it, so that "hero-1" is not found in "hero-12" or
    "hero-1-b".
    """
    text = unquote_plus(cell[:LONGEST_CELL]).casefold()
    whole = {piece.strip() for piece in WHOLE.split(text)}
    found: dict[str, bool] = {}
    every = (token for run in TOKEN.finditer(text) for token in _parts(run[0]))
    for token in islice(every, MOST_TRIED):
        if len(token) <= LONGEST_KEY:
            found[token] = token in whole
            if len(found) == MOST_TOKENS:
                break
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def is_telling(key: str) -> bool:
    """Whether a key can hardly be a word of an ad: it has a digit or a sign."""
    return bool(re.search(r"[0-9._-]", key))


class _Reader:
    def __init__(
        self,
        columns: Columns,
        marks: dict[int, str],
        day: int | None,
        month_first: bool,
        today: date,
    ) -> None:
        self.columns, self.marks, self.day = columns, marks, day
        self.month_first, self.today = month_first, today

    def read(self, row: Row) -> ReadRow:
        named = [_cell(row, place) for place in self.columns.keys]
        label = next((cell for cell in named if cell), "")[:LONGEST_LABEL]
        first = next((cell.strip() for cell in row.cells if cell.strip()), "")
        for cell in (label, first):
            if TOTAL.fullmatch(cell) or META_TOTAL.fullmatch(cell):
                return ReadRow(row.number, cell[:LONGEST_LABEL], note=TOTALS, is_out=True)
        if not label:
            return ReadRow(row.number, "", note=NAMELESS, is_out=True)
        try:
            day = self._day(row)
            shown, did, value, note = self._numbers(row)
        except UnclearNumberError as error:
            return ReadRow(row.number, label, note=str(error), is_out=True)
        tokens = tuple(tokens_of(cell) for cell in named)
        return ReadRow(row.number, label, tokens, day, shown, did, value, note)

    def _numbers(self, row: Row) -> tuple[int, int, float, str]:
        place = self.columns.shown
        shown, cut = read_count(_cell(row, place), self.marks.get(place or 0, ""))
        if cut:
            raise UnclearNumberError("How often it was shown is no whole number.")
        place = self.columns.did
        cell, mark = _cell(row, place), self.marks.get(place or 0, "")
        if cell.rstrip().endswith("%"):
            did, cut = count_from_rate(cell, shown, mark), False
        else:
            did, cut = read_count(cell, mark)
        if did > shown:
            raise UnclearNumberError(
                f"{did:,} of {shown:,} is more than all: are these the right columns?"
            )
        value = 0.0
        if self.columns.value is not None:
            place = self.columns.value
            value = read_number(_cell(row, place), self.marks.get(place, ""))
        return shown, did, value, f"“{cell.strip()[:20]}” was rounded." if cut else ""

    def _day(self, row: Row) -> date | None:
        if self.day is None:
            return None
        cell = _cell(row, self.day)
        day = parse_date(cell, self.month_first)
        if day is None:
            raise UnclearNumberError(f"“{cell.strip()[:40]}” is no date we can read.")
        if day > self.today:
            raise UnclearNumberError(f"{day.isoformat()} is still to come.")
        return day


MUCH = (
    "The names in this report are too many, or too long, to look for keys in all of them. "
    "Bring fewer days at once, or a report with fewer columns."
)
TOTALS = "A row of totals: left out."
NAMELESS = "No name stands in this row: a row of totals, left out."


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _is_by_day(rows: Sequence[Row], start: int | None, end: int | None) -> bool:
    if start is None or end is None:
        return False
    spans = {(_cell(row, start), _cell(row, end)) for row in rows if _cell(row, start)}
    return bool(spans) and all(first == last for first, last in spans)


def _parts(run: str) -> Iterator[str]:
    """A run of signs that keys are made of, and what is left of it without words joined to it."""
    pieces = re.split(r"([._])", run.strip(".-_"))[: 2 * MOST_PARTS - 1]
    for begin in range(0, len(pieces), 2):
        for end in range(len(pieces), begin, -2):
            token = "".join(pieces[begin:end])
            if token and not token.startswith((".", "-", "_")):
                yield token

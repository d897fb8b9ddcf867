"""Counts of arms in a table: from the rows of an agency's report to counts, with what is wrong.

[pure] One row for each arm and day. What the units are called depends on what the test counts, so
an advertising report may hold impressions, clicks and conversions side by side.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from experiments.delivery.faults import FaultError
from experiments.late_goal_rows import amount
from personas.listening.dates import parse_date
from personas.listening.tables import Row

ARM = ("arm", "variant", "variation", "ad", "ad name", "version", "text", "group", "anzeige")
DAY = ("day", "date", "datum", "tag")
UNITS: Mapping[str, tuple[str, ...]] = {
    "visitor": ("visitors", "users", "people", "participants", "sessions", "n", "besucher"),
    "send": ("sends", "sent", "delivered", "recipients", "emails", "n", "versendet"),
    "impression": ("impressions", "impr", "views", "n", "impressionen"),
    "click": ("clicks", "link clicks", "sessions", "n", "klicks"),
}
DONE = (
    "conversions", "converted", "orders", "purchases", "sign ups", "signups", "leads", "results",
    "x", "clicks", "opens", "konversionen",
)  # fmt: skip
LARGEST = 2**31 - 1
MOST_ROWS = 20_000
FAULTS_KEPT = 200


class NoSuchColumnsError(ValueError):
    """A column that every row needs is not there; the message says which, and what is."""


@dataclass(frozen=True)
class UploadedCount:
    """What one arm had on one day: ``n`` new units, ``x`` of them converted."""

    arm: str
    day: date
    n: int
    x: int


@dataclass(frozen=True)
class Fault:
    """``row`` as a spreadsheet numbers it."""

    row: int
    said: str


@dataclass(frozen=True)
class Counted:
    """What a table says: counts of good rows, and why the others are none, the first of them."""

    counts: tuple[UploadedCount, ...]
    faults: tuple[Fault, ...]
    refused: int


def read_counts_table(
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    arms: Mapping[str, str],
    unit: str,
    today: date,
    month_first: Sequence[int] = (),
) -> Counted:
    """The counts of a table. ``arms`` maps what an arm may be called, in small letters, to its key;
    days after ``today`` are none. NoSuchColumnsError if a column is missing."""
    places = find_columns(header, unit)
    counts: dict[tuple[str, date], UploadedCount] = {}
    first_row: dict[tuple[str, date], int] = {}
    faults: list[Fault] = []
    refused = 0
    for number, row in enumerate(rows):
        try:
            if number >= MOST_ROWS:
                raise ValueError(f"Only the first {MOST_ROWS} rows are read.")
            count = _read(row, places, arms, today, places["day"] in month_first)
            cell = (count.arm, count.day)
            if cell in counts:
                raise ValueError(
                    f"This arm and day stand in row {first_row[cell]} already: add them up first."
                )
        except ValueError as error:
            refused += 1
            if len(faults) < FAULTS_KEPT:
                faults.append(Fault(row.number, str(error)))
            if number >= MOST_ROWS:
                break
            continue
        counts[cell], first_row[cell] = count, row.number
    return Counted(tuple(counts.values()), tuple(faults), refused)


def find_columns(header: Sequence[str], unit: str) -> dict[str, int]:
    """Where arm, day, n and x stand."""
    named = {_plain(name): place for place, name in reversed(list(enumerate(header)))}
    wanted = {"arm": ARM, "day": DAY, "n": UNITS[unit]}
    places: dict[str, int] = {}
    for what, names in wanted.items():
        found = [named[name] for name in names if name in named]
        if found:
            places[what] = found[0]
    done = [named[name] for name in DONE if name in named and named[name] != places.get("n")]
    if done:
        places["x"] = done[0]
    called = {"arm": "arm", "day": "date", "n": UNITS[unit][0], "x": "conversions"}
    missing = [called[what] for what in called if what not in places]
    if missing:
        there = ", ".join(f"“{name[:40]}”" for name in header[:12] if name) or "none with a name"
        raise NoSuchColumnsError(f"Name a column “{missing[0]}”. The file has {there}.")
    return places


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", name.lower()).split())


def _read(
    row: Row, places: Mapping[str, int], arms: Mapping[str, str], today: date, month_first: bool
) -> UploadedCount:
    cells = {
        what: row.cells[place].strip() if place < len(row.cells) else ""
        for what, place in places.items()
    }
    arm = arms.get(cells["arm"].casefold())
    if arm is None:
        raise ValueError(f"“{cells['arm'][:40]}” is no arm of this test.")
    day = parse_date(cells["day"], month_first)
    if day is None:
        raise ValueError(f"“{cells['day'][:40]}” is no date we can read.")
    if day > today:
        raise ValueError(f"{day.isoformat()} has not come yet.")
    return UploadedCount(arm, day, _whole(cells["n"]), _whole(cells["x"]))


def _whole(text: str) -> int:
    """An empty cell is none: reports leave out what did not happen."""
    if not text:
        return 0
    try:
        value = amount(text)
    except FaultError as error:
        raise ValueError(f"“{text[:40]}” is no number.") from error
    if value < 0 or value != int(value) or value > LARGEST:
        raise ValueError(f"“{text[:40]}” is no whole number from 0 on.")
    return int(value)

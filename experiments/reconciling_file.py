"""An export of the web analytics, read: which column is what, and what each row says.

The file itself is read by ``personas.listening.apart``, in a process with limits; here its rows are
understood. Columns are known by their names, in the words of the usual tools, or named by hand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from experiments.reconciling import Counted
from personas.listening.dates import is_month_first, parse_date
from personas.listening.tables import Row, UnreadableFileError

MOST_ROWS = 20_000
MOST_COUNT = 2_000_000_000
COLUMNS = ("day", "arm", "visitors", "conversions")
NAMES: dict[str, tuple[str, ...]] = {
    "day": ("day", "date", "tag", "datum", "day index", "event date", "time period"),
    "arm": (
        *(
            "arm",
            "variant",
            "variation",
            "variante",
            "text",
            "version",
            "group",
            "experiment variant",
        ),
        *("variant name", "variation name", "ad name", "page variant"),
    ),
    "visitors": (
        *("visitors", "unique visitors", "users", "total users", "active users", "besucher"),
        *("nutzer", "unique users", "people", "sessions", "visits", "entrances", "sitzungen"),
    ),
    "conversions": (
        *("conversions", "key events", "goal completions", "goals", "goal conversions", "events"),
        *("transactions", "sign-ups", "signups", "purchases", "ecommerce purchases", "abschlüsse"),
        *("konversionen", "conversion", "total conversions", "event count"),
    ),
}
"""What columns are called, the likeliest first: Google Analytics, Matomo, Plausible, Adobe and
others, in English and German."""
_GROUPED = re.compile(r"^[+]?\d{1,3}(?:[.,\u00a0\u202f ’']\d{3})+(?:[.,]0+)?$")
_PLAIN = re.compile(r"^[+]?\d+(?:[.,]0+)?$")
_COMPACT_DAY = re.compile(r"^(20\d\d)(\d\d)(\d\d)$")


@dataclass(frozen=True)
class ReadFile:
    """``rows`` are in the file's order, rows of the same day and arm added up. ``columns`` says
    which header was taken for what. ``skipped`` counts rows such as sums at the end, ``unknown``
    are names of arms that the test has not."""

    rows: tuple[Counted, ...]
    columns: dict[str, str]
    skipped: int = 0
    unknown: tuple[str, ...] = field(default=())


def columns_of(header: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """Column -> its place. ``named`` are headers that a person gave, by column.

    UnreadableFileError says which one is missing and what there is.
    """
    plain = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for column in COLUMNS:
        wanted = _plain(named.get(column, ""))
        if wanted and wanted not in plain:
            raise UnreadableFileError(
                f"There is no column “{named[column]}”. The file has: {_listed(header)}."
            )
        names = (wanted,) if wanted else NAMES[column]
        place = next((plain.index(name) for name in names if name in plain), None)
        if place is not None and place not in found.values():
            found[column] = place
    missing = [column for column in ("day", "visitors") if column not in found]
    if missing:
        raise UnreadableFileError(
            f"No column looks like {' or '.join(missing)}. Name it below. "
            f"The file has: {_listed(header)}."
        )
    return found


def read_counts_file(
    header: Sequence[str],
    rows: Iterable[Row],
    arms: Mapping[str, str],
    named: Mapping[str, str] | None = None,
) -> ReadFile:
    """The counts in the file. ``arms`` is what an arm may be called -> its key, in small letters.

    UnreadableFileError for a file without the columns, without a row that has day and count, or
    with a count that is none.
    """
    places = columns_of(header, named or {})
    kept = list(rows)
    if len(kept) > MOST_ROWS:
        raise UnreadableFileError(f"Files of up to {MOST_ROWS:,} rows are read; shorten this one.")
    month_first = is_month_first([_cell(row, places["day"]) for row in kept])
    totals: dict[tuple[date, str], tuple[int, int | None]] = {}
    skipped, unknown = 0, set()
    for row in kept:
        day = _day(_cell(row, places["day"]), month_first)
        if day is None:
            skipped += 1
            continue
        said = _cell(row, places["arm"]) if "arm" in places else ""
        arm = arms.get(_plain(said), "") if said else ""
        if said and not arm:
            unknown.add(said)
        visitors = _count(row, places["visitors"], header)
        converted = _count(row, places["conversions"], header) if "conversions" in places else None
        before = totals.get((day, arm), (0, 0 if converted is not None else None))
        more = None if converted is None or before[1] is None else before[1] + converted
        totals[day, arm] = (before[0] + visitors, more)
    if not totals:
        raise UnreadableFileError(
            f"No row has a day in “{header[places['day']]}”. Days look like 2026-03-31."
        )
    return ReadFile(
        rows=tuple(Counted(day, arm, *numbers) for (day, arm), numbers in totals.items()),
        columns={column: header[place] for column, place in places.items()},
        skipped=skipped,
        unknown=tuple(sorted(unknown)),
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).strip("“”\"'").casefold()


def _listed(header: Sequence[str]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in header[:20] if name) or "no names of columns"


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _day(text: str, month_first: bool) -> date | None:
    compact = _COMPACT_DAY.match(text)
    if compact:
        text = "-".join(compact.groups())
    return parse_date(text, month_first)


def _count(row: Row, place: int, header: Sequence[str]) -> int:
    text = _cell(row, place)
    if not text:
        return 0
    if _GROUPED.match(text):
        digits = re.sub(r"[.,]0{1,2}$", "", text)
        number = int(re.sub(r"\D", "", digits))
    elif _PLAIN.match(text):
        number = int(re.split(r"[.,]", text.lstrip("+"))[0])
    else:
        number = -1
    if not 0 <= number <= MOST_COUNT:
        raise UnreadableFileError(
            f"Row {row.number}: “{text[:40]}” under “{header[place]}” is no count of people."
        )
    return number

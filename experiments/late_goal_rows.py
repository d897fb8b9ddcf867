"""Rows of a file that tells what people did long after: from cells to an event as intake takes it.

Pure. An address becomes its hash here, before anything is kept. Where a row has no id of its own it
gets one that says what it tells, so that the same file sent twice, or next month's that repeats
this month's rows, counts nothing twice.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from experiments.delivery.faults import Fault, FaultError
from experiments.delivery.persons import REMOVED, as_hash, hash_address, is_address
from personas.listening.dates import parse_date
from personas.listening.tables import Row

NAMES: Mapping[str, str] = {
    "visitor": (
        "visitor, visitor id, user, user id, userid, customer, customer id, client id, "
        "anonymous id, contact id, besucher, kunde, kundennummer"
    ),
    "person": (
        "email, e mail, mail, email address, e mail address, customer email, contact "
        "email, person, hashed email, email hash, email sha256, sha256 email, em, e "
        "mail adresse"
    ),
    "goal": "goal, event, event type, type, what, ziel",
    "at": (
        "at, time, timestamp, date, day, when, created, created at, occurred at, paid "
        "at, order date, datetime, datum, zeit, zeitpunkt"
    ),
    "value": ("value, amount, revenue, total, price, sum, mrr, net, betrag, wert, umsatz, summe"),
    "id": (
        "id, event id, order id, order, order number, transaction, transaction id, "
        "invoice, invoice id, invoice number, reference, bestellnummer, rechnungsnummer"
    ),
}
"""What columns may be called, in small letters without signs."""

OWN_IDS = UUID("5b0dd6a1-0f0f-5f9e-9a0e-6b6f6a7c2f10")
"""The namespace of ids made here. Never changed: a file of last year must come out the same."""

WITH_TIME = re.compile(r"\d[T ]\d{1,2}:\d{2}")
CURRENCY = re.compile(
    r"[\s\u00a0\u202f'’$£\u20a0-\u20cf]|^[A-Za-z]{3}(?=[\s\d(+-])|(?<=[\d\s)])[A-Za-z]{3}$"
)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
LONGEST_CELL_KEPT = 200


class NoSuchColumnsError(ValueError):
    """The file lacks a column that every row needs; the message says which, and what is there."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands, by number from 0. ``goal``: the key of all rows if none is named."""

    places: Mapping[str, int]
    goal: str | None = None
    month_first: bool = False


@dataclass
class Reader:
    """Reads the rows of one file in their order. Days without a time, and times without an
    offset, are those of ``zone``."""

    columns: Columns
    zone: ZoneInfo
    now: datetime
    _seen: Counter[str] = field(default_factory=Counter)

    def read(self, row: Row) -> dict[str, Any] | Fault:
        """An event as a server would send it."""
        try:
            return self._read({name: self._cell(row, name) for name in NAMES})
        except FaultError as error:
            return error.fault

    def _cell(self, row: Row, name: str) -> str:
        place = self.columns.places.get(name)
        return "" if place is None or place >= len(row.cells) else row.cells[place].strip()

    def _read(self, cells: Mapping[str, str]) -> dict[str, Any]:
        goal = cells["goal"] or self.columns.goal or ""
        if not goal:
            raise FaultError("missing_goal", "No goal stands in this row.")
        event: dict[str, Any] = {"type": "conversion", "goal": goal}
        if cells["person"]:
            event["person"] = _person(cells["person"])
        if cells["visitor"]:
            # A column of customers is often one of addresses.
            if is_address(cells["visitor"]):
                event.setdefault("person", hash_address(cells["visitor"]))
            else:
                event["visitor"] = cells["visitor"]
        if "visitor" not in event and "person" not in event:
            raise FaultError("missing_visitor", "Neither a visitor nor an e-mail stands here.")
        moment, when = self._moment(cells["at"])
        event["at"] = moment.isoformat()
        if cells["value"]:
            event["value"] = amount(cells["value"])
        event["id"] = self._id(event, when, cells["id"])
        return event

    def _moment(self, text: str) -> tuple[datetime, str]:
        """When it was, and in words that stay the same whenever the row is read.

        A day without a time is told at its end: what happened on the day of the first visit
        happened after it.
        """
        if not text:
            raise FaultError("missing_at", "No time stands in this row.")
        if WITH_TIME.search(text):
            try:
                moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            except ValueError:
                moment = None
            if moment is not None:
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=self.zone)
                moment = moment.astimezone(UTC)
                return moment, moment.isoformat()
        day = parse_date(text, self.columns.month_first)
        if day is None:
            raise FaultError("bad_at", f"“{text[:40]}” is no date we can read.")
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=self.zone)
        moment = end.astimezone(UTC) - timedelta(seconds=1)
        today = self.now.astimezone(self.zone).date()
        return min(moment, self.now) if day == today else moment, day.isoformat()

    def _id(self, event: Mapping[str, Any], when: str, given: str) -> str:
        if given:
            try:
                return str(UUID(given))
            except ValueError:
                return str(uuid5(OWN_IDS, f"id\n{event['goal']}\n{given}"))
        who = event.get("person") or event["visitor"]
        told = f"told\n{event['goal']}\n{who}\n{when}\n{event.get('value')}"
        self._seen[told] += 1
        return str(uuid5(OWN_IDS, f"{told}\n{self._seen[told]}"))


def find_columns(
    header: Sequence[str], *, goal: str | None = None, month_first: Sequence[int] = ()
) -> Columns:
    """The columns by their names. NoSuchColumnsError if a row could never be read."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        plain = " ".join(re.sub(r"[^\w]+|_", " ", name.lower()).split())
        for what, names in NAMES.items():
            if plain in names.split(", "):
                places.setdefault(what, place)
    there = ", ".join(f"“{name[:40]}”" for name in header[:12] if name) or "none with a name"
    if "visitor" not in places and "person" not in places:
        raise NoSuchColumnsError(
            f"Name a column “visitor” or “email”: who was it? The file has {there}."
        )
    if "at" not in places:
        raise NoSuchColumnsError(f"Name a column “date”: when was it? The file has {there}.")
    if "goal" not in places and goal is None:
        raise NoSuchColumnsError(
            f"Choose a goal for all rows, or name a column “goal”. The file has {there}."
        )
    return Columns(places, goal, places["at"] in month_first)


def amount(text: str) -> float:
    """A number as people write amounts: “1.234,50 €”, “$1,234.50”, “(12)” for minus 12."""
    plain = CURRENCY.sub("", text.strip()).replace("\u2212", "-")
    is_negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    if "," in plain and "." in plain:
        decimal = "," if plain.rindex(",") > plain.rindex(".") else "."
        plain = plain.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif plain.count(",") == 1 and len(plain.rsplit(",", 1)[1]) != 3:
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", plain):
        plain = plain.replace(".", "")
    if not NUMBER.fullmatch(plain):
        raise FaultError("bad_value", f"“{text[:40]}” is no amount we can read.")
    value = float(plain)
    return -value if is_negative else value


def kept_cells(row: Row, columns: Columns) -> list[str]:
    """A row's cells as a download may hold them: no address, and no cell without end."""
    cells = [cell[:LONGEST_CELL_KEPT] for cell in row.cells]
    for place, cell in enumerate(cells):
        if is_address(cell):
            cells[place] = hash_address(cell)
        elif (place == columns.places.get("person") and cell and not as_hash(cell)) or "@" in cell:
            cells[place] = REMOVED
    return cells


def _person(cell: str) -> str:
    if found := as_hash(cell):
        return found
    if is_address(cell):
        return hash_address(cell)
    raise FaultError("bad_email", "This is neither an e-mail address nor its SHA-256.")

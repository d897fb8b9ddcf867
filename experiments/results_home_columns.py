"""Which platform wrote a report, and which of its columns holds what. [pure]

The names are facts, kept with their source in ``data/platform_reports.json``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "data" / "platform_reports.json"
OTHER = "other"
UNITS = ("impression", "send", "click", "visitor")
MOST_KEYS = 6
LONGEST_NAME = 300
"""What is longer is no name of a column."""
ROWS_ABOVE = 12
BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places in the header, from 0. ``keys`` are looked through in this order for the key of a
    text; ``shown`` and ``did`` hold counts of ``unit`` and of what was hoped for."""

    keys: tuple[int, ...] = ()
    shown: int | None = None
    did: int | None = None
    value: int | None = None
    day: int | None = None
    unit: str = "impression"

    def missing(self) -> str:
        """What a file cannot be read without, in words; empty if nothing is missing."""
        if not self.keys:
            return "the name or label of the ad or e-mail"
        if self.shown is None:
            return "how often it was shown"
        return "" if self.did is not None else "how often somebody did what you hoped for"

    def as_names(self, header: Sequence[str]) -> dict[str, Any]:
        """By name, as it is remembered for the next file with this header."""
        known = names(header)

        def name(place: int | None) -> str:
            return known[place] if place is not None and place < len(known) else ""

        return {
            "keys": [name(place) for place in self.keys],
            "shown": name(self.shown),
            "did": name(self.did),
            "value": name(self.value),
            "day": name(self.day),
            "unit": self.unit,
        }


@cache
def facts() -> dict[str, Any]:
    """Platforms with the names of their columns, their source, and the day they were checked."""
    loaded: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return loaded


def platform_names() -> dict[str, str]:
    """Key of a platform -> how people call it."""
    return {key: told["name"] for key, told in facts()["platforms"].items()}


def plain(name: str) -> str:
    """A name in small letters, without brackets and signs."""
    return " ".join(
        re.sub(r"[^\w]+|_", " ", BRACKETS.sub(" ", name[:LONGEST_NAME]).lower()).split()
    )


def names(header: Sequence[str]) -> list[str]:
    """The names of the columns as they are compared; one that comes again is numbered."""
    counts: dict[str, int] = {}
    found = []
    for name in header:
        known = plain(name)
        counts[known] = counts.get(known, 0) + 1
        found.append(known if counts[known] == 1 else f"{known}#{counts[known]}")
    return found


def recognise(header: Sequence[str]) -> str:
    """The key of the platform whose report has this header; ``other`` if none is like it."""
    known = set(names(header))
    best, most = OTHER, 0
    for key, told in facts()["platforms"].items():
        found = sum(any(name in known for name in group) for group in told["known_by"])
        if found >= told["least"] and set(told["must"]) <= known and found > most:
            best, most = key, found
    return best


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row of names among the first rows: reports begin with their title."""
    best, most = 0, 0
    for place, cells in enumerate(rows[:ROWS_ABOVE]):
        found = len(_vocabulary() & {plain(cell) for cell in cells if len(cell) < 80})
        if found > most:
            best, most = place, found
    return best


def guess(header: Sequence[str], platform: str, unit: str = "") -> Columns:
    """The columns by what they are called; what is not found stays open."""
    told = facts()["platforms"][platform]
    known = names(header)
    for wanted in (unit,) if unit else (told["unit"], *UNITS):
        shown = _first(known, told["shown"].get(wanted, []))
        if shown is not None or unit:
            unit = wanted
            break
    unit = unit or told["unit"]
    shown = _first(known, told["shown"].get(unit, []))
    columns = Columns(
        keys=_all(known, told["key"]),
        shown=shown,
        did=_first(known, told["did"].get(unit, []), besides=shown),
        value=_first(known, told["value"]),
        day=_first(known, told["day"]),
        unit=unit,
    )
    if platform == OTHER:
        return columns
    usual = guess(header, OTHER, unit)
    return replace(
        columns,
        keys=columns.keys or usual.keys,
        shown=usual.shown if columns.shown is None else columns.shown,
        did=usual.did if columns.did is None else columns.did,
    )


def span_columns(header: Sequence[str], platform: str) -> tuple[int | None, int | None]:
    """Where a row says from which day to which it counts."""
    told = facts()["platforms"][platform]
    known = names(header)
    return _first(known, told.get("from", [])), _first(known, told.get("to", []))


def from_names(remembered: Mapping[str, Any], header: Sequence[str]) -> Columns:
    """What was said the last time, for the columns that are there."""
    known = names(header)
    place = {name: at for at, name in enumerate(known) if name}
    unit = remembered.get("unit")
    keys = [place[name] for name in remembered.get("keys", []) if name in place]
    return Columns(
        keys=tuple(keys[:MOST_KEYS]),
        shown=place.get(remembered.get("shown", "")),
        did=place.get(remembered.get("did", "")),
        value=place.get(remembered.get("value", "")),
        day=place.get(remembered.get("day", "")),
        unit=unit if unit in UNITS else "impression",
    )


@cache
def _vocabulary() -> frozenset[str]:
    found: set[str] = set()
    for told in facts()["platforms"].values():
        for group in (*told["known_by"], told["key"], told["value"], told["day"]):
            found.update(group)
        for lists in (told["shown"], told["did"]):
            for group in lists.values():
                found.update(group)
    return frozenset(found)


def _first(known: Sequence[str], wanted: Sequence[str], besides: int | None = None) -> int | None:
    for name in wanted:
        if name in known and known.index(name) != besides:
            return known.index(name)
    return None


def _all(known: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    found = [known.index(name) for name in wanted if name in known]
    return tuple(dict.fromkeys(found))[:MOST_KEYS]

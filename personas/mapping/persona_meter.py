"""How well a persona, or one of their pains, is known, and in plain words what is missing.

High: three people said so, unprompted, in three kinds of source, and not long ago. Assumed: nobody
was heard. Everything between is "some", with what would make it more.
"""

from dataclasses import dataclass
from datetime import date

from personas.mapping.constants import (
    ENOUGH_PEOPLE,
    FRESH_DAYS,
    HIGH_CONFIDENCE_SOURCES,
)
from personas.mapping.opportunity import ASSUMED, HIGH, SOME, freshness

LABELS = {ASSUMED: "Assumed", SOME: "Some evidence", HIGH: "Well known"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard, counted. Who has no name is somebody of their own."""

    quotes: int = 0
    people: int = 0
    unprompted_people: int = 0
    unprompted_sources: int = 0
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """``percent`` is of the people a profile needs at least; ``freshness`` 0 to 1 is what the
    newest quote is still worth; ``missing`` are the steps to a higher level, one a sentence."""

    level: str
    quotes: int
    people: int
    enough: int
    percent: int
    newest: date | None
    stale: bool
    freshness: float
    missing: tuple[str, ...]

    @property
    def label(self) -> str:
        return LABELS[self.level]

    @property
    def is_enough(self) -> bool:
        return self.people >= self.enough


def how_known(heard: Heard, today: date) -> Known:
    """Judge what was heard."""
    stale = heard.newest is not None and (today - heard.newest).days > FRESH_DAYS
    needed = HIGH_CONFIDENCE_SOURCES
    unasked = min(heard.unprompted_people, heard.unprompted_sources)
    level = HIGH if unasked >= needed and not stale else SOME
    return Known(
        level=level if heard.quotes else ASSUMED,
        quotes=heard.quotes,
        people=heard.people,
        enough=ENOUGH_PEOPLE,
        percent=min(100, 100 * heard.people // ENOUGH_PEOPLE),
        newest=heard.newest,
        stale=stale,
        freshness=freshness(heard.newest, today) if heard.quotes else 0.0,
        missing=tuple(_missing(heard, stale)),
    )


def _missing(heard: Heard, stale: bool) -> list[str]:
    if not heard.quotes:
        return ["Nobody was asked, and nobody said so. One conversation is the best start."]
    said = []
    people = HIGH_CONFIDENCE_SOURCES - heard.unprompted_people
    sources = HIGH_CONFIDENCE_SOURCES - heard.unprompted_sources
    if people > 0:
        said.append(f"{_number(people, 'person', 'people')} more who said so without being asked.")
    if sources > 0:
        kinds = _number(sources, "kind", "kinds")
        said.append(f"{kinds} more of unprompted source, such as reviews, support or sales calls.")
    if stale:
        assert heard.newest is not None
        said.append(
            f"Something newer: the last thing they said is of {heard.newest.day} "
            f"{heard.newest:%B %Y}, more than a year ago."
        )
    return said


def _number(count: int, one: str, many: str) -> str:
    words = {1: "One", 2: "Two", 3: "Three"}
    return f"{words.get(count, str(count))} {one if count == 1 else many}"

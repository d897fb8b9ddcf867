"""What is looked for in the library, as an address says it; nonsense does not matter."""

from collections.abc import Mapping
from datetime import date

from experiments.library import LONGEST_SEARCH, SORTS, VERDICTS, Wanted

GREATEST_ID = 2**63 - 1


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """The search of ``given``: q, verdict, pain, persona, stage, placement, framework, since,
    until, sort."""
    return Wanted(
        words=_text(given, "q")[:LONGEST_SEARCH],
        verdict=_one_of(given, "verdict", VERDICTS),
        pain=_id(given, "pain"),
        persona=_id(given, "persona"),
        stage=_id(given, "stage"),
        placement=_id(given, "placement"),
        framework=_text(given, "framework")[:60],
        since=_day(given, "since"),
        until=_day(given, "until"),
        sort=_one_of(given, "sort", SORTS) or "newest",
    )


def _text(given: Mapping[str, str], name: str) -> str:
    return (given.get(name) or "").replace("\x00", "").strip()


def _one_of(given: Mapping[str, str], name: str, known: Mapping[str, str]) -> str:
    text = _text(given, name)
    return text if text in known else ""


def _id(given: Mapping[str, str], name: str) -> int | None:
    """None where nothing is asked for; an id that no row has finds nothing."""
    text = _text(given, name)
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number <= GREATEST_ID else 0


def _day(given: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(given, name))
    except ValueError:
        return None

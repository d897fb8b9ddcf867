"""The columns of a file of quotes: each knows its names, reads a cell and helps to mend one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from personas.listening.constants import MAX_QUOTE_LENGTH
from personas.listening.dates import parse_date

WORD = re.compile(r"[^\w]+")
# "12,345", "12.345", "12 345" and "12'345" are one number; "1.5" is none.
THOUSANDS = re.compile(r"(?<=\d)[.,'’\s](?=\d{3}(?:\D|$))")
MOST_TIMES = 2_000_000_000
MOST_DIGITS = 10


class CellFaultError(ValueError):
    """A cell that cannot be read: what is wrong, and how to mend it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def plain(text: str) -> str:
    """Small letters and single underscores: "Customer-Status " and "customer status" are one."""
    return WORD.sub("_", text.casefold()).strip("_").replace("__", "_")


@dataclass(frozen=True)
class Column:
    """``field`` is the evidence field it fills; ``names`` are headers it is known by."""

    field: str
    label: str
    names: frozenset[str]
    longest: int = 200

    def parse(self, cell: str) -> Any:
        """The value of a cell; an empty one says nothing. CellFaultError if it cannot be read."""
        if len(cell) > self.longest:
            raise CellFaultError(
                f"This is longer than {self.longest:,} characters.", "Shorten it, or leave it out."
            )
        return cell


@dataclass(frozen=True)
class QuoteColumn(Column):
    longest: int = MAX_QUOTE_LENGTH

    def parse(self, cell: str) -> str:
        if not cell.strip():
            raise CellFaultError(
                "There is no quote in this row.", "Write the customer's words, or leave it out."
            )
        if len(cell) > self.longest:
            raise CellFaultError(
                f"This quote has {len(cell):,} characters; {self.longest:,} is the most we keep.",
                "A quotation mark may not be closed, so that several rows run into one. "
                "Keep the part that matters.",
            )
        if not any(letter.isalpha() for letter in cell):
            raise CellFaultError(
                "This has no words in it.",
                "If it is a number or an id, choose another column as the quote.",
            )
        return cell.strip()


@dataclass(frozen=True)
class ChoiceColumn(Column):
    """One of a few values, each known by several words."""

    synonyms: Mapping[str, str] = field(default_factory=dict)

    def parse(self, cell: str) -> str:
        if not cell:
            return ""
        value = self.synonyms.get(plain(cell))
        if value is None:
            known = sorted(set(self.synonyms.values()))
            raise CellFaultError(
                f"“{cell[:60]}” is no {self.label.lower()} we know.",
                "Use one of: " + ", ".join(name.replace("_", " ") for name in known) + ".",
            )
        return value


@dataclass(frozen=True)
class YesNoColumn(Column):
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()

    def parse(self, cell: str) -> bool | None:
        if not cell:
            return None
        word = plain(cell)
        if word in self.yes:
            return True
        if word in self.no:
            return False
        raise CellFaultError(f"“{cell[:60]}” is neither yes nor no.", "Write yes or no.")


@dataclass(frozen=True)
class DateColumn(Column):
    """``latest`` is the last day on which something can have been said."""

    month_first: bool = False
    latest: date = date.max

    def parse(self, cell: str) -> date | None:
        if not cell:
            return None
        value = parse_date(cell, self.month_first)
        if value is None:
            raise CellFaultError(
                f"“{cell[:60]}” is no date we can read.", "Write it as 2026-03-31."
            )
        if value > self.latest:
            raise CellFaultError(
                f"{value.isoformat()} lies in the future.", "Write the day on which it was said."
            )
        return value


@dataclass(frozen=True)
class CountColumn(Column):
    """How often the same was said, as search terms and their like are counted."""

    def parse(self, cell: str) -> int | None:
        if not cell:
            return None
        digits = THOUSANDS.sub("", cell)
        digits = digits.lstrip("0") if digits.isascii() and digits.isdecimal() else ""
        if not digits or len(digits) > MOST_DIGITS or int(digits) > MOST_TIMES:
            raise CellFaultError(
                f"“{cell[:60]}” is no number of times.", "Write a whole number from 1."
            )
        return int(digits)


@dataclass(frozen=True)
class LinkColumn(Column):
    longest: int = 500

    def parse(self, cell: str) -> str:
        if not cell:
            return ""
        if len(cell) > self.longest or not re.match(r"^https?://[^\s/]+\.\S+$", cell):
            raise CellFaultError(
                f"“{cell[:60]}” is no web address.", "Write it in full, starting with https://."
            )
        return cell


@dataclass(frozen=True)
class LanguageColumn(Column):
    def parse(self, cell: str) -> str:
        if not cell:
            return ""
        value = cell.strip().replace("_", "-")
        if not re.match(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", value):
            raise CellFaultError(
                f"“{cell[:60]}” is no language code.", "Write it as en, de or pt-BR."
            )
        language, _, region = value.partition("-")
        return language.lower() + (f"-{region}" if region else "")

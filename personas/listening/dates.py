"""Dates in the forms people write them."""

import re
from collections.abc import Iterable
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?$")
NUMBERS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[, t].*)?$")
DAY_MONTH_NAME = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]+)\.?[\s,-]+(\d{4})\b.*$")
MONTH_NAME_DAY = re.compile(r"^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b.*$")
# The day a spreadsheet counts its days from (1900 system, its leap-year mistake included).
SPREADSHEET_EPOCH = date(1899, 12, 30).toordinal()
SPREADSHEET_DAYS = range(30_000, 60_000)  # 1982 to 2064
CENTURY = 2000


def parse_date(text: str, month_first: bool = False) -> date | None:
    """The date, or None. ``month_first`` settles 03/04/2026; a time of day is ignored."""
    text = text.strip().lower()
    try:
        if match := YEAR_FIRST.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := NUMBERS.match(text):
            return _from_numbers(int(match[1]), int(match[2]), int(match[3]), month_first)
        if match := DAY_MONTH_NAME.match(text):
            return date(int(match[3]), MONTHS[match[2]], int(match[1]))
        if match := MONTH_NAME_DAY.match(text):
            return date(int(match[3]), MONTHS[match[1]], int(match[2]))
        if text.isdecimal() and text.isascii() and int(text) in SPREADSHEET_DAYS:
            return date.fromordinal(SPREADSHEET_EPOCH + int(text))
    except (ValueError, KeyError):
        return None
    return None


def _from_numbers(first: int, second: int, year: int, month_first: bool) -> date:
    if year < 100:
        year += CENTURY
    if first > 12:
        month_first = False
    elif second > 12:
        month_first = True
    month, day = (first, second) if month_first else (second, first)
    return date(year, month, day)


def is_month_first(texts: Iterable[str]) -> bool:
    """Do the dates of one column give the month first? Only if one of them can be nothing else."""
    for text in texts:
        match = NUMBERS.match(text.strip())
        if match and int(match[2]) > 12 >= int(match[1]):
            return True
        if match and int(match[1]) > 12:
            return False
    return False

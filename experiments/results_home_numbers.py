"""Numbers as reports of ad platforms and e-mail tools spell them. [pure]

A report writes "1,234" or "1.234" or "1 234", "--" where there is nothing, "12.3%" for a rate and
"< 10" where it hides a small number. Which sign is the decimal one, a whole column tells better
than a cell.
"""

import math
import re
from collections.abc import Iterable

NOTHING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "null", "none"})
LARGEST = 2**31 - 1
"""What a count of one day holds."""
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’]")
PLAIN = re.compile(r"\d+(?:\.\d+)?")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
HIDDEN = re.compile(r"[<>≤≥~]")
CURRENCY = re.compile(r"(?i)\b[a-z]{3}\b|[$€£¥₹]|kr\.?")
LARGEST_AMOUNT = 1e15
MOST_PERCENT = 100.0


class UnclearNumberError(ValueError):
    """A cell that is no number we may count; the message says why."""


def decimal_mark(cells: Iterable[str]) -> str:
    """The decimal sign of a column: "." or ",", or "" where no cell tells."""
    for cell in cells:
        text = BLANKS.sub("", cell.replace("%", ""))
        points, commas = text.count("."), text.count(",")
        if points and commas:
            return "." if text.rindex(".") > text.rindex(",") else ","
        for sign, number in ((".", points), (",", commas)):
            if number > 1:
                return "," if sign == "." else "."
            if number == 1 and len(text.rsplit(sign, 1)[1]) != 3:
                return sign
    return ""


def read_number(cell: str, mark: str = "") -> float:
    """A number that is not below zero; nothing is 0. UnclearNumberError if it is none.

    Without a ``mark`` three digits after a sign are thousands: counts are whole.
    """
    text = BLANKS.sub("", cell)
    if text.casefold() in NOTHING:
        return 0.0
    if HIDDEN.search(text):
        raise UnclearNumberError(f"“{cell.strip()[:20]}” hides the number: it cannot be counted.")
    if text.endswith("%"):
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is a rate: choose the column of counts.")
    plain = _plain(CURRENCY.sub("", text), mark)
    if not PLAIN.fullmatch(plain) or not plain.isascii():
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is no number.")
    value = float(plain)
    if value > LARGEST_AMOUNT:
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is too large.")
    return value


def read_count(cell: str, mark: str = "") -> tuple[int, bool]:
    """A count, and whether it had to be rounded, as where a platform shares one conversion among
    several ads. UnclearNumberError if it is none."""
    value = read_number(cell, mark)
    if value > LARGEST:
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is more than can be counted.")
    return round(value), not value.is_integer()


def count_from_rate(cell: str, shown: int, mark: str = "") -> int:
    """How many of ``shown`` a rate such as "12.3%" stands for, if only one number gives it.

    UnclearNumberError where several do, or none.
    """
    text = BLANKS.sub("", cell).rstrip("%")
    plain = _plain(text, mark or decimal_mark([text]))
    if not PLAIN.fullmatch(plain) or not plain.isascii():
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is no rate.")
    digits = len(plain.partition(".")[2])
    rate, half = float(plain), 0.5 * 10.0**-digits
    if rate > MOST_PERCENT:
        raise UnclearNumberError(f"“{cell.strip()[:20]}” is more than all.")
    low, high = (rate - half) / 100 * shown, (rate + half) / 100 * shown
    first, last = max(0, math.ceil(low - 1e-9)), min(shown, math.floor(high + 1e-9))
    if first != last:
        raise UnclearNumberError(
            f"“{cell.strip()[:20]}” is a rate that fits several numbers: choose the column of "
            "counts."
        )
    return first


def _plain(text: str, mark: str) -> str:
    """With a point as decimal sign, and no other sign."""
    if not mark:
        if GROUPED.fullmatch(text):
            return text.replace(".", "").replace(",", "")
        mark = decimal_mark([text]) or "."
    other = "," if mark == "." else "."
    return text.replace(other, "").replace(mark, ".")

"""Telephone numbers among the other numbers people write: orders, years, prices, hours.

Numbers with a country code are told by their form. National ones look like many other things, so
they are taken where they are grouped as numbers are dialled, or where a word says what they are.
"""

import re
from collections.abc import Iterator

GAP = r"[ \u00a0./()–-]{0,3}"
NUMBER = re.compile(
    rf"(?<![\w.,/#€$£+-])(?:\+|\(\+|00(?=[1-9])|\()?\d(?:{GAP}\d){{5,16}}"
    r"(?![\w%€$£]|[.,]\d|\s?(?:%|€|\$|£|EUR|USD|GBP)\b)"
)
SAID_PHONE = re.compile(
    r"(?:\b(?:tel(?:e(?:ph|f)on\w*)?|phone|mobile|mobil\w*|cell(?:phone)?|handy(?:nummer)?|fax|"
    r"whats\s?app|sms|t[ée]l|m[óo]vil|telefono|ring|call|calling|text|reach|contact|anrufen|"
    r"rückruf|ruf\w*|erreich\w*|appele\w*|dial(?:led)?|my number|meine nummer)\b)[^\d\n]{0,30}$",
    re.IGNORECASE,
)
SAID_OTHER = re.compile(
    r"(?:\b(?:order|invoice|ticket|case|ref(?:erence)?|booking|serial|tracking|parcel|shipment|"
    r"customer|account|acct|contract|policy|sku|isbn|ean|article|item|part|model|version|build|"
    r"imei|vin|id|no|nr|code|pin|otp|transaction|bestell\w*|rechnung\w*|auftrag\w*|kunden\w*|"
    r"vertrag\w*|sendung\w*|vorgang\w*|commande|facture|pedido|order_id|amount|total|error|route)"
    r"\b\.?|#)[^\d\n.!?]{0,25}$",
    re.IGNORECASE,
)
DATE = re.compile(
    r"\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}(?:[ T]\d{1,2})?|\d{1,2}[-./ ]\d{1,2}[-./ ](?:\d{4}|\d{2})"
    r"(?:[ T]\d{1,2})?(?:\s*[-–]\s*\d{1,2}[./]\d{1,2}[./]\d{2,4})?"
)
HOURS = re.compile(r"(?:[01]\d|2[0-4])[.:]?[0-5]\d\s?[-–/ ]\s?(?:[01]\d|2[0-4])[.:]?[0-5]\d")
YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–/ ]\s?(?:19|20)\d\d)+")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .,]\d{3})+")
AMERICAN = re.compile(r"(?:1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}")
# 030 1234567, 0171/1234567, 020 7946 0958, (030) 12 34 56; and in pairs, 06 12 34 56 78
WITH_ZERO = re.compile(r"\(?0[1-9]\d{0,4}\)?[ ./–-]{1,3}\d{2,}(?:[ ./–-]\d{2,}){0,4}")
RUN_WITH_ZERO = re.compile(r"0[1-9]\d{8,10}")
FEWEST, MOST = 8, 15
FEWEST_SAID = 6
NORTH_AMERICA = "1"


def phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in NUMBER.finditer(text):
        if _is_phone(match[0], text[max(0, match.start() - 60) : match.start()]):
            yield match.start(), match.end()


def _is_phone(written: str, before: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if written.lstrip("(").startswith("+"):
        return _is_international(digits)
    if written.startswith("00"):
        is_other = SAID_OTHER.search(before) and not SAID_PHONE.search(before)
        return not is_other and _is_international(digits.removeprefix("00"))
    if len(digits) > MOST or any(
        pattern.fullmatch(written) for pattern in (DATE, HOURS, YEARS, THOUSANDS)
    ):
        return False
    if SAID_PHONE.search(before):
        return len(digits) >= FEWEST_SAID
    if SAID_OTHER.search(before) or len(digits) < FEWEST:
        return False
    if AMERICAN.fullmatch(written) or RUN_WITH_ZERO.fullmatch(written):
        return True
    return len(digits) <= 13 and WITH_ZERO.fullmatch(written) is not None


def _is_international(code: str) -> bool:
    if not FEWEST <= len(code) <= MOST or code[0] == "0":
        return False
    return code[0] != NORTH_AMERICA or (len(code) == 11 and code[1] > "1")

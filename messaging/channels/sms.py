"""How many messages a text costs: the GSM-7 and UCS-2 rules of 3GPP 23.038 and 23.040."""

from dataclasses import dataclass
from typing import Literal

# The basic alphabet, 3GPP 23.038 table 6.2.1, one septet each (without the escape character).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
"""The extension table, 6.2.1.1: an escape septet goes before each."""

# 140 octets are 160 septets or 70 UCS-2 units; a part of several loses 6 octets to its header.
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class SmsCount:
    """``units`` are septets or UCS-2 units; ``parts`` holds the units of each message sent."""

    encoding: Literal["gsm7", "ucs2"]
    units: int
    parts: tuple[int, ...]
    characters: tuple[int, ...]

    @property
    def segments(self) -> int:
        return len(self.parts)


def count_sms(text: str) -> SmsCount:
    """Count ``text`` as a phone network does; an escape or surrogate pair is never split."""
    gsm = all(character in BASIC or character in EXTENSION for character in text)
    if gsm:
        widths = [2 if character in EXTENSION else 1 for character in text]
        single, part = GSM_SINGLE, GSM_PART
    else:
        widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
        single, part = UCS2_SINGLE, UCS2_PART
    units = sum(widths)
    encoding: Literal["gsm7", "ucs2"] = "gsm7" if gsm else "ucs2"
    if units <= single:
        return SmsCount(encoding, units, (units,), (len(text),))
    parts, characters = [0], [0]
    for width in widths:
        if parts[-1] + width > part:
            parts.append(0)
            characters.append(0)
        parts[-1] += width
        characters[-1] += 1
    return SmsCount(encoding, units, tuple(parts), tuple(characters))


def straighten(text: str) -> str:
    """``text`` with typographic quotes, dashes and dots typed plainly, as GSM-7 has them."""
    return text.translate(STRAIGHT)


def straightening_saves(text: str) -> int:
    """How many messages plain quotes and dashes would save; 0 where they save none."""
    return count_sms(text).segments - count_sms(straighten(text)).segments

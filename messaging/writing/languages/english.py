"""English, as the writer needs it."""

from collections.abc import Sequence

from messaging.writing.languages.language import Language
from messaging.writing.sentence import capitalise, embed
from messaging.writing.stems import stems
from messaging.writing.turnings import TURNINGS

SPEAKERS = {
    "prospect": "someone in the same spot",
    "never_bought": "someone in the same spot",
    "customer": "a customer",
    "ex_customer": "a former customer",
    "lost_deal": "someone who chose differently",
}


def joined(items: Sequence[str]) -> str:
    """ "price, speed and support"."""
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def fits(text: str) -> bool:
    """Every fact may stand in English copy: briefs were English before they had a language."""
    return True


ENGLISH = Language("en", "English", TURNINGS, capitalise, embed, joined, stems, SPEAKERS, fits)

"""Languages by their codes: what they are called, and which of them we know the grammar of."""

import re
from functools import lru_cache

KNOWN = ("en", "de")
"""Languages whose slots we can judge; the writer needs phrases as well."""

NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "cs": "Czech",
    "da": "Danish",
    "sv": "Swedish",
    "nb": "Norwegian",
    "fi": "Finnish",
    "hu": "Hungarian",
    "ro": "Romanian",
    "tr": "Turkish",
    "el": "Greek",
    "uk": "Ukrainian",
    "ja": "Japanese",
    "zh": "Chinese",
}
"""What languages are called on our pages, by the code without its country."""


@lru_cache(maxsize=256)
def base_code(code: str) -> str:
    """The language of a code without its country, in lower case: "de-AT" -> "de"; English for
    an empty one, as everywhere else."""
    return code.replace("_", "-").split("-", 1)[0].strip().lower() or "en"


def language_code(text: str) -> str:
    """``text`` as a language code, written as "de" or "de-AT"; ValueError if it is none."""
    match = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}|\d{3}))?\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is no language code; write it as en, de or de-AT.")
    return match[1].lower() + (f"-{match[2].upper()}" if match[2] else "")


def name_of(code: str) -> str:
    """What the language is called; its code where we have no name for it."""
    return NAMES.get(base_code(code), code)


def same_language(one: str, other: str) -> bool:
    """Whether two codes name one language, whatever the countries: "de" and "de-CH"."""
    return base_code(one) == base_code(other)

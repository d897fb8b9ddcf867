"""What the writer has to know of a language: its turnings, its capitals, its quotation marks.

A language has a module here and a folder of phrases; docs/how-to/add-a-language.md says how.
"""

from messaging.writing.languages.english import ENGLISH
from messaging.writing.languages.german import GERMAN
from messaging.writing.languages.language import Language
from personas.grammar.languages import base_code

LANGUAGES: dict[str, Language] = {"en": ENGLISH, "de": GERMAN}
"""Every language copy can be written in, by its code without a country."""

__all__ = ["LANGUAGES", "Language", "known_language", "language_of"]


def known_language(code: str) -> Language:
    """The language of ``code``; English where the writer does not speak it, for what has to be
    answered all the same (see ``able.py`` for what is written at all)."""
    return language_of(code) or ENGLISH


def language_of(code: str) -> Language | None:
    """The language of a code such as "de-AT"; None where the writer does not speak it."""
    return LANGUAGES.get(base_code(code))

"""Remarks that a brand does not want: a word or a whole rule that is wrong for it."""

from collections.abc import Collection, Iterable
from typing import Final

from messaging.lens.reading import Finding
from messaging.lens.words import words_of

Muted = tuple[str, str]
"""A rule and the words it found, in their plain form; no words for all it would ever find."""
LONGEST: Final = 200
"""Characters of the words that are compared: a long sentence is known by its beginning."""


def plain_words(text: str) -> str:
    """The words by which a remark is known: lower case, one blank between, signs left out."""
    return (" ".join(words_of(text)) or text.strip().lower())[:LONGEST].strip()


def without_muted(
    text: str, findings: Iterable[Finding], muted: Collection[Muted]
) -> list[Finding]:
    """The findings that nobody has muted."""
    if not muted:
        return list(findings)
    return [
        each
        for each in findings
        if (each.rule, "") not in muted
        and (each.rule, plain_words(text[each.start : each.end])) not in muted
    ]

"""Words that end in a full stop without ending a sentence: "6 a.m. every day", "i.e. never"."""

import re

ABBREVIATION = re.compile(
    r"(?i)\b(?:[a-z](?:\.[a-z])+|vs|approx|etc|no|st|dr|mr|mrs|ms|incl|max|min)\.\s"
)


def ends_in_abbreviation(text: str) -> bool:
    """Whether the last full stop of ``text`` is an abbreviation's rather than a sentence's."""
    last = text.split()[-1:] or [""]
    return ABBREVIATION.fullmatch(f"{last[0]} ") is not None

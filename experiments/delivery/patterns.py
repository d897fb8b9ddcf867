"""Patterns that are quick on every text. Pure.

A condition's pattern is tried on what visitors send, by a process that serves every workspace: one
that takes hours on some text would silence them all. So repeats stand for single characters only,
and are few.
"""

import re
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST_PATTERN = 300
MOST_WITHOUT_END = 2
MOST_CHOICES = 6
"""Places in a pattern where it may go on in several ways: options, repeats, alternatives."""
FEW = 10
"""Up to so many of a character a repeat counts as one with an end."""
SINGLE = (names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN)
PLAIN = (*SINGLE, names.AT)
REPEATS = (names.MAX_REPEAT, names.MIN_REPEAT)


def is_quick(pattern: str) -> bool:
    """Whether a pattern can be read, and takes no long time on any text."""
    if len(pattern) > LONGEST_PATTERN:
        return False
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    endless: list[bool] = []
    return (
        _is_plain(tree, endless)
        and sum(endless) <= MOST_WITHOUT_END
        and len(endless) <= MOST_CHOICES
    )


def _is_plain(tree: Any, endless: list[bool]) -> bool:
    """Notes for each choice whether it is a repeat without an end; False for what is too much."""
    return all(_is_plain_part(name, told, endless) for name, told in tree)


def _is_plain_part(name: Any, told: Any, endless: list[bool]) -> bool:
    if name in PLAIN:
        return True
    if name is names.SUBPATTERN:
        return _is_plain(told[-1], endless)
    if name is names.BRANCH:
        endless.append(False)
        return all(_is_plain(each, endless) for each in told[1])
    if name in REPEATS:
        least, most, what = told
        if least != most:
            endless.append(most > FEW)
        is_single = len(what) == 1 and what[0][0] in SINGLE
        return (is_single or most <= 1) and _is_plain(what, endless)
    return False

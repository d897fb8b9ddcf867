"""A mapping of columns that outlives a file: by the names in the header, not by their places."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from personas.listening.columns import plain

MADE_UP = re.compile(r"column \d+", re.IGNORECASE)


def fingerprint(header: Sequence[str]) -> str:
    """64 hexadecimal digits: equal for two headers of the same names, in whatever order and case.

    Empty where the file names no columns, since nothing tells two such files apart.
    """
    if not header or all(MADE_UP.fullmatch(name) for name in header):
        return ""
    return hashlib.sha256("\x1f".join(sorted(names(header))).encode()).hexdigest()


def names(header: Sequence[str]) -> list[str]:
    """Each column's name as it is remembered; a name that comes again is numbered."""
    counts: dict[str, int] = {}
    told = []
    for name in header:
        known = plain(name) or name.strip()
        counts[known] = counts.get(known, 0) + 1
        told.append(known if counts[known] == 1 else f"{known}#{counts[known]}")
    return told


def by_name(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Column number -> field becomes name -> field."""
    known = names(header)
    return {
        known[int(key)]: field
        for key, field in mapping.items()
        if key.isdecimal() and int(key) < len(known)
    }


def by_number(remembered: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Name -> field becomes column number -> field, for the columns that are there."""
    return {
        str(index): remembered[name]
        for index, name in enumerate(names(header))
        if name in remembered
    }

"""Which text goes into which row of somebody's file.  [pure]"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from messaging.sharing.filling.columns import LINK, NAME, URL_TAGS

BY_KEY, IN_ORDER, BY_HAND = "key", "order", "hand"
HOW = {
    BY_KEY: "By key: rows whose name, label or utm_content says the key of a text",
    IN_ORDER: "In order: one text a row, into the rows that have no copy yet",
    BY_HAND: "By hand: I say for each row",
}
WORDS = re.compile(r"[^\w\-]+")


@dataclass(frozen=True, slots=True)
class FileRow:
    """``place`` is the row's place in the file, from 0; ``number`` as a spreadsheet shows it."""

    place: int
    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(slots=True)
class Assigned:
    """``texts``: place of a row -> key of a text. ``added`` are texts for which the file had no
    row, ``left`` those for which there is none and none is added; ``twice`` are keys that more
    than one row has, which is allowed."""

    texts: dict[int, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    """Numbers of rows that got no text."""
    twice: list[str] = field(default_factory=list)


def assign(
    rows: Sequence[FileRow],
    keys: Sequence[str],
    mapping: Mapping[str, int],
    how: str,
    by_hand: Mapping[int, str],
) -> Assigned:
    """``by_hand`` goes by the numbers of rows, and is asked only where ``how`` says so.

    Only a file without any row gets rows of its own.
    """
    result = Assigned()
    if how == IN_ORDER:
        waiting = list(keys)
        for row in rows:
            if waiting and not has_copy(row, mapping):
                result.texts[row.place] = waiting.pop(0)
        if not rows:
            result.added, waiting = waiting, []
        result.left = waiting
    else:
        known = set(keys)
        for row in rows:
            key = by_hand.get(row.number, "") if how == BY_HAND else key_in(row, mapping, known)
            if key in known:
                result.texts[row.place] = key
        given = Counter(result.texts.values())
        result.left = [key for key in keys if key not in given]
        result.twice = [key for key, many in given.items() if many > 1]
    result.without = [row.number for row in rows if row.place not in result.texts]
    return result


def has_copy(row: FileRow, mapping: Mapping[str, int]) -> bool:
    """Whether any of the row's copy columns says something already."""
    parts = (column for target, column in mapping.items() if target not in (NAME, LINK, URL_TAGS))
    return any(row.cell(column).strip() for column in parts)


def key_in(row: FileRow, mapping: Mapping[str, int], known: "set[str]") -> str:
    """The key that a row carries: in its name or label, or as utm_content; empty for none."""
    for target in (NAME, URL_TAGS, LINK):
        for word in _words(target, row.cell(mapping.get(target))):
            if word in known:
                return word
    return ""


def _words(target: str, cell: str) -> Iterable[str]:
    if not cell:
        return
    if target == NAME:
        yield cell.strip()
        yield from (word.strip("-_") for word in WORDS.split(cell))
        yield from (word for piece in WORDS.split(cell) for word in piece.split("_"))
        return
    try:
        query = urlsplit(cell).query if target == LINK else cell.lstrip("?&")
    except ValueError:  # no link at all
        return
    yield from (value for name, value in parse_qsl(query) if name.lower() == "utm_content")

"""Where the table begins: which row names the columns, and what stands above it."""

from collections.abc import Sequence
from statistics import median

from personas.listening.columns import plain
from personas.listening.known_columns import is_header
from personas.listening.tables import Row

MOST_ABOVE = 10
ROWS_LOOKED_AT = 50
# A row of names with questions among them: so many ask, and hardly a cell below does.
LEAST_QUESTIONS = 2
ASKED_BELOW = 0.2
# Beneath the questions, survey programs repeat which kind of answer each column holds.
KINDS_OF_ANSWER = {"response", "open_ended_response", "open_ended", "open_text", "comment", "text"}


def split_header(rows: Sequence[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns and the rows below; columns without names are numbered."""
    at = _header_at(rows)
    width = max((len(row.cells) for row in rows[max(at, 0) :]), default=0)
    if at >= 0:
        names = rows[at].cells
        below = list(rows[at + 1 :])
        if below and _names_kinds(below[0]):
            below = below[1:]
        return tuple(name or f"Column {n}" for n, name in enumerate(names, start=1)), below
    if width == 1:
        return ("Quote",), list(rows)
    return tuple(f"Column {index + 1}" for index in range(width)), list(rows)


def _header_at(rows: Sequence[Row]) -> int:
    """The place of the row of names; -1 if there is none."""
    looked_at = rows[:ROWS_LOOKED_AT]
    if not looked_at:
        return -1
    if _names(looked_at, 0) and not _is_lonely(looked_at, 0):
        return 0
    for place in range(1, min(MOST_ABOVE, len(looked_at))):
        if not _is_lonely(looked_at, place - 1):
            break
        if not _is_lonely(looked_at, place) and _names(looked_at, place):
            return place
    return 0 if _names(looked_at, 0) else -1


def _is_lonely(rows: Sequence[Row], place: int) -> bool:
    """Does a row hold much less than those after it, as titles and notes do?"""
    after = [_filled(row) for row in rows[place + 1 :]]
    if not after:
        return False
    usual = median(after)
    return usual >= 2 and _filled(rows[place]) <= max(1, usual // 3)


def _names(rows: Sequence[Row], place: int) -> bool:
    return is_header(rows[place].cells) or _asks(rows, place)


def _asks(rows: Sequence[Row], place: int) -> bool:
    """Is this the row of questions of a survey? Then it asks, and what stands below does not."""
    asking = [index for index, cell in enumerate(rows[place].cells) if cell.endswith("?")]
    below = [
        row.cells[index]
        for row in rows[place + 1 :]
        for index in asking
        if index < len(row.cells) and row.cells[index]
    ]
    if len(asking) < LEAST_QUESTIONS or not below:
        return False
    return sum("?" in cell for cell in below) / len(below) <= ASKED_BELOW


def _names_kinds(row: Row) -> bool:
    said = {plain(cell) for cell in row.cells if cell}
    return bool(said) and said <= KINDS_OF_ANSWER


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell)

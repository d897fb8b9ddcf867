"""Copy in tables: where the texts of a sheet stand.  [pure]"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from messaging.lens.column_summary import LOOKED_AT, text_columns
from personas.listening.tables import Row

USUAL = "text"
LONGEST_NAME = 60


class NoSuchColumnError(ValueError):
    """A column that was asked for is not there, or none holds texts; the message names those."""


@dataclass(frozen=True, slots=True)
class CopyTable:
    """``rows`` come one by one; ``columns`` are the places of the texts among ``header``."""

    header: tuple[str, ...]
    columns: tuple[int, ...]
    rows: Iterator[Row]

    def texts(self, row: Row) -> Iterator[tuple[str, str]]:
        """Column and text of each cell to read; an empty cell is none."""
        for place in self.columns:
            text = row.cells[place] if place < len(row.cells) else ""
            if text.strip():
                yield self.header[place], text


def copy_table(
    rows: Iterable[Row], *, header: Sequence[str] = (), wanted: Sequence[str] = ()
) -> CopyTable:
    """Find the columns ``wanted``, or else the one called text, or else all that hold texts.

    Without ``header`` the first row names the columns. NoSuchColumnError says what there is.
    """
    rows = iter(rows)
    if not header or _are_made_up(header):
        first = next(rows, None)
        if first is None:
            raise NoSuchColumnError("There is no row to read.")
        if _may_be_names(first.cells):
            header = first.cells
        else:
            header = [f"Column {number + 1}" for number in range(len(first.cells))]
            rows = itertools.chain([first], rows)
    names = tuple(
        name.strip()[:LONGEST_NAME] or f"Column {n}" for n, name in enumerate(header, start=1)
    )
    looked_at = list(itertools.islice(rows, LOOKED_AT))
    places = _places(names, wanted, [row.cells for row in looked_at])
    return CopyTable(names, places, itertools.chain(looked_at, rows))


def _places(
    names: tuple[str, ...], wanted: Sequence[str], cells: list[tuple[str, ...]]
) -> tuple[int, ...]:
    lowered = [name.lower() for name in names]
    there = ", ".join(f"“{name}”" for name in names)
    if wanted:
        missing = [name for name in wanted if name.strip().lower() not in lowered]
        if missing:
            raise NoSuchColumnError(f"There is no column “{missing[0]}”; there are: {there}.")
        return tuple(dict.fromkeys(lowered.index(name.strip().lower()) for name in wanted))
    if USUAL in lowered:
        return (lowered.index(USUAL),)
    places = tuple(text_columns(cells, len(names)))
    if not places:
        raise NoSuchColumnError(f"No column holds texts of two words or more; there are: {there}.")
    return places


def _are_made_up(header: Sequence[str]) -> bool:
    """Did a reader number the columns because it saw no names?"""
    return tuple(header) == ("Quote",) or all(
        name == f"Column {number}" for number, name in enumerate(header, start=1)
    )


def _may_be_names(cells: Sequence[str]) -> bool:
    """Short, each different, none a sentence or a number."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return (
        bool(said)
        and len(set(said)) == len(said)
        and all(
            len(cell) <= LONGEST_NAME
            and len(cell.split()) <= 4
            and not cell.endswith((".", "!", "?"))
            and not cell.replace(".", "").isdigit()
            for cell in said
        )
    )

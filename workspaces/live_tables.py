"""Tables that a spreadsheet may read live. Each app says which it has, when it is ready.

A table holds nothing that a person who may look around could not read, and no customer's words:
whoever knows the address of a table reads it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workspaces.access import Access

Cell = str | int | float | None
Rows = Callable[[Access], Iterable[Sequence[Cell]]]
"""The rows of a table, as an access that may look and nothing else sees them."""


@dataclass(frozen=True, slots=True)
class LiveTable:
    """``key`` stands in rows and addresses, ``title`` and ``about`` on pages."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: Rows


_tables: dict[str, LiveTable] = {}


def register_table(table: LiveTable) -> None:
    """Offer a table. Said again, the later one holds."""
    _tables[table.key] = table


def live_tables() -> list[LiveTable]:
    """All of them, by title."""
    return sorted(_tables.values(), key=lambda table: table.title)


def live_table(key: str) -> LiveTable | None:
    return _tables.get(key)

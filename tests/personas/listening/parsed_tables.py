"""A small table read at once, as tests look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from personas.listening.known_columns import month_first_columns
from personas.listening.rows import (
    Corrections,
    FaultyRow,
    LeftOut,
    ParsedRow,
    RowFault,
    Seen,
    parse_rows,
)
from personas.listening.tables import Table


@dataclass(frozen=True, slots=True)
class ParsedTable:
    rows: tuple[ParsedRow, ...] = ()
    faults: tuple[RowFault, ...] = ()
    left_out: int = 0
    repeated: tuple[int, ...] = field(default=())

    @property
    def faulty_numbers(self) -> frozenset[int]:
        return frozenset(fault.number for fault in self.faults)


def parse_table(
    table: Table,
    mapping: Mapping[str, str],
    *,
    defaults: Mapping[str, Any] | None = None,
    corrections: Corrections | None = None,
    today: date = date.max,
) -> ParsedTable:
    """Read a small table at once. Of rows that are the same quote, the first counts."""
    rows: list[ParsedRow] = []
    faults: list[RowFault] = []
    repeated: list[int] = []
    seen = Seen()
    left_out = 0
    for outcome in parse_rows(
        table.rows,
        table.header,
        mapping,
        defaults=defaults,
        corrections=corrections,
        today=today,
        month_first=month_first_columns(table.rows, len(table.header)),
    ):
        if isinstance(outcome, LeftOut):
            left_out += 1
        elif isinstance(outcome, FaultyRow):
            faults.extend(outcome.faults)
        elif seen.before(outcome):
            repeated.append(outcome.number)
        else:
            rows.append(outcome)
    return ParsedTable(tuple(rows), tuple(faults), left_out, tuple(repeated))

"""Each row of a table becomes a quote with its circumstances, or faults that say how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from personas.listening.columns import CellFaultError, Column
from personas.listening.known_columns import COLUMNS, columns_for
from personas.listening.normalise import normal_form
from personas.listening.tables import Row, Table

LEFT_OUT = "leave_out"
Corrections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """``asked`` None: not known whether it was asked for or unprompted."""

    number: int
    text: str
    source: str = "other"
    customer_status: str = "unknown"
    asked: bool | None = None
    said_on: date | None = None
    person: str = ""
    language: str = ""
    may_quote: bool = False
    link: str = ""
    external_id: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """Equal for two rows that are one and the same quote."""
        if self.external_id:
            return (self.source, self.external_id)
        return (self.source, normal_form(self.text), self.person.casefold())


@dataclass(frozen=True, slots=True)
class RowFault:
    """``field`` is empty where the row as a whole is at fault."""

    number: int
    field: str
    column: str
    value: str
    message: str
    advice: str


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
    """Read all rows. ``defaults`` (field -> text) hold where a cell is empty or not there.

    ``corrections`` (row number as text -> field -> text) replace cells; the field ``leave_out``
    drops the row. Of rows that are the same quote, the first counts.
    """
    columns = columns_for(table, mapping, today)
    given = {name: str(text) for name, text in (defaults or {}).items() if name in COLUMNS}
    rows: list[ParsedRow] = []
    faults: list[RowFault] = []
    repeated: list[int] = []
    seen: set[tuple[str, ...]] = set()
    left_out = 0
    for row in table.rows:
        corrected = (corrections or {}).get(str(row.number), {})
        if corrected.get(LEFT_OUT):
            left_out += 1
            continue
        result = _parse_row(row, table.header, columns, given, corrected)
        if not isinstance(result, ParsedRow):
            faults.extend(result)
        elif result.identity in seen:
            repeated.append(row.number)
        else:
            seen.add(result.identity)
            rows.append(result)
    return ParsedTable(tuple(rows), tuple(faults), left_out, tuple(repeated))


def _parse_row(
    row: Row,
    header: Sequence[str],
    columns: Mapping[int, Column],
    defaults: Mapping[str, str],
    corrected: Mapping[str, str],
) -> ParsedRow | list[RowFault]:
    values: dict[str, Any] = {}
    faults = [] if "text" in corrected else _overflow(row, header)
    at = {column.field: (index, column) for index, column in columns.items()}
    for name, known in COLUMNS.items():
        index, column = at.get(name, (None, known))
        cell = row.cells[index] if index is not None and index < len(row.cells) else ""
        cell = corrected.get(name, cell).strip() or defaults.get(name, "")
        try:
            value = column.parse(cell)
        except CellFaultError as error:
            heading = header[index] if index is not None else column.label
            faults.append(RowFault(row.number, name, heading, cell, error.message, error.advice))
            continue
        if value not in ("", None):
            values[name] = value
    return faults or ParsedRow(number=row.number, **values)


def _overflow(row: Row, header: Sequence[str]) -> list[RowFault]:
    """A row with more cells than columns: its quote was most likely torn apart."""
    if not any(row.cells[len(header) :]):
        return []
    return [
        RowFault(
            row.number,
            "text",
            header[-1],
            ", ".join(cell for cell in row.cells if cell),
            f"This row has {len(row.cells)} cells where the header has {len(header)}.",
            "A comma inside the quote may have torn it apart. Write the whole quote here, or put "
            "quotation marks around it in the file.",
        )
    ]

"""Quotes that arrive as rows over REST: each row gets its own answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from personas.keep_evidence import add_all
from personas.listening.known_columns import COLUMNS
from personas.listening.rows import RowFault, parse_table
from personas.listening.tables import Row, Table
from personas.models import Persona
from workspaces.access import Access

ADDED = "added"
DUPLICATE = "duplicate"
REJECTED = "rejected"
FIELDS = tuple(COLUMNS)


@dataclass(frozen=True, slots=True)
class RowResult:
    """``index`` counts from 0, in the order of the rows sent."""

    index: int
    status: str
    faults: tuple[RowFault, ...] = ()


def import_rows(
    *, access: Access, rows: Sequence[Mapping[str, str | None]], persona: Persona | None = None
) -> list[RowResult]:
    """Keep the rows without fault, in one transaction; the others cost their neighbours nothing.

    Cells are read as those of a file are, so that dates and statuses may come in any usual form.
    """
    table = Table(
        FIELDS,
        tuple(
            Row(index, tuple(_cell(row.get(name)) for name in FIELDS))
            for index, row in enumerate(rows)
        ),
    )
    mapping = {str(index): name for index, name in enumerate(FIELDS)}
    parsed = parse_table(table, mapping, today=timezone.localdate())
    results = {number: RowResult(number, DUPLICATE) for number in parsed.repeated}
    new = add_all(access=access, rows=parsed.rows, persona=persona)
    for row, added in zip(parsed.rows, new, strict=True):
        results[row.number] = RowResult(row.number, ADDED if added else DUPLICATE)
    for number in parsed.faulty_numbers:
        faults = tuple(fault for fault in parsed.faults if fault.number == number)
        results[number] = RowResult(number, REJECTED, faults)
    return [results[index] for index in range(len(rows))]


def _cell(value: str | None) -> str:
    return (value or "").strip()

"""Quotes that arrive as rows over REST: each row gets its own answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from personas.keep_evidence import add_all
from personas.listening.known_columns import COLUMNS, month_first_columns
from personas.listening.rows import FaultyRow, ParsedRow, RowFault, Seen, parse_rows
from personas.listening.tables import Row
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
    *,
    access: Access,
    rows: Sequence[Mapping[str, str | None]],
    persona: Persona | None = None,
    masking: bool = True,
) -> list[RowResult]:
    """Keep the rows without fault, in one transaction; the others cost their neighbours nothing.

    Cells are read as those of a file are, so that dates and statuses may come in any usual form.
    Unless ``masking`` is off, personal data is taken out of the quotes.
    """
    cells = [
        Row(index, tuple(_cell(row.get(name)) for name in FIELDS)) for index, row in enumerate(rows)
    ]
    results: dict[int, RowResult] = {}
    new: list[ParsedRow] = []
    seen = Seen()
    for one in parse_rows(
        cells,
        FIELDS,
        {str(index): name for index, name in enumerate(FIELDS)},
        masking=masking,
        today=timezone.localdate(),
        month_first=month_first_columns(cells, len(FIELDS)),
    ):
        if isinstance(one, FaultyRow):
            results[one.number] = RowResult(one.number, REJECTED, one.faults)
        elif isinstance(one, ParsedRow) and not seen.before(one):
            new.append(one)
    for row, added in zip(new, add_all(access=access, rows=new, persona=persona), strict=True):
        if added:
            results[row.number] = RowResult(row.number, ADDED)
    return [results.get(index) or RowResult(index, DUPLICATE) for index in range(len(rows))]


def _cell(value: str | None) -> str:
    return (value or "").strip()

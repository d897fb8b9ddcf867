"""Many new quotes at once, by one prepared statement.

Django's bulk insert makes an object for each row and a statement for every forty (SQLite takes so
many values at once), which is most of the time of a large import. Here the values go to the driver
as they are. They were looked at by the readers, which know the length and kind of each.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db import connection
from django.utils import timezone

from personas.listening.rows import ParsedRow
from personas.models import Evidence, EvidenceImport
from workspaces.models import ForeignRowError

SAID = (
    "text",
    "source",
    "customer_status",
    "asked",
    "language",
    "may_quote",
    "link",
    "external_id",
    "question",
    "times",
    "masked",
)
said = attrgetter(*SAID)
OURS = ("person_hash", "text_hash", "said_on")
"""What is given for each row; every other column is the same for all."""
TYPES = {"asked": "boolean", "may_quote": "boolean", "times": "integer", "said_on": "date"}
"""What is no text, as PostgreSQL calls it."""


def insert_evidence(batch: EvidenceImport, rows: Iterable[tuple[ParsedRow, str, str]]) -> None:
    """Add quotes of an import: each with the hashes of its person and its text.

    One that is there already stays as it is. ForeignRowError as when a row is saved.
    """
    if batch.persona is not None and batch.persona.workspace_id != batch.workspace_id:
        raise ForeignRowError("The persona of this import leads out of its workspace.")
    values = [_values(*row) for row in rows]
    if not values:
        return
    same = _same_for_all(batch)
    quote = connection.ops.quote_name
    columns = {field.name: str(field.column) for field in Evidence._meta.concrete_fields}
    own = [columns[name] for name in (*SAID, *OURS)]
    names = ", ".join(map(quote, [*own, *same]))
    rest = ", ".join(["%s"] * len(same))
    into = f"INSERT INTO {quote(Evidence._meta.db_table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A list a column: one statement for all rows.
            lists = ", ".join(f"%s::{TYPES.get(name, 'text')}[]" for name in (*SAID, *OURS))
            cursor.execute(
                f"{into} SELECT one.*, {rest} FROM unnest({lists}) AS one "  # noqa: S608 - our names
                "ON CONFLICT DO NOTHING",
                [*same.values(), *map(list, zip(*values, strict=True))],
            )
        else:
            places = ", ".join(["%s"] * len(own))
            given = tuple(same.values())
            cursor.executemany(
                f"{into} VALUES ({places}, {rest}) ON CONFLICT DO NOTHING",
                [(*row, *given) for row in values],
            )


def _values(row: ParsedRow, person: str, text: str) -> tuple[Any, ...]:
    day = connection.ops.adapt_datefield_value(row.said_on) if row.said_on else None
    return (*said(row), person, text, day)


def _same_for_all(batch: EvidenceImport) -> dict[str, Any]:
    """The columns that no row says, with what an object made now would have in them."""
    fresh = Evidence(
        workspace=batch.workspace,
        persona=batch.persona,
        evidence_import=batch,
        created_at=timezone.now(),
    )
    return {
        str(field.column): field.get_db_prep_save(getattr(fresh, field.attname), connection)
        for field in Evidence._meta.concrete_fields
        if not field.primary_key and field.name not in (*SAID, *OURS)
    }

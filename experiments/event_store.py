"""The two statements that intake stands on, in the words of each database.

One INSERT says exactly which events were new, however many writers send the same ones at once:
the unique (workspace, id) decides, and what the statement returns was stored by it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from experiments.delivery.events import ParsedEvent

COLUMNS = {
    "workspace_id": "bigint",
    "event_id": "uuid",
    "type": "varchar",
    "event_class": "varchar",
    "visitor": "varchar",
    "at": "timestamptz",
    "received_at": "timestamptz",
    "experiment_id": "bigint",
    "phase_id": "bigint",
    "arm_id": "bigint",
    "goal_id": "bigint",
    "value": "float8",
    "name": "varchar",
    "simulated": "boolean",
    "person": "varchar",
}
ROWS_A_STATEMENT = 100
"""For SQLite: one shape of statement, compiled once, and far below its limit of variables."""

LOCK_FOR_INTAKE = 7_301
"""First half of the advisory lock of an experiment's intake; the second is the experiment's id."""


def insert_events(
    *, workspace_id: int, events: Sequence[ParsedEvent], received_at: datetime
) -> set[UUID]:
    """Store events; the ids of those that were not there before."""
    if not events:
        return set()
    if connection.vendor == "postgresql":
        return _insert_by_arrays(workspace_id, events, received_at)
    return _insert_by_rows(workspace_id, events, received_at)


def wait_for_recounts(experiments: Iterable[int]) -> None:
    """Join the intake of these experiments until the transaction ends.

    A recount waits for all who joined before it looks at the log, so it never clears the mark of
    an intake that it could not see yet. SQLite has one writer at a time and needs no lock.
    """
    wanted = sorted(experiments)
    if connection.vendor != "postgresql" or not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, id) FROM unnest(%s::int[]) AS id",
            [LOCK_FOR_INTAKE, [pk % 2**31 for pk in wanted]],
        )


def wait_for_intake(experiment_id: int) -> None:
    """Wait until every intake under way has ended; hold new ones off until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FOR_INTAKE, experiment_id % 2**31]
            )


def _insert_by_arrays(
    workspace_id: int, events: Sequence[ParsedEvent], received_at: datetime
) -> set[UUID]:
    count = len(events)
    arrays: list[Any] = [
        [workspace_id] * count,
        [event.id for event in events],
        [event.type for event in events],
        [event.event_class for event in events],
        [event.visitor for event in events],
        [event.at for event in events],
        [received_at] * count,
        [event.experiment for event in events],
        [event.phase for event in events],
        [event.arm for event in events],
        [event.goal for event in events],
        [event.value for event in events],
        [event.name for event in events],
        [event.simulated for event in events],
        [event.person for event in events],
    ]
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    places = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO experiments_event ({names}) SELECT * FROM unnest({places}) "  # noqa: S608
            "ON CONFLICT (workspace_id, event_id) DO NOTHING RETURNING event_id",
            arrays,
        )
        return {row[0] for row in cursor.fetchall()}


def _insert_by_rows(
    workspace_id: int, events: Sequence[ParsedEvent], received_at: datetime
) -> set[UUID]:
    adapt = connection.ops.adapt_datetimefield_value
    received = adapt(received_at)
    stored: set[UUID] = set()
    for start in range(0, len(events), ROWS_A_STATEMENT):
        part = events[start : start + ROWS_A_STATEMENT]
        values: list[Any] = []
        for event in part:
            values += (
                workspace_id,
                event.id.hex,
                event.type,
                event.event_class,
                event.visitor,
                adapt(event.at),
                received,
                event.experiment,
                event.phase,
                event.arm,
                event.goal,
                event.value,
                event.name,
                event.simulated,
                event.person,
            )
        with connection.cursor() as cursor:
            cursor.execute(_rows_statement(len(part)), values)
            stored.update(UUID(row[0]) for row in cursor.fetchall())
    return stored


def _rows_statement(rows: int) -> str:
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    return (
        f"INSERT INTO experiments_event ({names}) VALUES {', '.join([row] * rows)} "  # noqa: S608
        "ON CONFLICT (workspace_id, event_id) DO NOTHING RETURNING event_id"
    )

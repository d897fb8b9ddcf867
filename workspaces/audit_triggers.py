"""Triggers that keep the audit log append-only in the database itself (ADR 10).

They are put up after every ``migrate`` rather than by a migration: SQLite changes a table by making
it anew, and the triggers of the old one go with it.
"""

from typing import Any

from django.db import connections

from workspaces.audit_door import FORGET, RETENTION, SETTING, WORKSPACE

TABLE = "workspaces_auditrecord"
VERSION = 1
"""Part of the triggers' names: raise it with any change of their text."""

UPDATE_TRIGGER = f"audit_no_update_{VERSION}"
DELETE_TRIGGER = f"audit_no_delete_{VERSION}"
FIXED = ("id", "workspace_id", "at", "action", "target_type", "target_id", "via")
"""What no door changes: that something happened, when, to which row, by which way."""

TOLD = ("actor", "target_label", "before", "after", "address")
"""What may name a person, and changes when a person is forgotten."""

REFUSAL = "audit records are only ever added"


def put_up(using: str = "default", **_: Any) -> None:
    """Make the triggers that are missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        columns = connection.introspection.get_table_description(cursor, TABLE)
        if not {*FIXED, *TOLD} <= {column.name for column in columns}:
            return  # on the way to an older state of the tables
        if standing(using) == {UPDATE_TRIGGER, DELETE_TRIGGER}:
            return
        take_down(using)
        for statement in _STATEMENTS.get(connection.vendor, ()):
            cursor.execute(statement)


def take_down(using: str = "default") -> None:
    connection = connections[using]
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in standing(using):
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def standing(using: str = "default") -> set[str]:
    """The names of our triggers that are there, of whatever version."""
    ask = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
        ),
    }
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(ask[connection.vendor], [TABLE])
        return {name for (name,) in cursor.fetchall() if name.startswith("audit_no_")}


def make_way(plan: Any = (), using: str = "default", **_: Any) -> None:
    """Before our tables change: SQLite drops no column that a trigger names."""
    ours = any(migration.app_label == "workspaces" for migration, _backwards in plan)
    if ours and connections[using].vendor == "sqlite":
        take_down(using)


def _any_differs(columns: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)


def _update_refused(differs: str, door: str) -> str:
    """The condition under which an update is refused; ``differs`` compares, NULL included.

    A deleted account leaves its records without a user; nothing else gives them another.
    """
    user = f"(NEW.user_id {differs} OLD.user_id AND NEW.user_id IS NOT NULL)"
    told = f"(({_any_differs(TOLD, differs)}) AND {door} <> '{FORGET}')"
    return f"{_any_differs(FIXED, differs)} OR {user} OR {told}"


_SQLITE_DOOR = "audit_door()"
_POSTGRES_DOOR = f"coalesce(current_setting('{SETTING}', true), '')"
_MAY_DELETE = f"('{RETENTION}', '{WORKSPACE}')"
_STATEMENTS = {
    "sqlite": (
        f"""CREATE TRIGGER {UPDATE_TRIGGER} BEFORE UPDATE ON {TABLE}
        WHEN {_update_refused("IS NOT", _SQLITE_DOOR)}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
        f"""CREATE TRIGGER {DELETE_TRIGGER} BEFORE DELETE ON {TABLE}
        WHEN {_SQLITE_DOOR} NOT IN {_MAY_DELETE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION audit_refused() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        f"""CREATE TRIGGER {UPDATE_TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW
        WHEN ({_update_refused("IS DISTINCT FROM", _POSTGRES_DOOR)})
        EXECUTE FUNCTION audit_refused()""",
        f"""CREATE TRIGGER {DELETE_TRIGGER} BEFORE DELETE ON {TABLE} FOR EACH ROW
        WHEN ({_POSTGRES_DOOR} NOT IN {_MAY_DELETE})
        EXECUTE FUNCTION audit_refused()""",
    ),
}

"""The doors through which the audit log may be changed; whoever comes another way is refused.

Models refuse first, with a reason; the database refuses what goes past them (a queryset of a base
manager, SQL by hand), by triggers that ask which door is open in this very transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

RETENTION = "retention"
"""Records older than the workspace keeps them are deleted."""

WORKSPACE = "workspace"
"""A workspace is deleted, and its log with it."""

FORGET = "forget"
"""A person is taken out of what was written; what happened, when and to what row stays."""

SETTING = "cuppa.audit_door"

_open: ContextVar[str] = ContextVar("audit_door", default="")


def open_door() -> str:
    """The door that is open here, or the empty text. SQLite asks by calling this."""
    return _open.get()


@contextmanager
def audit_door(name: str) -> Iterator[None]:
    """A transaction in which the audit log lets through what ``name`` (see above) is for."""
    with transaction.atomic():
        before = _open.get()
        token = _open.set(name)
        _tell(name)
        try:
            yield
        except BaseException:
            _open.reset(token)  # the database forgets it by itself, with what was done
            raise
        _open.reset(token)
        _tell(before)


def _tell(name: str) -> None:
    """PostgreSQL hears it as a setting of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, name])


def teach_sqlite(connection: Any, **_: Any) -> None:
    """Give a new connection the function that the triggers ask."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("audit_door", 0, open_door)

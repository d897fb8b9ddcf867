"""Catches SQL that reads or changes rows of workspaces without saying of which workspace.

While a request is at work every statement on a table of a workspace's rows must compare
``workspace_id``, or reach its rows from a row in hand: a reload, a save, a prefetch, a foreign
key of something that an earlier, scoped statement found.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models import Model, QuerySet

from tests.guards.tenancy import workspace_models

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

TABLES = re.compile(r'\b(?:FROM|JOIN|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)
SCOPED = re.compile(r'\bworkspace_id"?\s*(?:=|IN\b|IS NULL)', re.IGNORECASE)
ALLOWED = (
    # A key, an invitation: whoever holds the token has a right to find what it opens.
    ("workspaces_apikey", re.compile(r'"hash" = ')),
    ("workspaces_invitation", re.compile(r'"token_hash" = ')),
    # A survey: whoever holds its public link may answer it.
    ("personas_survey", re.compile(r'"token" = ')),
    # A split link: whoever has its address may open it.
    ("experiments_splitlink", re.compile(r'"token" = ')),
    # The list of a person's workspaces, and the way into one by its address.
    ("workspaces_membership", re.compile(r'"user_id" = ')),
    # The poll of delivery: a version for each workspace, and nothing else of them.
    ("workspaces_deliveryversion", re.compile(r"^SELECT .* FROM \"\w+\"$")),
    # When keys were last used, which says nothing of what is in a workspace.
    ("workspaces_apikey", re.compile(r'^UPDATE "\w+" SET "last_used_at" = ')),
)


CLASHES = ("rest_framework.validators",)
"""Asks whether there is one like it already, below a row that was found in the workspace."""


class UnscopedQueryError(AssertionError):
    """A statement would have found rows of every workspace."""


@cache
def tenant_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in workspace_models())


@cache
def unscoped_tables(sql: str) -> frozenset[str]:
    """The tables of workspaces' rows that ``sql`` reads or changes whatever their workspace."""
    if sql.lstrip()[:6].upper() not in ("SELECT", "UPDATE", "DELETE") and "FROM" not in sql.upper():
        return frozenset()
    start = TABLES.search(sql)
    if start is None or SCOPED.search(sql, start.start()):
        return frozenset()
    tables = {name for name in TABLES.findall(sql) if name in tenant_tables()}
    return frozenset(
        name
        for name in tables
        if not any(name == table and mark.search(sql) for table, mark in ALLOWED)
    )


def from_a_row_in_hand(sql: str) -> bool:
    """Whether the statement being sent belongs to a row that was found before: Django's own
    frames hold the row itself (save, delete, refresh) or the query that started from it."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module in CLASHES:
            return True
        if module.startswith("django.db.models"):
            owner = frame.f_locals.get("self")
            if isinstance(owner, Model):
                return True
            if module == "django.db.models.deletion" and 'id" IN' in sql:
                return True  # rows that a scoped query found, and what hangs on them
            if isinstance(owner, QuerySet) and owner._hints.get("instance") is not None:
                return True
            if frame.f_code.co_name in ("prefetch_related_objects", "prefetch_one_level"):
                return True
        frame = frame.f_back
    return False


def check(execute: Execute, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute_wrapper: raises ``UnscopedQueryError`` before the statement is sent."""
    tables = unscoped_tables(sql)
    if tables and not from_a_row_in_hand(sql):
        raise UnscopedQueryError(
            f"This reads {', '.join(sorted(tables))} of every workspace: start the query with "
            f"for_workspace, or reach the rows from one in hand.\n{sql[:1_000]}"
        )
    return execute(sql, parameters, many, context)


def _watch(execute: Execute, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    return check(execute, sql, parameters, many, context)


def _begin(**kwargs: object) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def _end(**kwargs: object) -> None:
    if _watch in connection.execute_wrappers:
        connection.execute_wrappers.remove(_watch)


def watch_every_request() -> None:
    """From now on, in this process, requests send no unscoped statement."""
    request_started.connect(_begin, dispatch_uid="scoped_sql begins")
    request_finished.connect(_end, dispatch_uid="scoped_sql ends")

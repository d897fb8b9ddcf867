"""Values as the audit log keeps them: readable, never secret, never longer than anybody reads."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

LONGEST_TEXT = 2_000
"""Longer texts are cut: the log says what changed, it is no second copy of everything."""

MOST_ITEMS = 100
"""Of a longer list, such as the ids of a bulk change, the first are kept and the rest counted."""

SECRET_FIELDS = frozenset(
    {
        "hash",
        "password",
        "person_hash",
        "previous_secret",
        "sealed",
        "sealed_key",
        "sealed_secret",
        "secret",
        "token",
        "token_hash",
    }
)
"""Fields whose values never reach the log, by name. tests/guards/test_audit_secrets.py looks for
fields that should stand here."""

HIDDEN = "(not shown)"


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it: rows by their id, files by their name."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, (str, int, float, bool, list, dict)) or value is None:
        return value
    return str(value)


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``values`` (field -> value) goes into the log."""
    return {
        name: HIDDEN if name in SECRET_FIELDS and value else cut(value)
        for name, value in values.items()
    }


def cut(value: Any) -> Any:
    """``value`` without its overlong ends; each says how long it was."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}… ({len(value):,} characters)"
    if isinstance(value, list):
        rest = [f"… and {len(value) - MOST_ITEMS:,} more"] if len(value) > MOST_ITEMS else []
        return [cut(item) for item in value[:MOST_ITEMS]] + rest
    if isinstance(value, dict):
        more = len(value) - MOST_ITEMS
        rest_of = {"…": f"and {more:,} more"} if more > 0 else {}
        return kept(dict(list(value.items())[:MOST_ITEMS])) | rest_of
    return value

"""A statement of SQL that is put together piece by piece."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass
class Statement:
    """SQL text and its parameters, put together in the order in which they are read."""

    text: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)

    def add(self, text: str, *parameters: Any) -> None:
        self.text.append(text)
        self.parameters += parameters


def moment_parameter(moment: datetime) -> Any:
    """A moment as the database at hand compares it."""
    return connection.ops.adapt_datetimefield_value(moment)


def days_later(column: str, days: int) -> str:
    """SQL for a moment ``days`` times 24 hours later, or earlier if there is a minus before it.

    SQLite keeps moments as UTC text; moving the date and keeping the time of day is exact to the
    microsecond, which its own arithmetic is not.
    """
    if connection.vendor == "sqlite":
        return f"(date({column}, '{days:+d} days') || substr({column}, 11))"
    return f"({column} + INTERVAL '{24 * days:d} hours')"

"""The one statement that counts an experiment from the event log, on SQLite and PostgreSQL.

One statement sees one state of the log, so visitors and conversions always fit together. Time
zones are worked out before: the statement only compares moments with the starts of days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

PARTICIPANT = "participant"
CROSSED = "crossed"
CONVERTED = "converted"
VALUE = "value"


@dataclass(frozen=True)
class CountedGoal:
    id: int
    is_value: bool
    window_days: int


@dataclass(frozen=True)
class CountRow:
    """One line of the answer.

    PARTICIPANT, CONVERTED: ``number`` visitors of the arm on that day. CROSSED: ``number``
    visitors of the phase left out, ``arm`` 0. VALUE: one event of ``visitor`` worth ``amount``.
    """

    kind: str
    phase: int
    arm: int
    goal: int
    day: date
    number: int
    visitor: str
    amount: float


@dataclass
class _Statement:
    """SQL text and its parameters, put together in the order in which they are read."""

    text: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)

    def add(self, text: str, *parameters: Any) -> None:
        self.text.append(text)
        self.parameters += parameters


def day_starts(first: datetime, last: datetime, zone: ZoneInfo) -> list[tuple[date, datetime]]:
    """Every local day from that of ``first`` to that of ``last``, with the moment it begins.

    Days of 23 and 25 hours come out right, since each midnight is looked up in the zone.
    """
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    days = []
    while day <= end:
        days.append((day, datetime.combine(day, time(), tzinfo=zone)))
        day += timedelta(days=1)
    return days


def count_rows(
    *,
    workspace_id: int,
    experiment_id: int,
    goals: Sequence[CountedGoal],
    days: Sequence[tuple[date, datetime]],
) -> list[CountRow]:
    """Count the experiment's participants, crossed visitors and conversions."""
    statement = _Statement()
    _add_participants(statement, workspace_id, experiment_id)
    statement.add(f"SELECT '{PARTICIPANT}', phase_id, arm_id, 0, ")
    _add_day(statement, "seen_at", days)
    statement.add(
        ", COUNT(*), '', 0.0 FROM participants GROUP BY 2, 3, 5 "
        "UNION ALL SELECT 'crossed', phase_id, 0, 0, 0, COUNT(*), '', 0.0 "
        "FROM ranked WHERE place = 1 AND first_arm <> last_arm GROUP BY 2"
    )
    for goal in goals:
        _add_goal(statement, workspace_id, goal, days)
    with connection.cursor() as cursor:
        cursor.execute(" ".join(statement.text), statement.parameters)
        return [
            CountRow(kind, phase, arm, goal_id, days[day][0], number, visitor, amount)
            for kind, phase, arm, goal_id, day, number, visitor, amount in cursor.fetchall()
        ]


def _add_participants(statement: _Statement, workspace_id: int, experiment_id: int) -> None:
    """``participants``: the first exposure of each visitor, with what makes it count.

    A visitor counts in the phase of the first exposure by (at, event id), unless it came after the
    phase had ended, an earlier phase saw the visitor too, or the phase showed two arms. ``until``
    is the end of a phase that another followed: from then on its conversions stop counting.
    """
    statement.add(
        "WITH ranked AS MATERIALIZED ("
        "SELECT e.visitor, e.phase_id, e.arm_id, e.at AS seen_at, p.number, p.ended_at,"
        " CASE WHEN p.number < (SELECT MAX(number) FROM experiments_phase"
        " WHERE workspace_id = %s AND experiment_id = %s) THEN p.ended_at END AS until,"
        " ROW_NUMBER() OVER (PARTITION BY e.visitor ORDER BY e.at, e.event_id) AS place,"
        " MIN(p.number) OVER (PARTITION BY e.visitor) AS first_number,"
        " MIN(e.arm_id) OVER (PARTITION BY e.visitor, e.phase_id) AS first_arm,"
        " MAX(e.arm_id) OVER (PARTITION BY e.visitor, e.phase_id) AS last_arm"
        " FROM experiments_event e JOIN experiments_phase p ON p.id = e.phase_id"
        " WHERE e.workspace_id = %s AND e.experiment_id = %s"
        " AND e.type = 'exposure' AND e.event_class = 'human'"
        "), participants AS MATERIALIZED ("
        "SELECT visitor, phase_id, arm_id, seen_at, until FROM ranked"
        " WHERE place = 1 AND number = first_number AND first_arm = last_arm"
        " AND (ended_at IS NULL OR seen_at < ended_at)) ",
        workspace_id,
        experiment_id,
        workspace_id,
        experiment_id,
    )


def _add_goal(
    statement: _Statement,
    workspace_id: int,
    goal: CountedGoal,
    days: Sequence[tuple[date, datetime]],
) -> None:
    matching = (
        "FROM participants p JOIN experiments_event c ON c.workspace_id = %s AND c.goal_id = %s"
        " AND c.visitor = p.visitor AND c.at >= p.seen_at"
        f" WHERE c.type = 'conversion' AND c.event_class = 'human'"
        f" AND c.at < {_after_days('p.seen_at', goal.window_days)}"
        " AND (p.until IS NULL OR c.at < p.until)"
    )
    if goal.is_value:
        statement.add(f"UNION ALL SELECT '{VALUE}', p.phase_id, p.arm_id, %s, ", goal.id)
        _add_day(statement, "c.at", days)
        statement.add(f", 1, p.visitor, c.value {matching}", workspace_id, goal.id)
        return
    statement.add(f"UNION ALL SELECT '{CONVERTED}', phase_id, arm_id, %s, ", goal.id)
    _add_day(statement, "done_at", days)
    statement.add(
        ", COUNT(*), '', 0.0 FROM ("
        f"SELECT p.visitor, p.phase_id, p.arm_id, MIN(c.at) AS done_at {matching}"
        " GROUP BY 1, 2, 3) AS firsts GROUP BY 2, 3, 5",
        workspace_id,
        goal.id,
    )


def _add_day(statement: _Statement, column: str, days: Sequence[tuple[date, datetime]]) -> None:
    """The index of the local day of a moment: a binary search, written as nested CASEs."""

    def search(low: int, high: int) -> None:
        if low == high:
            statement.add(str(low))
            return
        middle = (low + high + 1) // 2
        statement.add(f"CASE WHEN {column} < %s THEN", _moment(days[middle][1]))
        search(low, middle - 1)
        statement.add("ELSE")
        search(middle, high)
        statement.add("END")

    search(0, len(days) - 1)


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _after_days(column: str, days: int) -> str:
    """SQL for a moment ``days`` times 24 hours later.

    SQLite keeps moments as UTC text; moving the date and keeping the time of day is exact to the
    microsecond, which its own arithmetic is not.
    """
    if connection.vendor == "sqlite":
        return f"(date({column}, '+{days:d} days') || substr({column}, 11))"
    return f"({column} + INTERVAL '{24 * days:d} hours')"

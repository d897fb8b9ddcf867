"""The one statement that counts an experiment from the event log, on SQLite and PostgreSQL.

One statement sees one state of the log, so visitors and conversions always fit together. Time
zones are worked out before: the statement only compares moments with the starts of days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from experiments.statement import Statement, days_later, moment_parameter

PARTICIPANT = "participant"
CROSSED = "crossed"
CONVERTED = "converted"
DONE = "done"
VALUE = "value"
BEFORE = "before"


@dataclass(frozen=True)
class CountedGoal:
    id: int
    is_value: bool
    window_days: int
    before_days: int = 0


@dataclass(frozen=True)
class CountRow:
    """One line of the answer.

    PARTICIPANT, CONVERTED: ``number`` visitors of the arm on that day. CROSSED: ``number``
    visitors of the phase left out, ``arm`` 0. VALUE: one event of ``visitor`` worth ``amount``.
    Of a goal that is compared with the time before there are DONE, one ``visitor`` who converted
    that day, and BEFORE, what ``visitor``, who came that day, was worth in the days before.
    """

    kind: str
    phase: int
    arm: int
    goal: int
    day: date
    number: int
    visitor: str
    amount: float


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
    statement = Statement()
    _add_participants(statement, workspace_id, experiment_id)
    _add_owners(statement, workspace_id)
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


def count_matured(
    *, workspace_id: int, experiment_id: int, goal: CountedGoal, now: datetime
) -> list[tuple[int, int, int, int]]:
    """(phase, arm, participants, how many of them converted) of those whose window for the goal
    was over by ``now`` and before a following phase began: of these it is known for good."""
    statement = Statement()
    _add_participants(statement, workspace_id, experiment_id)
    _add_owners(statement, workspace_id)
    statement.add(
        "SELECT q.phase_id, q.arm_id, COUNT(*), COUNT(done.visitor) FROM participants q"
        " LEFT JOIN (SELECT DISTINCT visitor FROM ("
    )
    _add_matches(statement, workspace_id, goal)
    over = days_later("q.seen_at", goal.window_days)
    statement.add(
        f") AS matches) AS done ON done.visitor = q.visitor WHERE {over} <= %s"
        f" AND (q.until IS NULL OR {over} <= q.until) GROUP BY 1, 2",
        moment_parameter(now),
    )
    with connection.cursor() as cursor:
        cursor.execute(" ".join(statement.text), statement.parameters)
        return [(phase, arm, n, x) for phase, arm, n, x in cursor.fetchall()]


def _add_participants(statement: Statement, workspace_id: int, experiment_id: int) -> None:
    """``participants``: the first exposure of each visitor, with what makes it count.

    A visitor counts in the phase of the first exposure by (at, event id), unless it came after the
    phase had ended, an earlier phase saw the visitor too, or the phase showed two arms. ``until``
    is the end of a phase that another of its kind followed: from then on its conversions stop
    counting. A holdback after the decision takes nothing from the test.
    """
    statement.add(
        "WITH ranked AS MATERIALIZED ("
        "SELECT e.visitor, e.phase_id, e.arm_id, e.at AS seen_at, p.number, p.ended_at,"
        " CASE WHEN p.number < (SELECT MAX(number) FROM experiments_phase"
        " WHERE workspace_id = %s AND experiment_id = %s AND kind = p.kind)"
        " THEN p.ended_at END AS until,"
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


def _add_owners(statement: Statement, workspace_id: int) -> None:
    """``owners``: the one participant that a person's conversions belong to.

    A person may be several visitors. What names the person alone counts for the first of them who
    took part, so that it counts once in an experiment, whatever is known of them.
    """
    statement.add(
        ", owners AS MATERIALIZED ("
        "SELECT person, visitor, phase_id, arm_id, seen_at, until FROM ("
        "SELECT a.person, p.*, ROW_NUMBER() OVER"
        " (PARTITION BY a.person ORDER BY p.seen_at, p.visitor) AS place"
        " FROM experiments_visitoralias a JOIN participants p ON p.visitor = a.visitor"
        " WHERE a.workspace_id = %s) AS known WHERE place = 1) ",
        workspace_id,
    )


def _add_goal(
    statement: Statement,
    workspace_id: int,
    goal: CountedGoal,
    days: Sequence[tuple[date, datetime]],
) -> None:
    if goal.before_days:
        _add_before(statement, workspace_id, goal, days)
    if goal.is_value:
        statement.add(f"UNION ALL SELECT '{VALUE}', phase_id, arm_id, %s, ", goal.id)
        _add_day(statement, "at", days)
        statement.add(", 1, visitor, value FROM (")
        _add_matches(statement, workspace_id, goal)
        statement.add(") AS matches")
        return
    each = bool(goal.before_days)
    kind = DONE if each else CONVERTED
    statement.add(f"UNION ALL SELECT '{kind}', phase_id, arm_id, %s, ", goal.id)
    _add_day(statement, "done_at", days)
    statement.add(", 1, visitor, 0.0" if each else ", COUNT(*), '', 0.0")
    statement.add(" FROM (SELECT visitor, phase_id, arm_id, MIN(at) AS done_at FROM (")
    _add_matches(statement, workspace_id, goal)
    statement.add(") AS matches GROUP BY 1, 2, 3) AS firsts")
    if not each:
        statement.add(" GROUP BY 2, 3, 5")


def _add_before(
    statement: Statement,
    workspace_id: int,
    goal: CountedGoal,
    days: Sequence[tuple[date, datetime]],
) -> None:
    """Of every participant who was worth something before: how much, on the day they came."""
    worth = "value" if goal.is_value else "1.0"
    statement.add(f"UNION ALL SELECT '{BEFORE}', phase_id, arm_id, %s, ", goal.id)
    _add_day(statement, "seen_at", days)
    statement.add(f", 1, visitor, {worth} FROM (")
    _add_matches(statement, workspace_id, goal, is_before=True)
    statement.add(") AS matches")


def _add_matches(
    statement: Statement, workspace_id: int, goal: CountedGoal, *, is_before: bool = False
) -> None:
    """The conversions of participants that count, or those in the days before they came: by the
    visitor, and those that name a person alone by the person."""
    if is_before:
        inside = f"c.at >= {days_later('p.seen_at', -goal.before_days)} AND c.at < p.seen_at"
    else:
        inside = (
            f"c.at >= p.seen_at AND c.at < {days_later('p.seen_at', goal.window_days)}"
            " AND (p.until IS NULL OR c.at < p.until)"
        )
    for source, same in (
        ("participants", "c.visitor = p.visitor"),
        ("owners", "c.visitor = '' AND c.person = p.person AND c.person <> ''"),
    ):
        statement.add("UNION ALL" if source == "owners" else "")
        statement.add(
            f"SELECT p.visitor, p.phase_id, p.arm_id, p.seen_at, c.at, c.value FROM {source} p"  # noqa: S608
            f" JOIN experiments_event c ON c.workspace_id = %s AND c.goal_id = %s AND {same}"
            f" WHERE c.type = 'conversion' AND c.event_class = 'human' AND {inside}",
            workspace_id,
            goal.id,
        )


def _add_day(statement: Statement, column: str, days: Sequence[tuple[date, datetime]]) -> None:
    """The index of the local day of a moment: a binary search, written as nested CASEs."""

    def search(low: int, high: int) -> None:
        if low == high:
            statement.add(str(low))
            return
        middle = (low + high + 1) // 2
        statement.add(f"CASE WHEN {column} < %s THEN", moment_parameter(days[middle][1]))
        search(low, middle - 1)
        statement.add("ELSE")
        search(middle, high)
        statement.add("END")

    search(0, len(days) - 1)

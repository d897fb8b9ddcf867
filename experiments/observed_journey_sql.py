"""How visitors moved, read from the event log in one statement, on SQLite and PostgreSQL.

Only sums leave the database: no visitor's id does. A *mark* is an event of a person that a signal
rule maps to a stage. Marks of one stage in a row are one *stay*; one that comes more than
``GONE_AFTER_DAYS`` after the last begins a new stay even at the same stage, since the visitor had
left in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from experiments.constants import GONE_AFTER_DAYS
from experiments.statement import Statement, days_later, moment_parameter

ENTRY = "entry"
AGAIN = "again"
FLOW = "flow"
TIME = "time"
EXIT = "exit"
SEEN = "seen"
ALL = "all"
OUTCOME = "outcome"
COPY = "copy"


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """One sum for the last ``days`` days; ``first`` and ``second`` are ids, 0 for none.

    ENTRY: ``many`` visitors whose first mark is at stage ``first``. AGAIN: came back to
    ``second`` after they had left at ``first``. FLOW: ``visitors`` went from ``first`` to
    ``second``, ``many`` times. TIME: median ``seconds`` of those. EXIT: left at ``first``.
    SEEN: ``visitors`` with a mark at ``first``. ALL: ``visitors``, of whom ``many`` are simulated.
    OUTCOME: of the stays at ``first`` ``visitors`` ended in leaving and ``many`` in going on.
    COPY: the same of those stays in which arm ``second`` was seen.
    """

    days: int
    kind: str
    first: int
    second: int
    visitors: int
    many: int
    seconds: float


def journey_rows(*, workspace_id: int, now: datetime, stretches: Sequence[int]) -> list[JourneyRow]:
    """The sums for the last so many days each, up to ``now``."""
    earliest = now - timedelta(days=max(stretches) + GONE_AFTER_DAYS)
    statement = Statement()
    statement.add("WITH marked AS MATERIALIZED (")
    _add_marks(statement, workspace_id, " AND e.at >= %s", moment_parameter(earliest))
    statement.add(") ")
    _add_walks(statement, now)
    _add_copy(statement, workspace_id, earliest, now)
    for number, days in enumerate(stretches):
        statement.add("UNION ALL" if number else "")
        _add_sums(statement, days, now - timedelta(days=days))
    with connection.cursor() as cursor:
        cursor.execute(" ".join(statement.text), statement.parameters)
        return [
            JourneyRow(days, kind, first, second, visitors, many, float(seconds))
            for days, kind, first, second, visitors, many, seconds in cursor.fetchall()
        ]


def move_visitors(*, workspace_id: int, after: int | None = None) -> None:
    """Put every visitor at the stage of their last mark; at one moment the later stage row wins.

    With ``after`` only events with a greater id are read: told in any order and as often as you
    like, the stages come out as from the whole log.
    """
    statement = Statement()
    statement.add("WITH marked AS MATERIALIZED (")
    if after is None:
        _add_marks(statement, workspace_id)
    else:
        _add_marks(statement, workspace_id, " AND e.id > %s", after)
    statement.add(
        ") INSERT INTO experiments_visitorstage (workspace_id, visitor, stage_id, since) "
        "SELECT %s, visitor, stage_id, at FROM ("
        "SELECT visitor, stage_id, at, ROW_NUMBER() OVER"
        " (PARTITION BY visitor ORDER BY at DESC, stage_id DESC) AS place FROM marked"
        ") AS ranked WHERE place = 1 "
        "ON CONFLICT (workspace_id, visitor) DO UPDATE"
        " SET stage_id = excluded.stage_id, since = excluded.since"
        " WHERE excluded.since > experiments_visitorstage.since"
        " OR (excluded.since = experiments_visitorstage.since"
        " AND excluded.stage_id > experiments_visitorstage.stage_id)",
        workspace_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(" ".join(statement.text), statement.parameters)


def _add_marks(statement: Statement, workspace_id: int, only: str = "", *parameters: Any) -> None:
    """The events that say where a visitor is: signals, and goals reached. ``only`` narrows them."""
    statement.add(
        "SELECT e.visitor, e.at, e.event_id, e.simulated, r.stage_id"  # noqa: S608
        " FROM experiments_signalrule r JOIN experiments_event e"
        " ON e.workspace_id = r.workspace_id AND e.name = r.name"
        " WHERE r.workspace_id = %s AND r.kind = 'signal' AND e.type = 'signal'"
        f" AND e.event_class = 'human' AND e.visitor <> ''{only}"
        " UNION ALL SELECT e.visitor, e.at, e.event_id, e.simulated, r.stage_id"
        " FROM experiments_signalrule r JOIN experiments_goal g"
        " ON g.workspace_id = r.workspace_id AND g.key = r.name"
        " JOIN experiments_event e ON e.workspace_id = g.workspace_id AND e.goal_id = g.id"
        " WHERE r.workspace_id = %s AND r.kind = 'conversion' AND e.type = 'conversion'"
        f" AND e.event_class = 'human' AND e.visitor <> ''{only}",
        workspace_id,
        *parameters,
        workspace_id,
        *parameters,
    )


def _add_walks(statement: Statement, now: datetime) -> None:
    """``walked``: every stay with the one before it and how it ended (``left``, ``went_on``).

    ``gone_at`` is when the days without a signal were over, which is when somebody has left.
    """
    gap = f"at > {days_later('before_at', GONE_AFTER_DAYS)}"
    statement.add(
        ", told AS (SELECT visitor, at, event_id, simulated, stage_id,"  # noqa: S608
        " LAG(stage_id) OVER w AS before_stage, LAG(at) OVER w AS before_at"
        " FROM marked WHERE at <= %s"
        " WINDOW w AS (PARTITION BY visitor ORDER BY at, event_id)"
        "), parted AS (SELECT visitor, at, event_id, simulated, stage_id,"
        f" CASE WHEN before_at IS NULL THEN '{ENTRY}' WHEN {gap} THEN '{AGAIN}'"
        f" WHEN stage_id <> before_stage THEN '{FLOW}' ELSE '' END AS kind FROM told"
        "), numbered AS (SELECT visitor, at, simulated, stage_id, kind,"
        " SUM(CASE WHEN kind <> '' THEN 1 ELSE 0 END)"
        " OVER (PARTITION BY visitor ORDER BY at, event_id) AS stay FROM parted"
        "), stays AS (SELECT visitor, stay, MIN(stage_id) AS stage_id, MAX(kind) AS kind,"
        " MIN(at) AS arrived_at, MAX(at) AS last_at,"
        " MAX(CASE WHEN simulated THEN 1 ELSE 0 END) AS simulated"
        " FROM numbered GROUP BY visitor, stay"
        "), placed AS (SELECT visitor, stay, stage_id, kind, arrived_at, last_at, simulated,"
        f" {days_later('last_at', GONE_AFTER_DAYS)} AS gone_at,"
        " LAG(stage_id) OVER w AS from_stage, LAG(arrived_at) OVER w AS from_at,"
        " LEAD(kind) OVER w AS next_kind, LEAD(arrived_at) OVER w AS next_at"
        " FROM stays WINDOW w AS (PARTITION BY visitor ORDER BY stay)"
        "), walked AS MATERIALIZED (SELECT visitor, stay, stage_id, kind, arrived_at, last_at,"
        " simulated, gone_at, from_stage, next_at,"
        f" CASE WHEN kind = '{FLOW}' THEN {_seconds('from_at', 'arrived_at')} END AS seconds,"
        f" CASE WHEN next_kind = '{FLOW}' THEN 'went_on'"
        " WHEN next_kind IS NOT NULL OR gone_at <= %s THEN 'left' ELSE '' END AS ended"
        " FROM placed) ",
        moment_parameter(now),
        moment_parameter(now),
    )


def _add_copy(statement: Statement, workspace_id: int, earliest: datetime, now: datetime) -> None:
    """``shown``: each arm that was seen during a stay that has ended, once a stay."""
    statement.add(
        ", shown AS MATERIALIZED (SELECT DISTINCT k.visitor, k.stay, k.stage_id, k.ended,"
        " k.gone_at, k.next_at, x.arm_id"
        " FROM walked k JOIN experiments_event x ON x.visitor = k.visitor"
        " AND x.at >= k.arrived_at AND x.at <="
        " CASE WHEN k.ended = 'left' THEN k.gone_at ELSE k.next_at END"
        " WHERE k.ended <> '' AND x.workspace_id = %s AND x.type = 'exposure'"
        " AND x.event_class = 'human' AND x.at >= %s AND x.at <= %s) ",
        workspace_id,
        moment_parameter(earliest),
        moment_parameter(now),
    )


def _add_sums(statement: Statement, days: int, since: datetime) -> None:
    start = moment_parameter(since)
    left = "SUM(CASE WHEN ended = 'left' THEN 1 ELSE 0 END)"
    went_on = "SUM(CASE WHEN ended = 'went_on' THEN 1 ELSE 0 END)"
    ended = (
        "WHERE (ended = 'left' AND gone_at >= %s) OR (ended = 'went_on' AND next_at >= %s)"
        " GROUP BY stage_id"
    )
    statement.add(
        f"SELECT {days:d}, '{ENTRY}', stage_id, 0,"  # noqa: S608
        " COUNT(DISTINCT visitor), COUNT(*), 0.0"
        f" FROM walked WHERE kind = '{ENTRY}' AND arrived_at >= %s GROUP BY stage_id"
        f" UNION ALL SELECT {days:d}, kind, from_stage, stage_id, COUNT(DISTINCT visitor),"
        f" COUNT(*), 0.0 FROM walked WHERE kind IN ('{FLOW}', '{AGAIN}') AND arrived_at >= %s"
        " GROUP BY kind, from_stage, stage_id"
        f" UNION ALL SELECT {days:d}, '{TIME}', from_stage, stage_id, 0, 0, AVG(seconds) FROM ("
        "SELECT from_stage, stage_id, seconds, ROW_NUMBER() OVER"
        " (PARTITION BY from_stage, stage_id ORDER BY seconds) AS place,"
        " COUNT(*) OVER (PARTITION BY from_stage, stage_id) AS many"
        f" FROM walked WHERE kind = '{FLOW}' AND arrived_at >= %s) AS ranked"
        " WHERE place IN ((many + 1) / 2, (many + 2) / 2) GROUP BY from_stage, stage_id"
        f" UNION ALL SELECT {days:d}, '{EXIT}', stage_id, 0, COUNT(DISTINCT visitor), COUNT(*),"
        " 0.0 FROM walked WHERE ended = 'left' AND gone_at >= %s GROUP BY stage_id"
        f" UNION ALL SELECT {days:d}, '{SEEN}', stage_id, 0, COUNT(DISTINCT visitor), 0, 0.0"
        " FROM walked WHERE last_at >= %s GROUP BY stage_id"
        f" UNION ALL SELECT {days:d}, '{ALL}', 0, 0, COUNT(DISTINCT visitor),"
        " COUNT(DISTINCT CASE WHEN simulated = 1 THEN visitor END), 0.0"
        " FROM walked WHERE last_at >= %s"
        f" UNION ALL SELECT {days:d}, '{OUTCOME}', stage_id, 0, {left}, {went_on}, 0.0"
        f" FROM walked {ended}"
        f" UNION ALL SELECT {days:d}, '{COPY}', stage_id, arm_id, {left}, {went_on}, 0.0"
        f" FROM shown {ended}, arm_id",
        *[start] * 10,
    )


def _seconds(earlier: str, later: str) -> str:
    """SQL for the whole seconds from one moment to a later one."""
    if connection.vendor == "sqlite":
        return f"CAST(ROUND((julianday({later}) - julianday({earlier})) * 86400) AS INTEGER)"
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({later} - {earlier}))) AS BIGINT)"

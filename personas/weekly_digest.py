"""What customers began to say in a week: found when the week is over, and kept as it was found.

A pain stands in it in the week in which it begins to be new or to rise, not in all those in which
it goes on doing so. No words of customers are kept: a digest outlives a consent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from personas.mapping.constants import ALERT_QUOTES, RECENT_WEEKS, WEEKS_CAUGHT_UP
from personas.mapping.trends import Trend, TrendState, first_day
from personas.models import Evidence, PainPoint, StageKind, StagePain, WeeklyDigest
from personas.over_time import Asked, Counted, today_in, unattached_in
from workspaces.access import Access, system_access
from workspaces.models import Workspace
from workspaces.webhooks import announce

WEEK = timedelta(days=7)
AT_RISK = (StageKind.AT_RISK, StageKind.LEFT)
BEGAN = {TrendState.NEW: "new", TrendState.RISING: "rising"}
"""What is told, and under which heading of the body."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One pain of a digest. ``pain`` is None where it is no more, or has another name now."""

    title: str
    pain: PainPoint | None
    quotes: int
    left: int
    is_alert: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """A stored digest as people read it."""

    row: WeeklyDigest
    new: tuple[DigestLine, ...]
    rising: tuple[DigestLine, ...]
    quotes: int
    unattached: int
    unattached_left: int
    unattached_alert: bool

    @property
    def last_day(self) -> date:
        return self.row.week + WEEK - timedelta(days=1)

    @property
    def lines(self) -> tuple[DigestLine, ...]:
        return (*self.new, *self.rising)

    @property
    def is_news(self) -> bool:
        """Whether there is anything to write to people about."""
        return bool(self.new or self.rising or self.unattached_alert)

    @property
    def alerts(self) -> int:
        return sum(line.is_alert for line in self.lines) + self.unattached_alert


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def due_weeks(workspace: Workspace) -> list[date]:
    """Mondays of the weeks that are over and have no digest, at most WEEKS_CAUGHT_UP, the oldest
    first. None for a workspace that holds no quote."""
    this = monday(today_in(workspace))
    weeks = [this - WEEK * ago for ago in range(WEEKS_CAUGHT_UP, 0, -1)]
    made = set(
        WeeklyDigest.objects.for_workspace(workspace)
        .filter(week__gte=weeks[0])
        .values_list("week", flat=True)
    )
    missing = [week for week in weeks if week not in made]
    if not missing or not Evidence.objects.for_workspace(workspace).exists():
        return []
    return missing


def make_digest(*, workspace: Workspace, week: date) -> WeeklyDigest | None:
    """Find and keep what began in the week of this Monday; None if that was done already."""
    access = system_access(workspace)
    body = _find(access, week)
    alerts = [line["pain"] for kind in ("new", "rising") for line in body[kind] if line["alert"]]
    is_alert = bool(alerts or body["unattached"]["alert"])
    try:
        with transaction.atomic():
            digest: WeeklyDigest = WeeklyDigest.objects.create(
                workspace=workspace, week=week, body=body, is_alert=is_alert
            )
            if is_alert:
                left = body["unattached"]["left"] if body["unattached"]["alert"] else 0
                data = {"week": week.isoformat(), "pains": alerts, "unattached": left}
                announce(access=access, event="themes.alert", data=data)
    except IntegrityError:
        return None
    return digest


def read_digests(*, access: Access, rows: list[WeeklyDigest]) -> list[Digest]:
    """Stored digests with the pains they speak of. One query."""
    numbers = {
        line.get("pain")
        for row in rows
        for kind in BEGAN.values()
        for line in _lines(row.body, kind)
        if isinstance(line.get("pain"), int)
    }
    pains = (
        PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None).in_bulk(numbers)
    )
    return [_read(row, pains) for row in rows]


def latest_alert(access: Access, since: date) -> WeeklyDigest | None:
    """The newest digest with an alert, of a week that began on this day or later."""
    rows = WeeklyDigest.objects.for_workspace(access.workspace)
    found: WeeklyDigest | None = rows.filter(is_alert=True, week__gte=since).first()
    return found


def newest_week(access: Access) -> date | None:
    rows = WeeklyDigest.objects.for_workspace(access.workspace)
    found: date | None = rows.aggregate(Max("week"))["week__max"]
    return found


def _find(access: Access, week: date) -> dict[str, Any]:
    last, before = week + WEEK - timedelta(days=1), week - timedelta(days=1)
    counted = Counted(access, Asked(), last, since=first_day(before))
    now, then = counted.trends(last), counted.trends(before)
    began: dict[str, list[int]] = {"new": [], "rising": []}
    for key in sorted(now, key=lambda key: (-now[key].recent, key)):
        if now[key].state in BEGAN and not _is_old_news(then.get(key), now[key]):
            began[BEGAN[now[key].state]].append(key)
    titles = {pain.pk: pain.title for pain in counted.pains()}
    at_risk = set(
        StagePain.objects.for_workspace(access.workspace)
        .filter(stage__kind__in=AT_RISK)
        .values_list("pain_id", flat=True)
    )
    body: dict[str, Any] = {
        kind: [_line(key, titles[key], now[key], counted, last, at_risk) for key in keys]
        for kind, keys in began.items()
    }
    body["quotes"] = sum(
        number for day, number in counted.everything.items() if week <= day <= last
    )
    free = unattached_in(access=access, since=week, until=last)
    body["unattached"] = {**free, "alert": free["left"] >= ALERT_QUOTES}
    return body


def _is_old_news(then: Trend | None, now: Trend) -> bool:
    """New pains go on as rising ones without anything having begun."""
    if then is None:
        return False
    return then.state == now.state or then.state in BEGAN


def _line(
    key: int, title: str, trend: Trend, counted: Counted, last: date, at_risk: set[int]
) -> dict[str, Any]:
    lately = last - timedelta(days=7 * RECENT_WEEKS - 1)
    left = sum(number for day, number in counted.left_on[key].items() if lately <= day <= last)
    alert = key in at_risk or left >= ALERT_QUOTES
    return {"pain": key, "title": title, "quotes": trend.recent, "left": left, "alert": alert}


def _lines(body: Any, kind: str) -> list[dict[str, Any]]:
    lines = body.get(kind) if isinstance(body, dict) else None
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def _read(row: WeeklyDigest, pains: Mapping[int, PainPoint]) -> Digest:
    def lines(kind: str) -> tuple[DigestLine, ...]:
        return tuple(_read_line(line, pains) for line in _lines(row.body, kind))

    free = row.body.get("unattached") if isinstance(row.body, dict) else None
    free = free if isinstance(free, dict) else {}
    return Digest(
        row,
        lines("new"),
        lines("rising"),
        _number(row.body.get("quotes")) if isinstance(row.body, dict) else 0,
        _number(free.get("quotes")),
        _number(free.get("left")),
        bool(free.get("alert")),
    )


def _read_line(line: Mapping[str, Any], pains: Mapping[int, PainPoint]) -> DigestLine:
    """Brought from another site, a number may be another pain's here: the name decides."""
    title, number = str(line.get("title", "")), line.get("pain")
    found = pains.get(number) if isinstance(number, int) else None
    return DigestLine(
        title,
        found if found is not None and found.title == title else None,
        _number(line.get("quotes")),
        _number(line.get("left")),
        bool(line.get("alert")),
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0

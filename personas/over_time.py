"""What customers say over time: each pain by week and month, and quotes that fit no pain."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from personas.mapping.constants import RECENT_WEEKS, STATUS_WEIGHTS
from personas.mapping.trends import (
    Bar,
    Trend,
    TrendState,
    bars,
    by_month,
    by_week,
    first_day,
    first_of_weeks,
    read_trends,
)
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from workspaces.access import Access
from workspaces.models import Workspace

WHO_LEFT = tuple(STATUS_WEIGHTS)
"""Ex-customers, and people who did not buy in the end."""
QUOTES_SHOWN = 12
ORDER = (TrendState.NEW, TrendState.RISING, TrendState.STEADY, TrendState.FEW, TrendState.FADING)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which quotes are looked at; every part may be left open."""

    persona: Persona | None = None
    source: str = ""
    customer_status: str = ""


@dataclass(frozen=True, slots=True)
class PainOverTime:
    """``left`` of ``quotes`` (all weeks looked at) are by people who left or did not buy."""

    pain: PainPoint
    trend: Trend
    weeks: tuple[int, ...]
    months: tuple[int, ...]
    quotes: int
    left: int

    @property
    def left_share(self) -> int:
        """In percent."""
        return round(100 * self.left / self.quotes) if self.quotes else 0

    def bars(self, step: str) -> list[Bar]:
        if step == "month":
            return bars(self.months, recent=2)
        return bars(self.weeks, recent=RECENT_WEEKS)


@dataclass(frozen=True, slots=True)
class OverTime:
    """``undated`` quotes count on the day they came in, for want of a better."""

    until: date
    rows: tuple[PainOverTime, ...]
    total: int
    undated: int
    unattached: int
    quotes: tuple[Evidence, ...]


def today_in(workspace: Workspace) -> date:
    """The day it is where the workspace is."""
    return timezone.localdate(timezone=ZoneInfo(workspace.time_zone))


def day_of(workspace: Workspace, prefix: str = "") -> Coalesce:
    """When a quote was said; without a date, when it came in."""
    came = TruncDate(f"{prefix}created_at", tzinfo=ZoneInfo(workspace.time_zone))
    return Coalesce(f"{prefix}said_on", came, output_field=DateField())


def within(workspace: Workspace, since: date | None, until: date | None, prefix: str = "") -> Q:
    """Said on these days, ends included; told without computing the day of every quote."""
    zone = ZoneInfo(workspace.time_zone)
    said, came = Q(), Q(**{f"{prefix}said_on": None})
    if since is not None:
        said &= Q(**{f"{prefix}said_on__gte": since})
        came &= Q(**{f"{prefix}created_at__gte": datetime.combine(since, time.min, zone)})
    if until is not None:
        after = datetime.combine(until + timedelta(days=1), time.min, zone)
        said &= Q(**{f"{prefix}said_on__lte": until})
        came &= Q(**{f"{prefix}created_at__lt": after})
    return said | came


def over_time(*, access: Access, asked: Asked | None = None, until: date | None = None) -> OverTime:
    """All pains on the map as of a day, what began first. Seven queries."""
    asked = asked or Asked()
    until = until or today_in(access.workspace)
    counted = Counted(access, asked, until)
    said = _said(access, asked).filter(within(access.workspace, counted.first, until))
    free = _unattached(access, said)
    trends = counted.trends(until)
    pains = counted.pains()
    rows = [
        PainOverTime(
            pain,
            trends[pain.pk],
            tuple(by_week(counted.days[pain.pk], until)),
            tuple(by_month(counted.days[pain.pk], until)),
            sum(counted.days[pain.pk].values()),
            counted.left[pain.pk],
        )
        for pain in pains
    ]
    rows.sort(key=lambda row: (ORDER.index(row.trend.state), -row.trend.recent, row.pain.pk))
    return OverTime(
        until=until,
        rows=tuple(rows),
        total=sum(counted.everything.values()),
        undated=said.filter(said_on=None).count(),
        unattached=free.count(),
        quotes=tuple(free.order_by("-created_at", "-pk")[:QUOTES_SHOWN]),
    )


def unattached_in(*, access: Access, since: date, until: date) -> dict[str, int]:
    """How many quotes of these days belong to no pain, and how many of those are by people who
    left or did not buy."""
    said = _said(access, Asked()).filter(within(access.workspace, since, until))
    rows = _unattached(access, said)
    found = rows.aggregate(
        quotes=Count("pk"), left=Count("pk", filter=Q(customer_status__in=WHO_LEFT))
    )
    return {"quotes": found["quotes"], "left": found["left"]}


class Counted:
    """Quotes by pain and day, up to a day, read once; trends of any day before can be told."""

    def __init__(
        self, access: Access, asked: Asked, until: date, since: date | None = None
    ) -> None:
        self.access, self.asked = access, asked
        self.first = since or first_day(until)
        self.days: dict[int, dict[date, int]] = defaultdict(dict)
        self.left: dict[int, int] = defaultdict(int)
        self.left_on: dict[int, dict[date, int]] = defaultdict(dict)
        here = access.workspace
        links = (
            EvidenceLink.objects.for_workspace(here)
            .filter(
                _asked_for(asked, "evidence__"),
                state=EvidenceLink.State.CONFIRMED,
                evidence__junk="",
                pain__archived_at=None,
                pain__persona__archived_at=None,
            )
            .order_by()
        )
        if asked.persona is not None:
            links = links.filter(pain__persona=asked.persona)
        was_left = Count("pk", filter=Q(evidence__customer_status__in=WHO_LEFT))
        days = links.filter(within(here, self.first, until, "evidence__"))
        lately = days.annotate(day=day_of(here, "evidence__")).values_list("pain_id", "day")
        for pain, day, number, left in lately.annotate(number=Count("pk"), left=was_left):
            self.days[pain][day] = number
            self.left[pain] += left
            self.left_on[pain][day] = left
        self.earlier = set(
            links.filter(within(here, None, self.first - timedelta(days=1), "evidence__"))
            .values_list("pain_id", flat=True)
            .distinct()
        )
        said = _said(access, asked).filter(within(here, self.first, until))
        by_day = (
            said.annotate(day=day_of(here))
            .order_by()
            .values_list("day")
            .annotate(number=Count("pk"))
        )
        self.everything: dict[date, int] = dict(by_day)

    def trends(self, until: date) -> dict[int, Trend]:
        """Of every pain that was ever spoken of, as it was at the end of that day."""
        keys: Iterable[int] = {*self.days, *self.earlier}
        days = {key: _up_to(self.days[key], until) for key in keys}
        earlier = self.earlier | {
            key for key in keys if any(day < first_of_weeks(until) for day in self.days[key])
        }
        return read_trends(days, _up_to(self.everything, until), earlier, until)

    def pains(self) -> list[PainPoint]:
        found = PainPoint.objects.for_workspace(self.access.workspace).filter(
            pk__in=[*self.days, *self.earlier]
        )
        return list(found.select_related("persona").order_by("pk"))


def _up_to(days: dict[date, int], until: date) -> dict[date, int]:
    return {day: number for day, number in days.items() if day <= until}


def _asked_for(asked: Asked, prefix: str = "") -> Q:
    found = Q()
    if asked.persona is not None:
        found &= Q(**{f"{prefix}persona": asked.persona})
    if asked.source:
        found &= Q(**{f"{prefix}source": asked.source})
    if asked.customer_status:
        found &= Q(**{f"{prefix}customer_status": asked.customer_status})
    return found


def _said(access: Access, asked: Asked) -> "QuerySet[Any]":
    """Quotes that say something."""
    return Evidence.objects.for_workspace(access.workspace).filter(_asked_for(asked), junk="")


def _unattached(access: Access, said: "QuerySet[Any]") -> "QuerySet[Any]":
    links = EvidenceLink.objects.filter(
        workspace=access.workspace, evidence=OuterRef("pk"), state=EvidenceLink.State.CONFIRMED
    )
    return said.filter(~Exists(links))

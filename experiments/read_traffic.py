"""How much of the traffic was recognised, by day and as what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone

from experiments.models import RecognisedTraffic
from personas.models import Persona, Transition
from workspaces.access import VIEW, Access

DAYS = 28
"""Four whole weeks, so that no weekday weighs more than another."""


@dataclass(frozen=True, slots=True)
class Share:
    """``known`` of ``total`` requests for copy."""

    known: int
    total: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.known / self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class DayShare:
    day: date
    share: Share


@dataclass(frozen=True, slots=True)
class Traffic:
    """``days`` is every day of the last four weeks, the oldest first; names instead of keys."""

    share: Share
    days: tuple[DayShare, ...]
    personas: tuple[tuple[str, int], ...]
    moments: tuple[tuple[Transition, int], ...]


def read_traffic(
    *, access: Access, persona: Persona | None = None, moment: Transition | None = None
) -> Traffic:
    """The last four weeks, of one persona or one moment where they are given. Three queries.

    What is known is then what was taken for them; the total is always everything.
    """
    access.require(VIEW)
    today = timezone.localdate(timezone=ZoneInfo(access.workspace.time_zone))
    first = today - timedelta(days=DAYS - 1)
    rows = list(
        RecognisedTraffic.objects.for_workspace(access.workspace)
        .filter(day__gte=first)
        .order_by()
        .values_list("day", "persona", "transition_id")
        .annotate(number=Sum("requests"))
    )
    totals: dict[date, int] = defaultdict(int)
    known: dict[date, int] = defaultdict(int)
    by_persona: dict[str, int] = defaultdict(int)
    by_moment: dict[int, int] = defaultdict(int)
    for day, key, transition, number in rows:
        totals[day] += number
        if persona is not None:
            counts = key == persona.key
        elif moment is not None:
            counts = transition == moment.pk
        else:
            counts = bool(key or transition)
        if counts:
            known[day] += number
            by_persona[key] += number if key else 0
            by_moment[transition or 0] += number
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return Traffic(
        share=Share(sum(known.values()), sum(totals.values())),
        days=tuple(DayShare(day, Share(known[day], totals[day])) for day in days),
        personas=_personas(access, by_persona),
        moments=_moments(access, by_moment),
    )


def _personas(access: Access, counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    keys = [key for key, number in counted.items() if key and number]
    rows = Persona.objects.for_workspace(access.workspace).filter(key__in=keys)
    names = dict(rows.values_list("key", "name"))
    found = [(names.get(key, key), counted[key]) for key in keys]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _moments(access: Access, counted: Mapping[int, int]) -> tuple[tuple[Transition, int], ...]:
    rows = Transition.objects.for_workspace(access.workspace).filter(
        pk__in=[pk for pk, number in counted.items() if pk and number]
    )
    found = [(row, counted[row.pk]) for row in rows.order_by("pk")]
    return tuple(sorted(found, key=lambda pair: -pair[1]))

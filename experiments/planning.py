"""What is known of a place before a test is planned: its traffic, its rates, its neighbours."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Sum
from django.utils import timezone

from experiments.models import DailyCount, Experiment, Goal, MessageTraffic
from experiments.outlook import Setting, findable_lift, pooled_findable
from messaging.models import Message
from workspaces.access import VIEW, Access

DAYS_LOOKED_AT = 28
FEWEST_TO_TELL_A_RATE = 100
MOST_NEIGHBOURS = 5
MUCH_EARLIER = 1.5
"""An earlier goal is offered where it is reached so many times as often."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``daily`` visitors a day at a place. ``by_tests``: counted in tests there, each visitor
    once; else calls for copy, of which one visitor may make several."""

    daily: float
    by_tests: bool
    days: int


@dataclass(frozen=True, slots=True)
class KnownRate:
    """How often a goal was reached: ``reached`` of ``visitors`` who saw a control. ``here`` tells
    whether at this place or anywhere in the workspace."""

    goal: Goal
    visitors: int
    reached: int
    here: bool

    @property
    def rate(self) -> float:
        return self.reached / self.visitors


@dataclass(frozen=True, slots=True)
class EarlierGoal:
    """A goal that is reached more often, and what a test of four weeks finds with it."""

    known: KnownRate
    findable: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Other places with traffic, and what the same contrast finds at all of them together."""

    messages: tuple[Message, ...]
    daily: float
    findable: float


def pace_of(*, access: Access, message: Message) -> Pace | None:
    """Visitors a day: of this message's tests in the last four weeks, else of its calls."""
    access.require(VIEW)
    return paces_of(access, [message]).get(message.pk)


def known_rates(*, access: Access, message: Message) -> dict[int, KnownRate]:
    """The rate of every conversion goal by its id: at this message if enough saw a control there,
    else in the whole workspace; goals nobody was counted for are left out. Three queries."""
    access.require(VIEW)
    goals = {
        goal.pk: goal
        for goal in Goal.objects.for_workspace(access.workspace).filter(
            kind=Goal.Kind.CONVERSION, direction=Goal.Direction.UP
        )
    }
    here, everywhere = _counted(access, message), _counted(access, None)
    found = {}
    for pk, goal in goals.items():
        for counted, is_here in ((here, True), (everywhere, False)):
            visitors, reached = counted.get(pk, (0, 0))
            if visitors >= FEWEST_TO_TELL_A_RATE and 0 < reached < visitors:
                found[pk] = KnownRate(goal, visitors, reached, is_here)
                break
    return found


def earlier_goals(
    rates: Iterable[KnownRate], setting: Setting, besides: int | None
) -> list[EarlierGoal]:
    """Goals that are reached much more often than ``setting.rate``, the most telling first."""
    found = []
    for known in rates:
        if known.goal.pk == besides or known.rate < setting.rate * MUCH_EARLIER:
            continue
        lift = findable_lift(known.rate, setting.daily, setting.arms, setting.alpha)
        if lift is not None:
            found.append(EarlierGoal(known, lift))
    return sorted(found, key=lambda each: each.findable)


def neighbours_of(*, access: Access, message: Message, setting: Setting) -> Neighbours | None:
    """Other live messages in the same language with traffic, the busiest first; None where they
    add nothing that four weeks would find."""
    access.require(VIEW)
    rows = list(
        Message.objects.for_workspace(access.workspace)
        .filter(
            live_variant__isnull=False,
            placement__archived_at=None,
            language=message.language,
        )
        .exclude(pk=message.pk)
        .select_related("placement", "persona", "stage", "transition")
        .order_by("pk")
    )
    paces = paces_of(access, rows)
    busy = sorted((row for row in rows if row.pk in paces), key=lambda row: -paces[row.pk].daily)
    chosen = busy[:MOST_NEIGHBOURS]
    if not chosen:
        return None
    places = [setting] + [
        Setting(setting.rate, paces[row.pk].daily, setting.arms, setting.lift, setting.alpha)
        for row in chosen
    ]
    findable = pooled_findable(places)
    if findable is None:
        return None
    return Neighbours(tuple(chosen), sum(each.daily or 0.0 for each in places), findable)


def paces_of(access: Access, messages: Iterable[Message]) -> dict[int, Pace]:
    """The pace of each message that has one. Two queries."""
    ids = [message.pk for message in messages]
    today = timezone.localdate(timezone=ZoneInfo(access.workspace.time_zone))
    since = today - timedelta(days=DAYS_LOOKED_AT)
    calls = (
        MessageTraffic.objects.for_workspace(access.workspace)
        .filter(message__in=ids, day__gte=since, day__lt=today)
        .order_by()
        .values_list("message_id")
        .annotate(Sum("requests"), Min("day"))
    )
    paces = {
        pk: Pace(number / _days(first, today), False, _days(first, today))
        for pk, number, first in calls
    }
    counted = (
        DailyCount.objects.for_workspace(access.workspace)
        .filter(
            experiment__message__in=ids,
            goal=None,
            day__gte=since,
            source=DailyCount.Source.EVENTS,
            phase__coverage__gt=0,
        )
        .order_by()
        .values_list("experiment__message_id", "phase__coverage")
        .annotate(Sum("n"), Min("day"), Max("day"))
    )
    seen: dict[int, list[tuple[float, date, date]]] = defaultdict(list)
    for pk, coverage, number, first, last in counted:
        seen[pk].append((number / coverage, first, last))
    for pk, stretches in seen.items():
        days = (max(s[2] for s in stretches) - min(s[1] for s in stretches)).days + 1
        paces[pk] = Pace(sum(s[0] for s in stretches) / days, True, days)
    return paces


def _days(first: date, today: date) -> int:
    return max((today - first).days, 1)


def _counted(access: Access, message: Message | None) -> dict[int, tuple[int, int]]:
    """Goal -> (visitors, conversions) of the controls of tests that counted it. Two queries."""
    rows = DailyCount.objects.for_workspace(access.workspace).filter(arm__position=0)
    rows = rows.exclude(experiment__split_by=Experiment.SplitBy.OPTIMISER)
    if message is not None:
        rows = rows.filter(experiment__message=message)
    visitors: dict[int, int] = dict(
        rows.filter(goal=None).order_by().values_list("experiment_id").annotate(Sum("n"))
    )
    reached = rows.exclude(goal=None).order_by().values_list("goal_id", "experiment_id")
    found: dict[int, tuple[int, int]] = {}
    for goal, experiment, number in reached.annotate(Sum("x")):
        before = found.get(goal, (0, 0))
        found[goal] = (before[0] + visitors.get(experiment, 0), before[1] + number)
    return found

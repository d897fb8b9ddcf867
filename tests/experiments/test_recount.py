"""Counts derived from the log: against a slow and simple oracle, in any order, again and again."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from experiments.delivery.events import ParsedEvent
from experiments.event_store import insert_events
from experiments.models import (
    DailyCount,
    Event,
    Experiment,
    ExperimentGoal,
    Goal,
    Phase,
    VisitorAlias,
)
from experiments.recount import recount
from experiments.recount_sql import day_starts
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message

START = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
NUMBERS = ("n", "x", "sum", "sumsq", "before", "beforesq", "cross")
FIELDS = ("phase", "arm", "goal", "day", *NUMBERS)
Key = tuple[int, int, str | None, date]


def staged(cast: Cast, zone: str) -> Experiment:
    """Two phases over a change of the clocks and a holdback, three arms, a conversion and a capped
    value goal, both compared with the time before."""
    experiment = make.make_experiment(
        live_message(cast), make.make_goal(cast.workspace, key="signup", window_days=2)
    )
    third = make.make_variant(experiment.message, state="approved")
    experiment.arms.create(workspace=cast.workspace, variant=third, position=2)
    value = make.make_goal(cast.workspace, key="revenue", kind=Goal.Kind.VALUE, window_days=1)
    ExperimentGoal.objects.create(
        workspace=cast.workspace, experiment=experiment, goal=value, role="secondary", cap=50.0
    )
    experiment.experiment_goals.update(cuped_days=1)
    VisitorAlias.objects.bulk_create(
        VisitorAlias(workspace=cast.workspace, visitor=f"v{number}", person=f"p{number % 20}")
        for number in range(60)
    )
    Experiment.objects.filter(pk=experiment.pk).update(
        state="running", started_at=START, time_zone=zone
    )
    turn = START + timedelta(days=2)
    end = START + timedelta(days=4)
    for number, begin, until in ((1, START, turn), (2, turn, end), (3, end, None)):
        Phase.objects.create(
            workspace=cast.workspace,
            experiment=experiment,
            number=number,
            weights=[1 / 3] * 3,
            started_at=begin,
            ended_at=until,
            kind="holdback" if number == 3 else "test",
        )
    experiment.refresh_from_db()
    return experiment


def random_events(experiment: Experiment, seed: int, count: int = 400) -> list[ParsedEvent]:
    """Few visitors, many events: crossings, repeats, bots, late and early conversions."""
    chance = random.Random(seed)
    arms = list(experiment.arms.values_list("pk", flat=True))
    phases = list(experiment.phases.values_list("pk", flat=True))
    goals = list(
        experiment.experiment_goals.order_by("goal__key").values_list("goal", "goal__kind")
    )
    events = []
    for _ in range(count):
        visitor = f"v{chance.randrange(120)}"
        at = START + timedelta(seconds=chance.choice((1, 60, 3600)) * chance.randrange(0, 130))
        at += timedelta(microseconds=chance.choice((0, 0, 500_000)))
        own = random.Random(visitor).choice(arms)
        base = {
            "id": UUID(int=chance.getrandbits(128)),
            "event_class": chance.choices(("human", "bot"), (12, 1))[0],
            "visitor": visitor,
            "at": at,
        }
        if chance.random() < 0.5:
            arm = own if chance.random() < 0.93 else chance.choice(arms)
            phase = phases[min(2, (at - START) // timedelta(days=2))]
            if chance.random() < 0.05:
                phase = chance.choice(phases)
            events.append(
                ParsedEvent(type="exposure", experiment=experiment.pk, phase=phase, arm=arm, **base)
            )
        else:
            goal, kind = chance.choice(goals)
            worth = round(chance.uniform(-5, 40), 2) if kind == "value" else None
            if chance.random() < 0.2:  # a person, of whom some visitors are known
                base |= {"visitor": "", "person": f"p{chance.randrange(25)}"}
            events.append(ParsedEvent(type="conversion", goal=goal, value=worth, **base))
    return events


def oracle(experiment: Experiment, events: Iterable[ParsedEvent]) -> dict[Key, list[float]]:
    """The rules of counting in plain Python, one visitor after the other."""
    zone = ZoneInfo(experiment.time_zone)
    phases = {phase.pk: phase for phase in experiment.phases.all()}
    last = {
        kind: max(phase.number for phase in phases.values() if phase.kind == kind)
        for kind in ("test", "holdback")
    }
    goals = {link.goal_id: link for link in experiment.experiment_goals.select_related("goal")}
    seen: dict[str, list[ParsedEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        if event.event_class == "human":
            seen[event.visitor].append(event)
    taking_part: dict[str, ParsedEvent] = {}
    for visitor, own in seen.items():
        shown = [event for event in own if event.type == "exposure"]
        if not shown:
            continue
        first = shown[0]
        assert first.phase is not None
        phase = phases[first.phase]
        if any(phases[e.phase or 0].number < phase.number for e in shown):
            continue
        if len({e.arm for e in shown if e.phase == first.phase}) > 1:
            continue
        if phase.ended_at is None or first.at < phase.ended_at:
            taking_part[visitor] = first
    persons: dict[str, list[str]] = defaultdict(list)
    for visitor in sorted(taking_part, key=lambda who: (taking_part[who].at, who)):
        for alias in VisitorAlias.objects.filter(visitor=visitor):
            persons[alias.person].append(visitor)
    for event in seen.pop("", []):
        if event.person in persons:
            seen[persons[event.person][0]].append(event)
    cells: dict[Key, list[float]] = defaultdict(lambda: [0, 0, 0.0, 0.0, 0.0, 0.0, 0.0])
    for visitor, first in taking_part.items():
        assert first.phase is not None
        assert first.arm is not None
        own = sorted(seen[visitor], key=lambda e: e.at)
        phase = phases[first.phase]
        here = (first.phase, first.arm)
        came = first.at.astimezone(zone).date()
        cells[(*here, None, came)][0] += 1
        for goal_id, link in goals.items():
            is_value = link.goal.kind == "value"
            cap = link.cap if is_value else 1.0
            until = first.at + timedelta(days=link.goal.window_days)
            if phase.number < last[phase.kind] and phase.ended_at is not None:
                until = min(until, phase.ended_at)
            since = first.at - timedelta(days=link.cuped_days)
            then = [e for e in own if e.goal == goal_id and since <= e.at < first.at]
            before = min(sum((e.value or 0) if is_value else 1 for e in then), cap)
            if then:
                cells[(*here, link.goal.key, came)][4] += before
                cells[(*here, link.goal.key, came)][5] += before**2
            done = [e for e in own if e.goal == goal_id and first.at <= e.at < until]
            if not done:
                continue
            first_day = cells[(*here, link.goal.key, done[0].at.astimezone(zone).date())]
            first_day[1] += 1
            if not is_value:
                first_day[6] += before
                continue
            so_far = total = 0.0
            for day in sorted({e.at.astimezone(zone).date() for e in done}):
                total += sum(e.value or 0 for e in done if e.at.astimezone(zone).date() == day)
                capped = min(total, link.cap)
                cell = cells[(*here, link.goal.key, day)]
                cell[2] += capped - so_far
                cell[3] += capped**2 - so_far**2
                cell[6] += (capped - so_far) * before
                so_far = capped
    return dict(cells)


def counted(experiment: Experiment) -> dict[Key, list[float]]:
    rows = DailyCount.objects.filter(experiment=experiment)
    return {
        (row.phase_id, row.arm_id, row.goal.key if row.goal else None, row.day): [
            row.n,
            row.x,
            *(pytest.approx(getattr(row, name), abs=1e-6) for name in NUMBERS[2:]),
        ]
        for row in rows.select_related("goal")
    }


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_counts_as_the_oracle(cast: Cast, zone: str, seed: int) -> None:
    experiment = staged(cast, zone)
    events = random_events(experiment, seed)
    insert_events(workspace_id=cast.workspace.pk, events=events, received_at=timezone.now())
    tally = recount(experiment=experiment)
    expected = oracle(experiment, events)
    assert sum(n for n, *_ in expected.values()) > 30
    found = counted(experiment)
    # What comes to nothing but for rounding may have a row, or none.
    for key in expected.keys() | found.keys():
        assert expected.get(key, [0] * 7) == found.get(key, pytest.approx([0] * 7, abs=1e-6)), key
    assert any(cell[4] for cell in expected.values())
    held_back = experiment.phases.get(kind="holdback").pk
    assert any(cell[0] for key, cell in expected.items() if key[0] == held_back)
    assert tally is not None
    assert sum(tally.crossed.values()) > 0


def test_order_batches_and_repetition_change_nothing(cast: Cast) -> None:
    experiment = staged(cast, "Europe/Berlin")
    events = random_events(experiment, 7)
    insert_events(workspace_id=cast.workspace.pk, events=events, received_at=timezone.now())
    recount(experiment=experiment)
    first = list(DailyCount.objects.values_list(*FIELDS))
    Event.objects.all().delete()
    chance = random.Random(3)
    stream = events * 2
    chance.shuffle(stream)
    while stream:
        size = chance.randrange(1, 60)
        batch, stream = stream[:size], stream[size:]
        insert_events(workspace_id=cast.workspace.pk, events=batch, received_at=timezone.now())
        if chance.random() < 0.2:
            recount(experiment=experiment)
    recount(experiment=experiment)
    again = list(DailyCount.objects.values_list(*FIELDS))
    assert again == first


def test_days_are_those_of_the_time_zone() -> None:
    zone = ZoneInfo("Europe/Berlin")
    days = day_starts(
        datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC), zone
    )
    assert [day for day, _ in days] == [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
    lengths = [b[1].astimezone(UTC) - a[1].astimezone(UTC) for a, b in pairwise(days)]
    assert lengths == [timedelta(hours=24), timedelta(hours=23)]

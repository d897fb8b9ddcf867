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
)
from experiments.recount import recount
from experiments.recount_sql import day_starts
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message

START = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
FIELDS = ("phase", "arm", "goal", "day", "n", "x", "sum", "sumsq")
Key = tuple[int, int, str | None, date]


def staged(cast: Cast, zone: str) -> Experiment:
    """Two phases over a change of the clocks, three arms, a conversion and a capped value goal."""
    experiment = make.make_experiment(
        live_message(cast), make.make_goal(cast.workspace, key="signup", window_days=2)
    )
    third = make.make_variant(experiment.message, state="approved")
    experiment.arms.create(workspace=cast.workspace, variant=third, position=2)
    value = make.make_goal(cast.workspace, key="revenue", kind=Goal.Kind.VALUE, window_days=1)
    ExperimentGoal.objects.create(
        workspace=cast.workspace, experiment=experiment, goal=value, role="secondary", cap=50.0
    )
    Experiment.objects.filter(pk=experiment.pk).update(
        state="running", started_at=START, time_zone=zone
    )
    turn = START + timedelta(days=2)
    for number, begin, end in ((1, START, turn), (2, turn, None)):
        Phase.objects.create(
            workspace=cast.workspace,
            experiment=experiment,
            number=number,
            weights=[1 / 3] * 3,
            started_at=begin,
            ended_at=end,
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
        visitor = f"v{chance.randrange(90)}"
        at = START + timedelta(seconds=chance.choice((1, 60, 3600)) * chance.randrange(0, 110))
        at += timedelta(microseconds=chance.choice((0, 0, 500_000)))
        own = random.Random(visitor).choice(arms)
        base = {
            "id": UUID(int=chance.getrandbits(128)),
            "event_class": chance.choices(("human", "bot"), (12, 1))[0],
            "visitor": visitor,
            "at": at,
        }
        if chance.random() < 0.5:
            arm = own if chance.random() < 0.97 else chance.choice(arms)
            phase = phases[0] if at < START + timedelta(days=2) else phases[1]
            if chance.random() < 0.05:
                phase = chance.choice(phases)
            events.append(
                ParsedEvent(type="exposure", experiment=experiment.pk, phase=phase, arm=arm, **base)
            )
        else:
            goal, kind = chance.choice(goals)
            worth = round(chance.uniform(-5, 40), 2) if kind == "value" else None
            events.append(ParsedEvent(type="conversion", goal=goal, value=worth, **base))
    return events


def oracle(experiment: Experiment, events: Iterable[ParsedEvent]) -> dict[Key, list[float]]:
    """The rules of counting in plain Python, one visitor after the other."""
    zone = ZoneInfo(experiment.time_zone)
    phases = {phase.pk: phase for phase in experiment.phases.all()}
    last = max(phase.number for phase in phases.values())
    goals = {link.goal_id: link for link in experiment.experiment_goals.select_related("goal")}
    seen: dict[str, list[ParsedEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        if event.event_class == "human":
            seen[event.visitor].append(event)
    cells: dict[Key, list[float]] = defaultdict(lambda: [0, 0, 0.0, 0.0])
    for own in seen.values():
        shown = [event for event in own if event.type == "exposure"]
        if not shown:
            continue
        first = shown[0]
        assert first.phase is not None
        assert first.arm is not None
        phase = phases[first.phase]
        if any(phases[e.phase or 0].number < phase.number for e in shown):
            continue
        if len({e.arm for e in shown if e.phase == first.phase}) > 1:
            continue
        if phase.ended_at is not None and first.at >= phase.ended_at:
            continue
        here = (first.phase, first.arm)
        cells[(*here, None, first.at.astimezone(zone).date())][0] += 1
        for goal_id, link in goals.items():
            until = first.at + timedelta(days=link.goal.window_days)
            if phase.number < last and phase.ended_at is not None:
                until = min(until, phase.ended_at)
            done = [e for e in own if e.goal == goal_id and first.at <= e.at < until]
            if not done:
                continue
            cells[(*here, link.goal.key, done[0].at.astimezone(zone).date())][1] += 1
            if link.goal.kind == "value":
                before = total = 0.0
                for day in sorted({e.at.astimezone(zone).date() for e in done}):
                    total += sum(e.value or 0 for e in done if e.at.astimezone(zone).date() == day)
                    capped = min(total, link.cap)
                    cell = cells[(*here, link.goal.key, day)]
                    cell[2] += capped - before
                    cell[3] += capped**2 - before**2
                    before = capped
    return dict(cells)


def counted(experiment: Experiment) -> dict[Key, list[float]]:
    rows = DailyCount.objects.filter(experiment=experiment)
    return {
        (row.phase_id, row.arm_id, row.goal.key if row.goal else None, row.day): [
            row.n,
            row.x,
            pytest.approx(row.sum, abs=1e-9),
            pytest.approx(row.sumsq, abs=1e-6),
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
    assert {key: cell for key, cell in expected.items() if any(cell)} == counted(experiment)
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

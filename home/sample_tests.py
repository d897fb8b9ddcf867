"""What has become of the sample brand's tests: invented visitors over some weeks, marked as such.

They come in by the same door as anybody's events and are counted by the same recount, day after
day, so that the sample shows a test that runs, one that is decided with what it taught, one that is
planned and one whose split went wrong. Loads the statistics: workers and commands only.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from experiments.archiving import write_learning_note
from experiments.delivery.events import Sender
from experiments.delivery.registry import registry
from experiments.drafting import create_experiment
from experiments.intake import take_in
from experiments.lifecycle import start_experiment
from experiments.models import Arm, Experiment, Goal, Phase
from experiments.planning_steps import plan_experiment
from experiments.rollout import decide_experiment
from home.load_brand import load_sample
from home.sample_copy import approved, best_text, stage_of_kind
from home.sample_journey import steps_of
from home.sample_rows import VISITOR, has_sample, remembered
from messaging.models import Message
from messaging.placing import create_placement
from messaging.publishing import set_live
from personas.models import JourneyStage, PainPoint
from workspaces.access import APPROVE, Access
from workspaces.changes import one_record
from workspaces.jobs import JobRun, enqueue
from workspaces.membership import lock_workspace
from workspaces.models import Job

KIND = "home.sample_visitors"
EVENTS_A_CALL = 1_000
WEEKEND = (4, 5)
LESSON = (
    "Who searches is in the middle of the trouble: the headcount that changed on Thursday brings "
    "more kitchens to try than the awkward deposit. Open ads with that call."
)


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in a test: ``began`` and ``ended`` days ago, so many visitors a day, the chance
    of each arm to do it. From day ``fault_from`` on the last arm loses ``lost`` of its visitors.
    It is looked at every ``days_a_look`` days."""

    began: int
    ended: int
    daily: int
    rates: tuple[float, float]
    fault_from: int | None = None
    lost: float = 0.0
    days_a_look: int = 2


RUNNING = Story(began=13, ended=0, daily=240, rates=(0.05, 0.064))
DECIDED = Story(began=39, ended=15, daily=170, rates=(0.062, 0.108), days_a_look=3)
BROKEN = Story(began=11, ended=0, daily=160, rates=(0.05, 0.055), fault_from=4, lost=0.45)


def fill_with_sample(*, access: Access) -> Job:
    """The sample brand at once, and its tests lived through by the worker."""
    with one_record(access=access, action="sample loaded", target=access.workspace):
        load_sample(access=access)
        return enqueue(access=access, kind=KIND)


def run_sample_tests(run: JobRun) -> dict[str, Any]:
    """The job behind it; nothing happens where the sample is gone again."""
    run.progress(0, 1, "Letting invented visitors read the sample")
    events = live_through(access=run.access)
    return {"title": "Visitors of the sample brand", "rows": events}


def live_through(*, access: Access) -> int:
    """Make the sample's other tests and let visitors take part in all of them; how many events.

    0 where there is no sample, or where it was done before.
    """
    access.require(APPROVE)
    with one_record(access=access, action="sample visited", target=access.workspace):
        lock_workspace(access.workspace)
        rows = Experiment.objects.for_workspace(access.workspace)
        running = rows.filter(key="which-pain", events=None).first()
        if running is None or not has_sample(access.workspace):
            return 0
        with remembered(access.workspace):
            decided, broken = _other_tests(access)
        registry.refresh()
        events = _visit(decided, DECIDED) + _visit(broken, BROKEN) + _visit(running, RUNNING)
        _decide(access, decided)
    return events


def _other_tests(access: Access) -> tuple[Experiment, Experiment]:
    """A test to be decided, one to break, and one that is only planned."""
    pains = list(PainPoint.objects.for_workspace(access.workspace).order_by("pk")[:4])
    goal = Goal.objects.for_workspace(access.workspace).get(key="trial")
    deciding, considering = (stage_of_kind(access, kind) for kind in ("deciding", "considering"))
    decided = _test(
        access,
        (_message(access, "search-ad"), pains[0], considering),
        goal,
        key="search-opening",
        name="Which search brings kitchens that stay?",
        hypothesis="The changed headcount is what people search for on a Thursday night.",
    )
    placement = create_placement(
        access=access, key="pricing-page", name="Pricing page, first screen", channel="web_hero"
    )
    pricing: Message = placement.messages.get()
    live = approved(access, best_text(access, pricing, pains[3], considering))
    set_live(access=access, message=pricing, variant=live)
    broken = _test(
        access,
        (pricing, pains[1], considering),
        goal,
        key="pricing-opening",
        name="Which pain belongs beside the price?",
        hypothesis="Beside a price people want to read what they save, not what they fear.",
    )
    planned = _draft(
        access,
        (_message(access, "enquiry-email"), pains[0], deciding),
        goal,
        key="after-the-enquiry",
        name="What worries people after they asked?",
        hypothesis="Who just asked for a price fears a changed headcount more than late evenings.",
        plan_size=9_000,
    )
    plan_experiment(access=access, experiment=planned)
    return decided, broken


def _draft(
    access: Access,
    about: tuple[Message, PainPoint, JourneyStage],
    goal: Goal,
    **fields: Any,
) -> Experiment:
    """A test of the live text against one that is told the same way about another pain."""
    message, pain, stage = about
    assert message.live_variant is not None
    framework = message.live_variant.framework
    rival = approved(access, best_text(access, message, pain, stage, framework))
    return create_experiment(access=access, message=message, goal=goal, variants=[rival], **fields)


def _test(
    access: Access, about: tuple[Message, PainPoint, JourneyStage], goal: Goal, **fields: Any
) -> Experiment:
    return start_experiment(access=access, experiment=_draft(access, about, goal, **fields))


def _message(access: Access, placement: str) -> Message:
    found: Message = (
        Message.objects.for_workspace(access.workspace)
        .select_related("live_variant")
        .get(placement__key=placement)
    )
    return found


def _visit(experiment: Experiment, story: Story) -> int:
    """Everything that happens in one test, some days at a time, with a look at their end."""
    from experiments.looks import recount_and_look  # loads numpy

    now = timezone.now()
    began = now - timedelta(days=story.began)
    with transaction.atomic():
        Experiment.objects.filter(pk=experiment.pk, workspace=experiment.workspace).update(
            started_at=began
        )
        Phase.objects.filter(experiment=experiment, workspace=experiment.workspace).update(
            started_at=began
        )
    experiment.refresh_from_db()
    arms = list(experiment.arms.select_related("variant").order_by("position"))
    events = 0
    days = story.began - story.ended
    for first in range(0, days, story.days_a_look):
        last = min(first + story.days_a_look, days)
        told = [
            event for day in range(first, last) for event in _day(experiment, arms, story, day, now)
        ]
        for start in range(0, len(told), EVENTS_A_CALL):
            batch = told[start : start + EVENTS_A_CALL]
            take_in(
                workspace_id=experiment.workspace_id,
                events=batch,
                received_at=now,
                sender=Sender(is_trusted=True),
            )
        events += len(told)
        at = min(began + timedelta(days=last), now)
        recount_and_look(experiment=experiment, now=at)
    return events


def _day(
    experiment: Experiment, arms: Sequence[Arm], story: Story, day: int, now: datetime
) -> Iterator[dict[str, Any]]:
    """The events of one day; the same every time."""
    chance = random.Random(f"{experiment.key}/{day}")
    goal = "trial"
    began = now - timedelta(days=story.began - day)
    quiet = 0.6 if day % 7 in WEEKEND else 1.0  # by the number, so that it is always the same story
    for number in range(round(story.daily * quiet * chance.uniform(0.85, 1.15))):
        arm = chance.choice(arms)
        at = began + timedelta(hours=20) * chance.random()
        is_faulty = story.fault_from is not None and day >= story.fault_from
        if is_faulty and arm is arms[-1] and chance.random() < story.lost:
            continue
        visitor = f"{VISITOR}{experiment.key}-{day}-{number}"
        usual = {"visitor": visitor, "simulated": True}
        shown = {"experiment": experiment.key, "arm": arm.key, "phase": 1}
        yield {**usual, **shown, "id": _id(chance), "type": "exposure", "at": at.isoformat()}
        tried = None
        if chance.random() < story.rates[min(arm.position, 1)]:
            tried = min(at + timedelta(hours=3) * chance.random(), now)
            done = {"type": "conversion", "goal": goal, "at": tried.isoformat()}
            yield {**usual, **done, "id": _id(chance)}
        steps = steps_of(visitor, began=at, tried=tried, until=now)
        for place, (name, then) in enumerate(steps):
            mark = _id(random.Random(f"{visitor}/{place}"))
            yield {**usual, "id": mark, "type": "signal", "name": name, "at": then.isoformat()}


def _id(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def _decide(access: Access, experiment: Experiment) -> None:
    """Roll the winner out, write down what it taught, and let it have been two weeks ago."""
    winner = experiment.arms.get(position=1).variant
    decide_experiment(
        access=access, experiment=experiment, winner=winner, reason="The headcount moves them."
    )
    write_learning_note(access=access, experiment=experiment, note=LESSON)
    then = timezone.now() - timedelta(days=DECIDED.ended)
    Experiment.objects.filter(pk=experiment.pk, workspace=access.workspace).update(
        stopped_at=then, decided_at=then
    )
    Phase.objects.filter(experiment=experiment, workspace=access.workspace).update(ended_at=then)

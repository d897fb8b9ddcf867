"""Worked examples of what prepares a test, and of what follows its decision."""

from typing import Any

from django.utils import timezone

from experiments.archiving import archive_experiment
from experiments.counts_table import Counted, UploadedCount
from experiments.models import Experiment
from experiments.planning_steps import plan_experiment
from experiments.rollout import decide_experiment
from experiments.uploaded_counts import token_of
from messaging.models import Message, Variant
from tests import make
from tests.guards import audit_examples_write as write
from tests.guards.audit_table import Ask, Example, Scene


def draft(scene: Scene) -> Experiment:
    return write.draft_experiment(scene)


def planned(scene: Scene) -> Experiment:
    return plan_experiment(access=scene.access, experiment=draft(scene))


def held_back(scene: Scene) -> Experiment:
    experiment = scene.started()
    return decide_experiment(
        access=scene.access,
        experiment=experiment,
        winner=write.rival(experiment),
        reason="Better.",
        holdback=0.1,
    )


def archived(scene: Scene) -> Experiment:
    return archive_experiment(access=scene.access, experiment=write.stopped(scene))


def live(scene: Scene) -> Message:
    message = make.make_message(scene.workspace)
    make.make_live(message)
    return message


def changed(scene: Scene) -> Ask:
    experiment = draft(scene)
    data = {
        "name": "Another question",
        "rivals": [write.rival(experiment).pk],
        "goal": experiment.experiment_goals.get().goal_id,
        "ending": "days",
        "days": 14,
        "split_by": "cuppa",
        "unit": "visitor",
        "allocation": "fixed",
        "rope": 5,
    }
    return Ask(experiment, data)


def brought(scene: Scene) -> Ask:
    experiment = scene.started()
    day = timezone.now().date()
    counts = tuple(UploadedCount(arm.key, day, 100, 3) for arm in experiment.arms.all())
    return Ask(experiment, {"token": token_of(experiment, Counted(counts, (), 0))})


def at_two_places(scene: Scene) -> tuple[Experiment, Message]:
    """A draft whose arms differ in the pain, and a message with texts for the same contrast."""
    persona = make.make_persona(scene.workspace)
    one, other = (make.make_pain(scene.workspace, persona=persona) for _ in range(2))
    messages = []
    for _ in range(2):
        message = make.make_message(scene.workspace)
        make.make_live(message, pain=one)
        make.make_variant(message, pain=other, state=Variant.State.APPROVED)
        messages.append(message)
    experiment = make.make_experiment(messages[0], factor="pain")
    Variant.objects.filter(arms__experiment=experiment, arms__position=1).update(pain=other)
    return experiment, messages[1]


def spread_page(scene: Scene) -> Ask:
    experiment, message = at_two_places(scene)
    return Ask(experiment, {"contrast": "One or other", "places": [message.pk]})


def spread_rest(scene: Scene) -> Ask:
    experiment, message = at_two_places(scene)
    return Ask(experiment, {"contrast": "One or other", "messages": [message.pk]})


def same_twice(scene: Scene) -> dict[str, Any]:
    return {"goal": make.make_goal(scene.workspace).pk, "days": 7}


PAGES = [
    Example("test-plan-it", "planned", "experiment", lambda scene: Ask(draft(scene))),
    Example("test-back-to-draft", "back to draft", "experiment", lambda s: Ask(planned(s))),
    Example("test-end-holdback", "holdback ended", "experiment", lambda s: Ask(held_back(s))),
    Example("test-unarchive", "unarchived", "experiment", lambda scene: Ask(archived(scene))),
    Example("test-edit", "changed", "experiment", changed),
    Example("test-counts", "counts uploaded", "experiment", brought),
    Example("test-spread", "spread", "experiment", spread_page),
    Example(
        "test-aa",
        "created",
        "experiment",
        lambda s: Ask(data={"message": live(s).pk, **same_twice(s)}),
        again=1,
    ),
]
REST = [
    Example("api-experiment-plan", "planned", "experiment", lambda scene: Ask(draft(scene))),
    Example("api-experiment-draft", "back to draft", "experiment", lambda s: Ask(planned(s))),
    Example(
        "api-experiment-end-holdback", "holdback ended", "experiment", lambda s: Ask(held_back(s))
    ),
    Example("api-experiment-unarchive", "unarchived", "experiment", lambda s: Ask(archived(s))),
    Example("api-experiment-spread", "spread", "experiment", spread_rest),
    Example(
        "api-experiment-aa",
        "created",
        "experiment",
        lambda s: Ask(data={"message": live(s).pk, **same_twice(s)}),
        again=1,
    ),
]

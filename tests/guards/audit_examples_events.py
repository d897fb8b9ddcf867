"""Examples of goals, late goals by file, and events that were rejected."""

from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.goals import create_goal
from experiments.late_goals import ask_for_look, look_at
from experiments.models import Goal
from tests import make
from tests.guards.audit_examples_rest import bad_event
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.jobs import run_job
from workspaces.models import Job

FILE = b"email,date\nnora@example.org,2026-11-20\n"
CHANGED = {
    "name": "Trial begun",
    "key": "trial",
    "kind": "conversion",
    "direction": "up",
    "window_days": 14,
}


def goal(scene: Scene) -> Goal:
    return create_goal(access=scene.access, key="trial", name="Trial")


def a_file(scene: Scene) -> Ask:
    file = SimpleUploadedFile("renewals.csv", FILE)
    return Ask(data={"file": file, "goal": make.make_goal(scene.workspace).pk})


def a_text(scene: Scene) -> Ask:
    return Ask(data={"text": FILE.decode(), "goal": make.make_goal(scene.workspace).key})


def looked_at(scene: Scene) -> Job:
    file = SimpleUploadedFile("renewals.csv", FILE)
    job = ask_for_look(access=scene.access, file=file, goal=make.make_goal(scene.workspace))
    run_job(job.pk, look_at)
    return job


PAGES = [
    Example("test-goal", "changed", "goal", lambda scene: Ask(goal(scene), CHANGED)),
    Example("test-goal-remove", "removed", "goal", lambda scene: Ask(goal(scene))),
    Example("test-late-goals", "queued", "job", a_file, again=1),
    Example("test-late-goals-apply", "queued", "job", lambda scene: Ask(looked_at(scene))),
    Example(
        "test-quarantine-replay",
        "replayed",
        "quarantinedevent",
        lambda scene: Ask(data={"pick": [bad_event(scene).pk]}),
    ),
    Example(
        "test-quarantine-discard",
        "discarded",
        "quarantinedevent",
        lambda scene: Ask(data={"pick": [bad_event(scene).pk]}),
    ),
]
REST = [
    Example("api-late-goals-list", "queued", "job", a_text, again=1),
    Example("api-late-goals-apply", "queued", "job", lambda scene: Ask(looked_at(scene))),
    Example(
        "api-quarantine-detail",
        "discarded",
        "quarantinedevent",
        lambda scene: Ask(bad_event(scene)),
        method="DELETE",
    ),
]

"""Examples of weekly reports to clients."""

from typing import Any

from experiments.client_reports import create_schedule
from experiments.models import ReportSchedule
from tests.guards.audit_examples_rest import rows_of
from tests.guards.audit_table import Ask, Example, Scene

NEW = {"name": "For the client", "weekday": 0, "hour": 8}


def schedule(scene: Scene) -> ReportSchedule:
    return create_schedule(access=scene.access, values=NEW)


def new(scene: Scene) -> dict[str, Any]:
    return dict(NEW)


def changed(scene: Scene) -> Ask:
    return Ask(schedule(scene), NEW | {"name": "For them", "recipients": "ada@example.org"})


PAGES = [
    Example("share-reports", "created", "reportschedule", lambda scene: Ask(data=NEW)),
    Example("share-report-preview", "queued", "job", lambda scene: Ask(data={"pdf": "1"}), again=1),
    Example("share-report-schedule", "changed", "reportschedule", changed),
    Example("share-report-remove", "removed", "reportschedule", lambda scene: Ask(schedule(scene))),
]
REST = [
    *rows_of("weekly-report", "reportschedule", schedule, new=new, change={"is_on": False}),
    Example("api-reports", "queued", "job", lambda scene: Ask(data={}), again=1),
]

"""Invented walks along a journey, written into the log the way the events endpoint does."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from experiments.models import Event, SignalRule
from personas.models import JourneyStage
from tests import make
from workspaces.models import Workspace

NAMES = ("aware", "considering", "deciding", "using")


def stages_with_rules(workspace: Workspace) -> dict[str, JourneyStage]:
    """Four stages in order, each reached by the signal of its own name."""
    stages = {
        name: make.make_stage(workspace, name, key=name, name=name.title(), position=number)
        for number, name in enumerate(NAMES)
    }
    for name, stage in stages.items():
        SignalRule.objects.create(workspace=workspace, name=name, stage=stage)
    return stages


def walk(
    workspace: Workspace,
    visitor: str,
    steps: Iterable[tuple[str, float]],
    now: datetime,
    **fields: Any,
) -> list[Event]:
    """Signals by name, each so many days before ``now``."""
    return Event.objects.bulk_create(
        [
            Event(
                workspace=workspace,
                event_id=uuid.uuid4(),
                type="signal",
                visitor=visitor,
                name=name,
                at=now - timedelta(days=days),
                received_at=now,
                **fields,
            )
            for name, days in steps
        ]
    )

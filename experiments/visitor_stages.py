"""At which stage of the journey a visitor's last signal left them."""

from experiments.models import VisitorStage
from experiments.observed_journey_sql import move_visitors

OVERLAP = 10_000
"""Events before the last one read that are read again: a transaction that took its ids earlier may
have been committed later. Reading an event twice changes nothing."""


def stage_of_visitor(workspace_id: int, visitor: str) -> str | None:
    """The key of the stage, None for a visitor without signals. One query on a unique index."""
    keys = VisitorStage.objects.filter(workspace_id=workspace_id, visitor=visitor)
    key = keys.values_list("stage__key", flat=True).first()
    return None if key is None else str(key)


def move_new_visitors(*, workspace_id: int, after: int) -> None:
    """Move those who gave a signal in an event newer than ``after``."""
    move_visitors(workspace_id=workspace_id, after=max(after - OVERLAP, 0))


def move_all_visitors(*, workspace_id: int) -> None:
    """Work out every visitor's stage anew, as the rules are now. Call it in a transaction."""
    VisitorStage.objects.filter(workspace_id=workspace_id).delete()
    move_visitors(workspace_id=workspace_id)

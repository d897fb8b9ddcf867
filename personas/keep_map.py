"""Rows of the map that need more than saving: keys made of names, putting away, bringing back."""

from django.utils import timezone

from personas.free_keys import free_key
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row


class StillInUseError(ValueError):
    """It cannot be removed while copy refers to it."""


def create_keyed(*, access: Access, instance: Persona | JourneyStage) -> None:
    """Save a new persona or stage; without a key it gets one made of its name.

    A new stage goes to the end.
    """
    access.require(EDIT)
    model = type(instance)
    rows = model.objects.for_workspace(access.workspace)
    if not instance.key:
        taken = set(rows.values_list("key", flat=True))
        instance.key = free_key(instance.name, taken, model._meta.model_name or "row")
    if isinstance(instance, JourneyStage) and not instance.position:
        instance.position = rows.count()
    create_row(access=access, instance=instance)


def put_away(*, access: Access, row: Persona | PainPoint) -> None:
    """Out of every list and ranking; nothing that stands on it is lost."""
    access.require(EDIT)
    if row.archived_at is None:
        changes = {"archived_at": timezone.now()}
        change_row(access=access, instance=row, changes=changes, action="put away")


def bring_back(*, access: Access, row: Persona | PainPoint) -> None:
    access.require(EDIT)
    change_row(access=access, instance=row, changes={"archived_at": None}, action="brought back")

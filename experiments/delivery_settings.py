"""How a workspace delivers: who is left out of every test, how long events stay, what money is.

A workspace that never said anything has no row, and the defaults.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from experiments.models import DeliverySettings
from workspaces.access import MANAGE, Access
from workspaces.changes import change_row, create_row
from workspaces.models import DeliveryVersion, Workspace


def delivery_settings(workspace: Workspace) -> DeliverySettings:
    """The settings, or the defaults in a row that is not stored."""
    row = DeliverySettings.objects.for_workspace(workspace).first()
    return row or DeliverySettings(workspace=workspace)


def change_delivery_settings(*, access: Access, changes: Mapping[str, Any]) -> bool:
    """Set ``holdout``, ``keep_events_days`` or ``currency``; True if anything changed.

    Raises ValidationError for values out of bounds.
    """
    access.require(MANAGE)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=access.workspace.pk)  # two may come first
        row = delivery_settings(access.workspace)
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        if not changed:
            return False
        holdout = row.holdout
        for name, value in changed.items():
            setattr(row, name, value)
        row.clean_fields()
        if row.pk is None:
            create_row(access=access, instance=row)
        else:
            stored = DeliverySettings.objects.for_workspace(access.workspace).get(pk=row.pk)
            change_row(access=access, instance=stored, changes=changed)
        if row.holdout != holdout:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return True

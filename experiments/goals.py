"""Goals: what we hope visitors do. Delivery knows them by key, so changes are announced to it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from experiments.models import Event, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import NOT_STARTED
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, remove_row
from workspaces.models import DeliveryVersion

FIXED_ONCE_COUNTED = ("key", "kind", "direction", "window_days")


def create_goal(
    *,
    access: Access,
    key: str,
    name: str,
    kind: str = Goal.Kind.CONVERSION,
    direction: str = Goal.Direction.UP,
    window_days: int = 14,
    secret_only: bool = False,
    worth: float | None = None,
) -> Goal:
    """A new goal. ExperimentRefusedError for a taken key, ValidationError for bad values."""
    access.require(EDIT)
    goal = Goal(
        workspace=access.workspace,
        key=key,
        name=name,
        kind=kind,
        direction=direction,
        window_days=window_days,
        secret_only=secret_only,
        worth=worth,
    )
    goal.clean_fields()
    with transaction.atomic():
        _check_key(access, goal)
        create_row(access=access, instance=goal)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return goal


def change_goal(*, access: Access, goal: Goal, changes: Mapping[str, Any]) -> bool:
    """Change a goal; True if anything did. What counting rests on is fixed once a test uses it."""
    access.require(EDIT)
    with transaction.atomic():
        stored = Goal.objects.for_workspace(access.workspace).select_for_update().get(pk=goal.pk)
        touched = {name for name, value in changes.items() if getattr(stored, name) != value}
        if touched & set(FIXED_ONCE_COUNTED) and is_used(stored):
            raise ExperimentRefusedError(
                "fixed",
                "A test counts this goal. Its key, kind, direction and days stay as they are: "
                "make a new one.",
            )
        for name, value in changes.items():
            setattr(goal, name, value)
        goal.clean_fields()
        _check_key(access, goal)
        changed = change_row(access=access, instance=goal, changes=changes)
        if changed:
            DeliveryVersion.objects.bump(access.workspace.pk)
    return changed


def remove_goal(*, access: Access, goal: Goal) -> None:
    """Delete a goal that no experiment and no event names."""
    access.require(EDIT)
    with transaction.atomic():
        in_use = goal.experiment_goals.exists() or Event.objects.filter(
            workspace=access.workspace, goal=goal
        )
        if in_use:
            raise ExperimentRefusedError("in_use", "Tests or events name this goal; it is kept.")
        remove_row(access=access, instance=goal)
        DeliveryVersion.objects.bump(access.workspace.pk)


def is_used(goal: Goal) -> bool:
    """Whether an experiment that was started counts this goal."""
    started = goal.experiment_goals.exclude(experiment__state__in=NOT_STARTED)
    return bool(started.filter(workspace_id=goal.workspace_id).exists())


def _check_key(access: Access, goal: Goal) -> None:
    same = Goal.objects.for_workspace(access.workspace).filter(key=goal.key)
    if same.exclude(pk=goal.pk).exists():
        raise ExperimentRefusedError("key_taken", f"There is a goal “{goal.key}” already.")

"""Plain changes of single rows, each with its audit record in the same transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile

from workspaces.access import Access
from workspaces.models import AuditRecord, TenantModel


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, (str, int, float, bool, list, dict)) or value is None:
        return value
    return str(value)


def snapshot(instance: models.Model, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a row as the audit log keeps them: all of them, or only ``fields``."""
    names = fields if fields is not None else [f.name for f in instance._meta.concrete_fields]
    return {name: _plain(getattr(instance, name)) for name in names if name != "workspace"}


def record(
    *,
    access: Access,
    action: str,
    target: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditRecord:
    """Write down one change. Call it inside the transaction that makes the change."""
    return AuditRecord.objects.create(
        workspace=access.workspace,
        user=access.user,
        actor=access.actor_name[:200],
        action=action,
        target_type=target._meta.model_name or "",
        target_id=str(target.pk or ""),
        target_label=str(target)[:200],
        before=dict(before or {}),
        after=dict(after or {}),
        address=access.address,
    )


def create_row(*, access: Access, instance: TenantModel, action: str = "created") -> None:
    """Save a new row in the access's workspace."""
    instance.workspace = access.workspace
    with transaction.atomic():
        instance.save(force_insert=True)
        record(access=access, action=action, target=instance, after=snapshot(instance))


def change_row(
    *, access: Access, instance: TenantModel, changes: Mapping[str, Any], action: str = "changed"
) -> bool:
    """Set ``changes`` on a row; True if anything differed from what was there.

    ``instance`` may already carry the new values (a bound form does that to it), so what was
    there is read again from the database.
    """
    manager = type(instance).objects
    with transaction.atomic():
        stored = manager.select_for_update().get(pk=instance.pk, workspace=access.workspace)
        before = snapshot(stored, changes)
        for name, value in changes.items():
            setattr(instance, name, value)
        after = snapshot(instance, changes)
        if before == after:
            return False
        touched = [name for name in changes if before[name] != after[name]]
        automatic = [
            f.name for f in instance._meta.concrete_fields if getattr(f, "auto_now", False)
        ]
        instance.save(update_fields=[*touched, *automatic])
        record(
            access=access,
            action=action,
            target=instance,
            before={name: before[name] for name in touched},
            after={name: after[name] for name in touched},
        )
    return True


def remove_row(*, access: Access, instance: TenantModel, action: str = "removed") -> None:
    """Delete a row; what it was stays in the audit log."""
    with transaction.atomic():
        record(access=access, action=action, target=instance, before=snapshot(instance))
        instance.delete()

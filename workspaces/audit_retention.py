"""Old audit records, deleted where an owner wants that: the one way they ever are one by one."""

from datetime import datetime, timedelta

from django.db import transaction

from workspaces.access import system_access
from workspaces.audit_door import RETENTION, audit_door
from workspaces.changes import record
from workspaces.models import AuditRecord, Workspace

AT_ONCE = 1_000
"""So many records are deleted in a transaction, so that nobody who writes has to wait long."""


def delete_old_records(*, now: datetime) -> int:
    """In each workspace that keeps its log for some days only; how many records in all."""
    limited = Workspace.objects.filter(audit_days__isnull=False)
    return sum(_delete_of(workspace, now) for workspace in limited.order_by("pk"))


def _delete_of(workspace: Workspace, now: datetime) -> int:
    """The deletion is told in the log, in the transaction in which it begins: were it cut short,
    the next one tells of the rest."""
    assert workspace.audit_days is not None
    before = now - timedelta(days=workspace.audit_days)
    old = AuditRecord.objects.for_workspace(workspace).filter(at__lt=before)
    number: int = old.count()
    deleted = 0
    while deleted < number:
        with transaction.atomic():
            if not deleted:
                record(
                    access=system_access(workspace, actor="retention"),
                    action="old records deleted",
                    target=workspace,
                    after={"records": number, "older_than": before.isoformat()},
                )
            batch = list(old.order_by("at", "pk").values_list("pk", flat=True)[:AT_ONCE])
            with audit_door(RETENTION):
                AuditRecord.objects.for_workspace(workspace).filter(pk__in=batch).delete()
        if not batch:
            break
        deleted += len(batch)
    return deleted

"""Putting a workspace away, bringing it back, and deleting it after a time in which to regret.

An archived workspace is seen by its owners only, its keys are refused and nothing of it is
delivered.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from workspaces.access import MANAGE, ROLE_PERMISSIONS, SITE, Access
from workspaces.changes import record
from workspaces.constants import DELETE_GRACE_DAYS
from workspaces.models import DeliveryVersion, Membership, Role, User, Workspace


class WorkspaceStateError(ValueError):
    """What is asked does not fit what has become of the workspace."""


def access_as_owner(*, user: User, slug: str, address: str | None = None) -> Access:
    """The access of an owner to a workspace, archived or not; 404 for everybody else."""
    membership = (
        Membership.objects.select_related("workspace")
        .filter(user=user, workspace__slug=slug, role=Role.OWNER)
        .first()
    )
    if membership is None:
        raise Http404("There is no such workspace.")
    return Access(
        workspace=membership.workspace,
        permissions=ROLE_PERMISSIONS[Role.OWNER],
        user=user,
        role=Role.OWNER,
        address=address,
        via=SITE,
    )


@transaction.atomic
def archive_workspace(*, access: Access) -> None:
    """Put it away. WorkspaceStateError if it is away already."""
    access.require(MANAGE)
    now = timezone.now()
    rows = Workspace.objects.filter(pk=access.workspace.pk, archived_at=None)
    if not rows.update(archived_at=now):
        raise WorkspaceStateError("This workspace is archived already.")
    _changed(access, "archived", {"archived_at": None}, {"archived_at": now.isoformat()})


@transaction.atomic
def restore_workspace(*, access: Access) -> None:
    """Bring it back, keys and delivery included, and forget that it was to be deleted."""
    access.require(MANAGE)
    rows = Workspace.objects.filter(pk=access.workspace.pk)
    stored = rows.select_for_update().get()
    due = stored.delete_after
    if stored.archived_at is None or (due is not None and due <= timezone.now()):
        raise WorkspaceStateError("This workspace is not archived, or is being deleted already.")
    before = {"archived_at": _said(stored.archived_at), "delete_after": _said(due)}
    rows.update(archived_at=None, delete_after=None)
    _changed(access, "restored", before, {"archived_at": None, "delete_after": None})


@transaction.atomic
def delete_later(*, access: Access, typed_name: str) -> datetime:
    """Archive it, and delete it for good after the grace period; when that ends.

    ``typed_name`` must be the workspace's name: nobody deletes the wrong one by a slip.
    """
    access.require(MANAGE)
    rows = Workspace.objects.filter(pk=access.workspace.pk)
    stored = rows.select_for_update().get()
    if " ".join(typed_name.split()).casefold() != " ".join(stored.name.split()).casefold():
        raise WorkspaceStateError(f"Type the name as it stands here: {stored.name}")
    if stored.delete_after is not None:
        raise WorkspaceStateError("This workspace is to be deleted already.")
    now = timezone.now()
    until = now + timedelta(days=DELETE_GRACE_DAYS)
    rows.update(archived_at=stored.archived_at or now, delete_after=until)
    _changed(access, "to be deleted", {"delete_after": None}, {"delete_after": until.isoformat()})
    return until


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _changed(
    access: Access, action: str, before: dict[str, str | None], after: dict[str, str | None]
) -> None:
    DeliveryVersion.objects.bump(access.workspace.pk)
    record(access=access, action=action, target=access.workspace, before=before, after=after)
    access.workspace.refresh_from_db()

"""Workspaces and who belongs to them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from workspaces.access import MANAGE, ROLE_PERMISSIONS, SITE, Access
from workspaces.changes import record, snapshot
from workspaces.models import DeliveryVersion, Membership, Role, User, Workspace


def free_slug(name: str) -> str:
    """A short name for addresses that no workspace has yet."""
    stem = slugify(name)[:50] or "workspace"
    slug, number = stem, 2
    while Workspace.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def create_workspace(
    *,
    user: User,
    name: str,
    time_zone: str = "UTC",
    slug: str = "",
    address: str | None = None,
    via: str = SITE,
) -> Access:
    """A new workspace owned by ``user``; the access to it."""
    workspace = Workspace(name=name, slug=slug or free_slug(name), time_zone=time_zone)
    workspace.full_clean()
    workspace.save()
    DeliveryVersion.objects.create(workspace=workspace)
    Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    access = Access(
        workspace=workspace,
        permissions=ROLE_PERMISSIONS[Role.OWNER],
        user=user,
        role=Role.OWNER,
        address=address,
        via=via,
    )
    record(access=access, action="created", target=workspace, after=snapshot(workspace))
    return access


@transaction.atomic
def change_workspace(*, access: Access, changes: Mapping[str, Any]) -> None:
    """Rename the workspace or change its language and time zone."""
    workspace = access.workspace
    stored = Workspace.objects.select_for_update().get(pk=workspace.pk)
    before = snapshot(stored, changes)
    for name, value in changes.items():
        setattr(workspace, name, value)
    after = snapshot(workspace, changes)
    touched = [name for name in changes if before[name] != after[name]]
    if not touched:
        return
    workspace.save(update_fields=touched)
    DeliveryVersion.objects.bump(workspace.pk)
    record(
        access=access,
        action="changed",
        target=workspace,
        before={name: before[name] for name in touched},
        after={name: after[name] for name in touched},
    )


class LastOwnerError(ValueError):
    """A workspace needs somebody who can manage it."""


def lock_workspace(workspace: Workspace) -> Workspace:
    """The workspace as it is now, held until the transaction ends.

    Whoever changes who belongs to it takes this lock first. So two owners who leave at the same
    moment do it one after the other, and the second is told to stay.
    """
    return Workspace.objects.select_for_update().get(pk=workspace.pk)


@transaction.atomic
def add_member(*, access: Access, user: User, role: str) -> Membership:
    """Give ``user`` a role in the access's workspace, or change the one they have."""
    access.require(MANAGE)
    lock_workspace(access.workspace)
    membership, created = Membership.objects.get_or_create(
        workspace=access.workspace, user=user, defaults={"role": role}
    )
    before = {} if created else {"role": membership.role}
    if before == {"role": role}:
        return membership
    if not created:
        _keep_an_owner(membership, role)
        membership.role = role
        membership.save(update_fields=["role"])
    record(
        access=access,
        action="added" if created else "changed",
        target=membership,
        before=before,
        after={"role": role},
    )
    return membership


@transaction.atomic
def remove_member(*, access: Access, membership: Membership) -> None:
    """Take somebody out of the workspace, or leave it; nothing happens if they are out already."""
    left = access.user is not None and membership.user_id == access.user.pk
    if not left:
        access.require(MANAGE)
    lock_workspace(access.workspace)
    stored = Membership.objects.filter(workspace=access.workspace, pk=membership.pk).first()
    if stored is None:
        return
    _keep_an_owner(stored, "")
    record(
        access=access,
        action="left" if left else "removed",
        target=stored,
        before={"role": stored.role},
    )
    stored.delete()


@transaction.atomic
def transfer_ownership(*, access: Access, to: Membership, stay: bool = True) -> None:
    """Make ``to`` an owner in the place of whoever acts, who stays as approver or leaves.

    One act, so that nobody is ever between: LastOwnerError if ``to`` is oneself, has
    left, or is let in no more.
    """
    access.require(MANAGE)
    lock_workspace(access.workspace)
    members = Membership.objects.filter(workspace=access.workspace)
    theirs = members.filter(pk=to.pk, user__is_active=True).exclude(user=access.user).first()
    mine = members.filter(user=access.user, role=Role.OWNER).first()
    if theirs is None or mine is None:
        raise LastOwnerError("Hand it to somebody else who belongs to this workspace.")
    before = {"owner": mine.user.email, "role": theirs.role}
    theirs.role = Role.OWNER
    theirs.save(update_fields=["role"])
    if stay:
        mine.role = Role.APPROVER
        mine.save(update_fields=["role"])
    else:
        mine.delete()
    record(
        access=access,
        action="handed over",
        target=theirs,
        before=before,
        after={"role": Role.OWNER, "before them": Role.APPROVER if stay else "left"},
    )


def _keep_an_owner(membership: Membership, role: str) -> None:
    """Call it with the workspace locked."""
    if membership.role != Role.OWNER or role == Role.OWNER:
        return
    owners = Membership.objects.filter(workspace=membership.workspace, role=Role.OWNER)
    # One whom operators let in no more can manage nothing.
    if not owners.exclude(pk=membership.pk).filter(user__is_active=True).exists():
        raise LastOwnerError("A workspace needs an owner: make somebody else one first.")

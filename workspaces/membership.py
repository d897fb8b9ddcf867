"""Workspaces and who belongs to them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from workspaces.access import ROLE_PERMISSIONS, SITE, Access
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


@transaction.atomic
def add_member(*, access: Access, user: User, role: str) -> Membership:
    """Give ``user`` a role in the access's workspace, or change the one they have."""
    membership, created = Membership.objects.select_for_update().get_or_create(
        workspace=access.workspace, user=user, defaults={"role": role}
    )
    before = {} if created else {"role": membership.role}
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
    _keep_an_owner(membership, "")
    record(access=access, action="removed", target=membership, before={"role": membership.role})
    membership.delete()


class LastOwnerError(ValueError):
    """A workspace needs somebody who can manage it."""


def _keep_an_owner(membership: Membership, role: str) -> None:
    if membership.role != Role.OWNER or role == Role.OWNER:
        return
    others = Membership.objects.select_for_update().filter(
        workspace=membership.workspace, role=Role.OWNER
    )
    if not others.exclude(pk=membership.pk).exists():
        raise LastOwnerError("A workspace needs an owner: make somebody else one first.")

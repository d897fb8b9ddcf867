"""Where somebody who comes into a workspace begins."""

from django.urls import reverse

from workspaces.access import ROLE_PERMISSIONS, VIEW
from workspaces.models import Role, Workspace


def landing_of_listed(workspace: Workspace) -> str:
    """The same for a row of ``Workspace.objects.of_user``, which knows its ``role``."""
    return landing(workspace, str(getattr(workspace, "role", Role.VIEWER)))


def landing(workspace: Workspace, role: str) -> str:
    """The address of Home, or of Share for those who may fetch files and see nothing else."""
    page = "home" if VIEW in ROLE_PERMISSIONS[role] else "share"
    return reverse(page, args=[workspace.slug])

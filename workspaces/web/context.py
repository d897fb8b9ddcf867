"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest

from workspaces.access import VIEW, Access
from workspaces.models import User, Workspace

LOOP = (
    ("home", "Home", "house"),
    ("listen", "Listen", "ear"),
    ("map", "Map", "map"),
    ("write", "Write", "pen-line"),
    ("test", "Test", "flask-conical"),
    ("learn", "Learn", "lightbulb"),
    ("share", "Share", "share-2"),
)

FOR_AGENCIES = (LOOP[-1],)
"""All that somebody finds here who may fetch files and see nothing else."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The loop, and the workspaces of the person who is signed in (read only where shown)."""
    access: Access | None = getattr(request, "access", None)
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"access": None}
    return {
        "access": access,
        "workspace": access.workspace if access else None,
        "loop": LOOP if access is None or access.may(VIEW) else FOR_AGENCIES,
        "area": request.path.split("/")[3] if access and request.path.count("/") > 3 else "home",
        "my_workspaces": Workspace.objects.of_user(user),
    }

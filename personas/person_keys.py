"""The key under which the people of one workspace are hashed."""

from django.utils.crypto import salted_hmac

from workspaces.models import Workspace


def person_key(workspace: Workspace) -> bytes:
    """From the site's secret: the same person gives another hash in every workspace."""
    return salted_hmac("personas.person", str(workspace.pk), algorithm="sha256").digest()

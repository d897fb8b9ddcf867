from django.db import models
from django.db.models import F
from django.utils import timezone

from workspaces.models.workspaces import Workspace


class DeliveryVersionQuerySet(models.QuerySet["DeliveryVersion"]):
    def bump(self, workspace_id: int) -> None:
        """Say that what is delivered, or who may fetch it, has changed.

        Called inside the transaction of the change, so that no process ever sees one without
        the other.
        """
        now = timezone.now()
        if not self.filter(workspace_id=workspace_id).update(version=F("version") + 1, at=now):
            self.get_or_create(workspace_id=workspace_id)


class DeliveryVersion(models.Model):
    """Counts the changes of what a workspace delivers: live copy, experiments, keys.

    Every web process compares it with the version of its compiled snapshot.
    """

    workspace = models.OneToOneField(
        Workspace, models.CASCADE, primary_key=True, related_name="delivery_version"
    )
    version = models.PositiveBigIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    objects = DeliveryVersionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.version}"

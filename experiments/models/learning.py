from django.db import models

from workspaces.models.tenancy import TenantModel


class ResonanceReading(TenantModel):
    """What all finished tests say together: worked out by the worker from their last looks, one for
    each workspace, and worked out again whenever they change."""

    taken_at = models.DateTimeField()
    body = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="resonance_reading_one")]

    def __str__(self) -> str:
        return f"resonance of {self.taken_at:%Y-%m-%d}"

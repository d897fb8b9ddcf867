from django.db import models

from messaging.models.campaigns import Campaign
from workspaces.models.tenancy import TenantModel, key_field


class Placement(TenantModel):
    """A place where copy appears, such as ``pricing-hero``, with its channel."""

    key = key_field()
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=40)
    description = models.CharField(max_length=300, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="placement_key_once"),
        ]

    def __str__(self) -> str:
        return self.name

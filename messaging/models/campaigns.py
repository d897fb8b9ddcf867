from django.db import models
from django.db.models import F, Q

from messaging.models.offers import Offer
from personas.models import Persona
from workspaces.models.tenancy import TenantModel


class Campaign(TenantModel):
    """A drafting project: what for, for whom, until when, and where the copy will lead."""

    name = models.CharField(max_length=120)
    goal = models.CharField(max_length=200, blank=True)
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="campaigns"
    )
    personas = models.ManyToManyField(Persona, blank=True, related_name="campaigns")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    channels = models.JSONField(default=list, blank=True)
    final_url = models.URLField(max_length=500, blank=True)
    ad_group = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="The campaign ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

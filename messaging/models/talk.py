"""What people say about texts while they work on them, and what the texts were before."""

from django.db import models
from django.db.models import Q

from messaging.models.campaigns import Campaign
from messaging.models.offers import Proof
from messaging.models.variants import Variant
from personas.models import PainPoint
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class Comment(TenantModel):
    """A colleague's remark on a campaign or a text; ``place`` is one of its parts (``body``)."""

    variant = models.ForeignKey(
        Variant, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    place = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(variant__isnull=True) ^ Q(campaign__isnull=True),
                name="comment_on_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class VariantVersion(TenantModel):
    """A draft as it was after one edit; ``number`` is the variant's revision then."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)
    pins = models.JSONField(default=dict, blank=True)
    pain = models.ForeignKey(PainPoint, models.SET_NULL, null=True, blank=True, related_name="+")
    proof = models.ForeignKey(Proof, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "number"], name="variant_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

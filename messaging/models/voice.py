from django.db import models

from messaging.models.offers import Proof
from workspaces.models.tenancy import TenantModel


class Voice(TenantModel):
    """How a brand speaks. One for each workspace. ``preferred_terms`` maps avoid -> use."""

    tone = models.CharField(max_length=120, blank=True)
    banned_words = models.JSONField(default=list, blank=True)
    preferred_terms = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="voice_one")]

    def __str__(self) -> str:
        return self.tone or "no tone given"


class Claim(TenantModel):
    """Something the brand may say only with its proof."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="claims")
    text = models.CharField(max_length=200)
    proof = models.ForeignKey(Proof, models.SET_NULL, null=True, blank=True, related_name="claims")
    proof_text = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

from datetime import date

from django.db import models

from messaging.models.offers import Proof
from workspaces.models.tenancy import TenantModel


class Voice(TenantModel):
    """How a brand speaks. One for each workspace. ``preferred_terms`` maps avoid -> use.

    ``packs`` are the keys of the regulated packs that are switched on (health, finance).
    ``rules_changed_at`` is when a rule that live copy must keep was last changed.
    """

    tone = models.CharField(max_length=120, blank=True)
    banned_words = models.JSONField(default=list, blank=True)
    preferred_terms = models.JSONField(default=dict, blank=True)
    packs = models.JSONField(default=list, blank=True)
    rules_changed_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
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

    def proof_on(self, day: date) -> str:
        """What backs it on that day, in words; empty if nothing does, or does no more."""
        if self.ends_on is not None and self.ends_on < day:
            return ""
        return self.proof.text if self.proof else self.proof_text

    @property
    def ends_on(self) -> date | None:
        """The last day on which its proof holds; None if it has no end."""
        own, proof = self.expires_on, self.proof.expires_on if self.proof else None
        return min(own, proof) if own and proof else own or proof

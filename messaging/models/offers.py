from django.db import models

from personas.models import PainPoint
from workspaces.models.tenancy import TenantModel


class Offer(TenantModel):
    """What we sell. It is never the star of a text: it comes after the pain it relieves."""

    name = models.CharField(max_length=120)
    what_it_is = models.CharField(max_length=200, blank=True)
    features = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="offer_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Relief(TenantModel):
    """How an offer eases one pain: a base-form verb phrase in the second person."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="reliefs")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="reliefs")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "pain"], name="relief_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Proof(TenantModel):
    """A fact that backs a claim, with where it can be checked and until when it holds."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="proofs")
    text = models.CharField(max_length=300)
    link = models.URLField(max_length=500, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

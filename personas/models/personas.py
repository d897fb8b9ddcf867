from django.db import models

from workspaces.models.tenancy import TenantModel, key_field


class Persona(TenantModel):
    """An ideal-customer profile. The list fields hold short texts in the customer's own words."""

    key = key_field()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=160, blank=True)
    situation = models.TextField(blank=True)
    goals = models.JSONField(default=list, blank=True)
    motivations = models.JSONField(default=list, blank=True)
    interests = models.JSONField(default=list, blank=True)
    objections = models.JSONField(default=list, blank=True)
    choice_criteria = models.JSONField(default=list, blank=True)
    alternatives = models.JSONField(
        default=list, blank=True, help_text="What they would use instead, doing nothing included."
    )
    vocabulary = models.JSONField(default=list, blank=True)
    vocabulary_rejected = models.JSONField(
        default=list, blank=True, help_text="Suggested words that are not theirs: not asked again."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    LIST_FIELDS = (
        "goals",
        "motivations",
        "interests",
        "objections",
        "choice_criteria",
        "alternatives",
        "vocabulary",
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="persona_key_once"),
        ]

    def __str__(self) -> str:
        return self.name

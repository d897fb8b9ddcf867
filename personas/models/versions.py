from django.db import models
from django.db.models import Q

from personas.models.pains import PainPoint
from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class ProfileVersion(TenantModel):
    """A persona or a pain as it was after one change; ``number`` counts from 1 for each."""

    persona = models.ForeignKey(
        Persona, models.CASCADE, null=True, blank=True, related_name="versions"
    )
    pain = models.ForeignKey(
        PainPoint, models.CASCADE, null=True, blank=True, related_name="versions"
    )
    number = models.PositiveIntegerField()
    values = models.JSONField()
    actor = models.CharField(max_length=200)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(persona__isnull=True) ^ Q(pain__isnull=True),
                name="version_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["persona", "number"],
                condition=Q(persona__isnull=False),
                name="persona_version_once",
            ),
            models.UniqueConstraint(
                fields=["pain", "number"], condition=Q(pain__isnull=False), name="pain_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

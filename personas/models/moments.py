from django.db import models
from django.db.models import Q

from personas.models.evidence import Evidence
from personas.models.journey import Transition
from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel


class MomentQuote(TenantModel):
    """A quote that tells of a transition: what made somebody look, stay, leave or come back."""

    transition = models.ForeignKey(Transition, models.CASCADE, related_name="quotes")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="moments")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["transition", "evidence"], name="moment_quote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} at {self.transition_id}"


class RecognitionRule(TenantModel):
    """How to tell that a visitor is this persona, or at this moment. Exactly one of the two."""

    class Kind(models.TextChoices):
        UTM_SOURCE = "utm_source", "utm_source"
        UTM_MEDIUM = "utm_medium", "utm_medium"
        UTM_CAMPAIGN = "utm_campaign", "utm_campaign"
        UTM_CONTENT = "utm_content", "utm_content"
        UTM_TERM = "utm_term", "utm_term"
        REFERRER = "referrer", "The page they came from"
        PAGE = "page", "The page they are on"
        KEYWORD = "keyword", "What they searched for"
        LIST = "list", "A list they are on"
        SIGNAL = "signal", "A signal your site sends"

    class Match(models.TextChoices):
        EQUALS = "equals", "is"
        CONTAINS = "contains", "contains"
        STARTS_WITH = "starts_with", "begins with"

    persona = models.ForeignKey(
        Persona, models.CASCADE, null=True, blank=True, related_name="recognition_rules"
    )
    transition = models.ForeignKey(
        Transition, models.CASCADE, null=True, blank=True, related_name="recognition_rules"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    match = models.CharField(max_length=12, choices=Match.choices, default=Match.EQUALS)
    value = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(persona__isnull=True) ^ Q(transition__isnull=True),
                name="recognition_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.match} {self.value}"

"""The language model a workspace may write with, what it cost, and the drafts it made."""

from decimal import Decimal

from django.db import models

from messaging.models.messages import Message
from personas.models import JourneyStage, PainPoint
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User
from workspaces.sealed_fields import SealedTextField


class ModelProvider(TenantModel):
    """An OpenAI-compatible endpoint. One for each workspace; without it the phrase writer writes.

    Prices are for a million tokens, in whatever money the provider bills; ``monthly_tokens`` is
    the most a calendar month may use, 0 for none at all.
    """

    base_url = models.CharField("address", max_length=500)
    model = models.CharField(max_length=120)
    key = SealedTextField()
    is_on = models.BooleanField(default=True)
    monthly_tokens = models.PositiveIntegerField(default=1_000_000)
    price_in = models.DecimalField(max_digits=10, decimal_places=4, default=Decimal(0))
    price_out = models.DecimalField(max_digits=10, decimal_places=4, default=Decimal(0))
    seconds = models.PositiveSmallIntegerField(default=60)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_outcome = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="model_provider_one")]

    def __str__(self) -> str:
        return self.model


class ModelCall(TenantModel):
    """One request to a provider: what it used, what it cost, how it ended."""

    class Outcome(models.TextChoices):
        USED = "used", "Answered"
        REPAIRED = "repaired", "Answered at the second try"
        NONSENSE = "nonsense", "Answered nonsense"
        REFUSED = "refused", "Refused"
        FAILED = "failed", "Did not answer"

    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    model = models.CharField(max_length=120)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    said = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["workspace", "made_at"], name="model_call_by_month")]

    def __str__(self) -> str:
        return f"{self.model}: {self.outcome}"


class ModelDraft(TenantModel):
    """A draft a model made. It cannot be made again from brief and seed, so it is stored.

    ``rejected`` is "gate: reason" where a gate held it back; ``trace`` is as in ``Draft``.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="model_drafts")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="+")
    stage = models.ForeignKey(
        JourneyStage, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    framework = models.CharField(max_length=60, blank=True)
    parts = models.JSONField(default=dict)
    trace = models.JSONField(default=list)
    score = models.FloatField(null=True, blank=True)
    rejected = models.CharField(max_length=400, blank=True)
    model = models.CharField(max_length=120)
    kept_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"draft {self.pk} by {self.model}"

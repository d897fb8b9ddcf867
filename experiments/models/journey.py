from django.db import models

from experiments.models.events import EventType
from personas.models import JourneyStage
from workspaces.models.tenancy import TenantModel


class SignalRule(TenantModel):
    """A visitor who did this is at this stage. ``kind`` says what ``name`` names: a signal, or
    the key of a goal that was reached."""

    class Kind(models.TextChoices):
        SIGNAL = "signal", "Signal"
        CONVERSION = EventType.CONVERSION, "Goal reached"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SIGNAL)
    name = models.CharField(max_length=80)
    stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="signal_rules")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "name"], name="signal_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.stage}"


class VisitorStage(TenantModel):
    """Where a visitor's last signal left them. Derived from the log, and rebuilt from it."""

    visitor = models.CharField(max_length=128)
    stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "visitor"], name="visitor_stage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visitor}: {self.stage}"


class ObservedJourney(TenantModel):
    """How visitors really moved in the last ``days`` days: counts only, made by the worker."""

    days = models.PositiveSmallIntegerField(default=90)
    taken_at = models.DateTimeField()
    body = models.JSONField(default=dict)
    wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="observed_journey_one")]

    def __str__(self) -> str:
        return f"observed journey of {self.taken_at:%Y-%m-%d}"

from django.db import models

from experiments.models.arms import Arm
from experiments.models.experiments import Experiment
from experiments.models.goals import Goal
from experiments.models.phases import Phase
from workspaces.models.tenancy import TenantModel


class EventType(models.TextChoices):
    EXPOSURE = "exposure", "Exposure"
    CONVERSION = "conversion", "Conversion"
    SIGNAL = "signal", "Signal"


class EventClass(models.TextChoices):
    """Only what a person did is counted; the rest is stored with its class and left out."""

    HUMAN = "human", "Human"
    BOT = "bot", "Bot"
    MACHINE_OPEN = "machine_open", "Machine open"
    PREVIEW = "preview", "Preview"
    FORCED = "forced", "Forced"


class Event(TenantModel):
    """What happened, as it was told. The event log is the truth; counts are derived from it.

    ``at`` is the sender's time, ``received_at`` ours, both UTC. A conversion names no experiment,
    and either a visitor or the ``person`` behind one or more of them.
    """

    event_id = models.UUIDField()
    type = models.CharField(max_length=12, choices=EventType.choices)
    event_class = models.CharField(
        max_length=12, choices=EventClass.choices, default=EventClass.HUMAN
    )
    visitor = models.CharField(max_length=128, blank=True)
    person = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the e-mail address in small letters."
    )
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    experiment = models.ForeignKey(Experiment, models.CASCADE, null=True, related_name="events")
    phase = models.ForeignKey(Phase, models.CASCADE, null=True, related_name="+", db_index=False)
    arm = models.ForeignKey(Arm, models.CASCADE, null=True, related_name="+", db_index=False)
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, related_name="+", db_index=False)
    value = models.FloatField(null=True)
    name = models.CharField(max_length=80, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event_id"], name="event_once"),
        ]
        indexes = [
            models.Index(fields=["experiment", "visitor", "at"], name="event_exposures"),
            models.Index(fields=["workspace", "goal", "visitor", "at"], name="event_conversions"),
            models.Index(
                fields=["workspace", "person"],
                name="event_persons",
                condition=~models.Q(person=""),
            ),
            models.Index(
                fields=["workspace", "at"],
                name="event_signals",
                condition=models.Q(type="signal"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class VisitorAlias(TenantModel):
    """A hashed e-mail address that came with a visitor's event: what happens later to the person,
    in a shop or a ledger, finds the visitor by it."""

    person = models.CharField(max_length=64)
    visitor = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "visitor aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person", "visitor"], name="visitor_alias_once"
            ),
        ]

    def __str__(self) -> str:
        return self.visitor


class QuarantinedEvent(TenantModel):
    """An event that could not be taken as told, kept with the reason until it is replayed."""

    received_at = models.DateTimeField()
    code = models.CharField(max_length=40)
    detail = models.CharField(max_length=300)
    body = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "fingerprint"], name="quarantine_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"

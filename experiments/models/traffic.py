from django.db import models

from messaging.models import Message
from personas.models import Transition
from workspaces.models.tenancy import TenantModel


class RecognisedTraffic(TenantModel):
    """How many requests for copy of one day were recognised, and as what.

    ``persona`` is a key, as rules and sites name it. Both empty is unknown, which is a normal case.
    Ids of visitors are never kept here.
    """

    day = models.DateField()
    persona = models.CharField(max_length=80, blank=True)
    transition = models.ForeignKey(
        Transition, models.CASCADE, null=True, blank=True, related_name="+"
    )
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-requests", "id"]
        verbose_name_plural = "recognised traffic"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "day", "persona", "transition"],
                condition=models.Q(transition__isnull=False),
                name="recognised_moment_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "day", "persona"],
                condition=models.Q(transition__isnull=True),
                name="recognised_persona_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.requests}"


class MessageTraffic(TenantModel):
    """How often copy of a message was asked for on one day, by its place: calls, not visitors."""

    day = models.DateField()
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "id"]
        verbose_name_plural = "message traffic"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "day", "message"], name="message_traffic_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.requests}"

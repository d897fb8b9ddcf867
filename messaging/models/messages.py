from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from messaging.models.placements import Placement
from personas.models import JourneyStage, Persona, Transition
from workspaces.models.tenancy import TenantModel, TenantQuerySet


class MessageQuerySet(TenantQuerySet["Message"]):
    def with_aims(self) -> Self:
        """With what says where, to whom and when the message speaks."""
        return self.select_related(
            "placement__campaign__offer",
            "persona",
            "stage",
            "transition__from_stage",
            "transition__to_stage",
        )


class Message(TenantModel):
    """What one placement says to one persona at one stage in one language.

    Persona and stage may be open. A message bound to a ``transition`` answers that moment of
    decision instead of a stage, and has none. ``live_variant`` is what visitors get outside a
    test; once set it can be replaced, never cleared.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="messages")
    persona = models.ForeignKey(
        Persona, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    stage = models.ForeignKey(
        JourneyStage, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    transition = models.ForeignKey(
        Transition, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    language = models.CharField(max_length=12, default="en")
    live_variant = models.ForeignKey(
        "messaging.Variant", models.PROTECT, null=True, blank=True, related_name="live_in"
    )
    live_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["placement__name", "id"]
        # Four conditions, since SQLite cannot treat two NULLs as equal in a unique index.
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "language", "persona", "stage"],
                condition=Q(persona__isnull=False, stage__isnull=False),
                name="message_once_persona_stage",
            ),
            models.UniqueConstraint(
                fields=["placement", "language", "persona"],
                condition=Q(persona__isnull=False, stage__isnull=True, transition__isnull=True),
                name="message_once_persona",
            ),
            models.UniqueConstraint(
                fields=["placement", "language", "stage"],
                condition=Q(persona__isnull=True, stage__isnull=False),
                name="message_once_stage",
            ),
            models.UniqueConstraint(
                fields=["placement", "language"],
                condition=Q(persona__isnull=True, stage__isnull=True, transition__isnull=True),
                name="message_once_default",
            ),
            models.UniqueConstraint(
                fields=["placement", "language", "persona", "transition"],
                condition=Q(persona__isnull=False, transition__isnull=False),
                name="message_once_persona_transition",
            ),
            models.UniqueConstraint(
                fields=["placement", "language", "transition"],
                condition=Q(persona__isnull=True, transition__isnull=False),
                name="message_once_transition",
            ),
            models.CheckConstraint(
                condition=Q(stage__isnull=True) | Q(transition__isnull=True),
                name="message_stage_or_transition",
                violation_error_message="A message speaks at a stage or at a moment, not at both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} · {self.aimed_at} ({self.language})"

    @property
    def aimed_at(self) -> str:
        """Whom the message speaks to, in words."""
        return (
            " · ".join(str(aim) for aim in (self.persona, self.stage, self.moment) if aim)
            or "Everybody"
        )

    @property
    def moment(self) -> str:
        """The event the message answers, as a person says it; empty for any other message."""
        return f"when {self.transition.event}" if self.transition else ""

    @property
    def is_default(self) -> bool:
        return self.persona_id is None and self.stage_id is None and self.transition_id is None

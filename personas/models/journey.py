from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from personas.models.pains import PainPoint
from workspaces.models.tenancy import TenantModel, key_field


class StageKind(models.TextChoices):
    UNAWARE = "unaware", "Unaware"
    AWARE = "aware", "Aware"
    CONSIDERING = "considering", "Considering"
    DECIDING = "deciding", "Deciding"
    USING = "using", "Using"
    AT_RISK = "at_risk", "At risk"
    LEFT = "left", "Left"
    ADVOCATE = "advocate", "Advocate"


class JourneyStage(TenantModel):
    """A node of the customer's decision journey, with the question in the customer's head there.

    ``x`` and ``y`` are where somebody put it in the drawing, 0 to 1 across and down; None, it is
    placed by itself.
    """

    key = key_field()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=StageKind.choices)
    question = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    channels = models.JSONField(
        default=list, blank=True, help_text="Where one meets them there, in short words."
    )
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="stage_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Transition(TenantModel):
    """An edge of the journey: a moment of decision, with the event that sets it off.

    Any direction: people leave, come back, skip. ``signals`` are what one can see of it.
    """

    from_stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="exits")
    to_stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="entries")
    event = models.CharField(max_length=200)
    question = models.CharField(
        max_length=200, blank=True, help_text="The question in their head at that moment."
    )
    signals = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["from_stage__position", "to_stage__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_stage", "to_stage", "event"], name="transition_once"
            ),
            models.CheckConstraint(
                condition=~Q(from_stage=F("to_stage")),
                name="transition_leads_elsewhere",
                violation_error_message="A transition leads to another stage.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} -> {self.to_stage}: {self.event}"


class StagePain(TenantModel):
    """A pain as it is felt at one stage."""

    stage = models.ForeignKey(JourneyStage, models.CASCADE, related_name="stage_pains")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="stage_pains")
    intensity = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    shows_as = models.CharField(max_length=200, blank=True, help_text="How it shows at this stage.")

    class Meta:
        ordering = ["stage__position", "-intensity", "id"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "pain"], name="stage_pain_once"),
            models.CheckConstraint(
                condition=Q(intensity__range=(1, 5)), name="stage_pain_intensity_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pain} at {self.stage}"

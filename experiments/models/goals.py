from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from workspaces.models.tenancy import TenantModel, key_field

if TYPE_CHECKING:
    from experiments.models.experiments import Experiment


class Goal(TenantModel):
    """What we hope a visitor does within ``window_days`` of the first exposure."""

    class Kind(models.TextChoices):
        CONVERSION = "conversion", "Conversion: did it happen?"
        VALUE = "value", "Value: how much?"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    key = key_field()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CONVERSION)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    window_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(1)])
    secret_only = models.BooleanField(
        default=False, help_text="Take it only from servers, never from pages."
    )
    worth = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="What one of these is worth, in the workspace's currency.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="goal_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentGoal(TenantModel):
    """A goal as one experiment reads it, fixed at start.

    ``cap`` winsorises a value goal; with ``cuped_days`` its noise is lowered by what visitors were
    worth in so many days before they took part (Deng et al. 2013).
    """

    class Role(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        GUARDRAIL = "guardrail", "Guardrail"

    experiment: "models.ForeignKey[Experiment, Experiment]" = models.ForeignKey(
        "experiments.Experiment", models.CASCADE, related_name="experiment_goals"
    )
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="experiment_goals")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PRIMARY)
    cap = models.FloatField(null=True, blank=True)
    cuped_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "goal"], name="experiment_goal_once"),
            models.UniqueConstraint(
                fields=["experiment"],
                condition=Q(role="primary"),
                name="experiment_one_primary_goal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal} ({self.role})"

from django.db import models

from experiments.models.experiments import Experiment
from messaging.models import Variant
from workspaces.models.tenancy import TenantModel


class Arm(TenantModel):
    """One variant of an experiment. Position 0 is the control; the arm's key is the variant's."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="arms")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="arms")
    position = models.PositiveSmallIntegerField()
    share = models.FloatField(default=1.0, help_text="Its part of the visitors before the start.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "variant"], name="arm_variant_once"),
            models.UniqueConstraint(fields=["experiment", "position"], name="arm_position_once"),
        ]

    def __str__(self) -> str:
        return self.variant.key

    @property
    def key(self) -> str:
        return self.variant.key

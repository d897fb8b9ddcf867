from django.db import models
from django.db.models import Q

from experiments.models.experiments import Experiment
from workspaces.models.tenancy import TenantModel


class Phase(TenantModel):
    """A stretch of an experiment with unchanged arms, weights and coverage.

    ``weights`` has one number for each arm by position, summing to 1; ``coverage`` is the share of
    visitors who take part. Stretches are stratified in the statistics, never pooled; one that
    holds back the old text after a decision is read by itself and changes no verdict.
    """

    class Kind(models.TextChoices):
        TEST = "test", "Test"
        HOLDBACK = "holdback", "Holdback after the decision"

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEST)
    weights = models.JSONField(default=list)
    coverage = models.FloatField(default=1.0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "number"], name="phase_number_once"),
            models.UniqueConstraint(
                fields=["experiment"], condition=Q(ended_at=None), name="phase_one_open"
            ),
            models.CheckConstraint(
                condition=Q(coverage__gte=0, coverage__lte=1), name="phase_coverage_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.experiment} phase {self.number}"

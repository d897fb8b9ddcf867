from django.db import models

from experiments.models.experiments import Experiment
from workspaces.models.tenancy import TenantModel


class Reconciliation(TenantModel):
    """An export of the web analytics laid beside our counts of a test. ``rows`` is what the file
    said: [{"day", "arm", "visitors", "conversions"}], ``summary`` what came of the comparison."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="reconciliations")
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    actor = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

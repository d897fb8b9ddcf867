from django.db import models

from workspaces.models.tenancy import TenantModel


class SampleRow(TenantModel):
    """A row that came with the sample brand, so that the sample can be taken away again."""

    model = models.CharField(max_length=80, help_text="As personas.painpoint.")
    row_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "model", "row_id"], name="sample_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"

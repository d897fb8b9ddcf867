from django.db import models

from workspaces.models.tenancy import TenantModel


class WeeklyDigest(TenantModel):
    """What customers began to say in one week, as it was found when the week was over."""

    week = models.DateField(help_text="Its Monday.")
    body = models.JSONField()
    is_alert = models.BooleanField(
        default=False, help_text="Customers at risk or gone say something new."
    )
    mailed_at = models.DateTimeField(
        null=True, blank=True, help_text="When letters of it were begun to be sent."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-week"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "week"], name="digest_once"),
        ]

    def __str__(self) -> str:
        return f"week of {self.week}"

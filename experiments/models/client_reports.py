from django.db import models

from messaging.models import Campaign
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class ReportSchedule(TenantModel):
    """A report to a client each week, as PDF and workbook, sent at an hour of the workspace's
    time zone. ``weekday`` 0 is Monday; ``recipients`` are addresses. ``last_made_on`` and
    ``mailed_for`` are the day of the last one that was asked for, and sent."""

    name = models.CharField(max_length=120)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="report_schedules"
    )
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    recipients = models.JSONField(default=list, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    is_on = models.BooleanField(default=True)
    last_made_on = models.DateField(null=True, blank=True)
    mailed_for = models.DateField(null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="report_schedule_once"),
        ]

    def __str__(self) -> str:
        return self.name

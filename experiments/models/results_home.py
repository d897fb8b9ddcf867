from django.db import models
from django.db.models import Q

from experiments.models.arms import Arm
from messaging.models import Variant
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def report_path(report: "ResultReport", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "csv"
    return f"reports/{report.workspace_id}/{report.token}.{suffix}"


class ResultReport(TenantModel):
    """A platform's own report of what our texts did there, joined to them by their keys.

    ``mapping`` says which column holds what. ``taken_on`` is the day up to which it counts. The
    same file is applied once: ``file_hash`` is of its bytes. ``counted`` says how many rows found
    their text and what became of the others. It counts from ``applied_at`` until ``undone_at``.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        APPLIED = "applied", "Counted"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Taken out again"

    token = models.CharField(max_length=32, unique=True)
    platform = models.CharField(max_length=40)
    file = models.FileField(upload_to=report_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    taken_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    counted = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "file_hash"],
                condition=Q(state="applied"),
                name="result_report_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ResultRow(TenantModel):
    """One row of a report: the text it is about, where one was found, and its numbers.

    ``label`` is what the file calls the ad or e-mail; ``shown`` and ``did`` are how often it was
    shown and how often somebody did what was hoped; ``arm`` the arm of a test it counts for.
    """

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=300, blank=True)
    variant = models.ForeignKey(
        Variant, models.SET_NULL, null=True, blank=True, related_name="result_rows"
    )
    arm = models.ForeignKey(Arm, models.SET_NULL, null=True, blank=True, related_name="result_rows")
    day = models.DateField(null=True, blank=True)
    shown = models.PositiveBigIntegerField(default=0)
    did = models.PositiveBigIntegerField(default=0)
    value = models.FloatField(default=0.0)
    note = models.CharField(max_length=300, blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["report_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="result_row_once"),
        ]

    def __str__(self) -> str:
        return self.label or f"row {self.number}"

from django.db import models

from workspaces.constants import JOB_ATTEMPTS
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def result_path(job: "Job", file_name: str) -> str:
    return f"jobs/{job.workspace_id}/{job.pk}/{file_name}"


class Job(TenantModel):
    """A piece of long work. This row is the truth; the broker's message is only a bell.

    A worker holds a running job by a lease it keeps renewing (``lease_until``); when the lease runs
    out, the sweep rings again and any worker may take the job over. ``attempt`` only ever grows:
    whoever began the newest attempt owns the row, and everybody else's writes find no row.
    ``attempts_allowed`` is the attempt after which nobody tries again until a person asks.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    attempts_allowed = models.PositiveIntegerField(default=JOB_ATTEMPTS)
    rung_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    result_file = models.FileField(upload_to=result_path, max_length=200, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_sweep")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def title(self) -> str:
        """What people call it: the name its work gave it, else its kind in words."""
        words = self.kind.rpartition(".")[2].replace("_", " ").capitalize()
        return str(self.result.get("title") or words)

    @property
    def needs(self) -> str:
        """The permission without which nobody gets the job's file; empty if looking is enough."""
        return str(self.arguments.get("needs") or "")

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0

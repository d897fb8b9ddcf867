from django.db import models
from django.db.models import Q

from experiments.models.arms import Arm
from experiments.models.experiments import Experiment
from experiments.models.goals import Goal
from experiments.models.phases import Phase
from workspaces.models.tenancy import TenantModel


class DailyCount(TenantModel):
    """What statistics read: counts of one arm and goal on one day, in the experiment's time zone.

    ``n`` participants first exposed that day; ``x`` participants who converted that day; ``sum``
    and ``sumsq`` of a value goal, the latter the day's increment of the squared sum so that days
    add up. Rows without a goal carry ``n`` alone. Where a goal is compared with the time before,
    ``before`` and ``beforesq`` are sum and squared sum of what the day's new participants were
    worth then, ``cross`` the day's increment of the products of both. Derived, rebuilt whole by
    every recount.
    """

    class Source(models.TextChoices):
        EVENTS = "events", "Events"
        UPLOADED = "uploaded", "Uploaded"

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="daily_counts")
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="+", db_index=False)
    arm = models.ForeignKey(Arm, models.CASCADE, related_name="+", db_index=False)
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, related_name="+", db_index=False)
    day = models.DateField()
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.EVENTS)
    n = models.PositiveIntegerField(default=0)
    x = models.PositiveIntegerField(default=0)
    sum = models.FloatField(default=0.0)
    sumsq = models.FloatField(default=0.0)
    before = models.FloatField(default=0.0)
    beforesq = models.FloatField(default=0.0)
    cross = models.FloatField(default=0.0)

    class Meta:
        ordering = ["day", "arm_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "phase", "arm", "goal", "day"],
                condition=Q(goal__isnull=False),
                name="daily_count_goal_once",
            ),
            models.UniqueConstraint(
                fields=["experiment", "phase", "arm", "day"],
                condition=Q(goal__isnull=True),
                name="daily_count_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.arm_id} n={self.n} x={self.x}"


class Look(TenantModel):
    """One reading of an experiment's counts, kept for ever. Only ever added."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="looks")
    taken_at = models.DateTimeField()
    totals = models.JSONField()
    analysis = models.JSONField()
    carried = models.JSONField(default=dict)

    class Meta:
        ordering = ["taken_at", "id"]
        get_latest_by = ["taken_at", "id"]
        indexes = [models.Index(fields=["experiment", "taken_at"], name="look_by_time")]

    def __str__(self) -> str:
        return f"look at {self.experiment} on {self.taken_at:%Y-%m-%d %H:%M}"

from django.db import models
from django.db.models import Q

from messaging.models import Message, Variant
from workspaces.models.tenancy import TenantModel, key_field
from workspaces.models.users import User


class Experiment(TenantModel):
    """A test of variants of one message. ``key`` is also the seed that splits visitors.

    From the start on, hypothesis, goals, plan, decision rule, alpha and the smallest effect of
    interest (``rope``, relative) are fixed, and ``terms`` keeps them as they were at that moment.
    ``plan`` is {"size": visitors}, or {"days": days}, beside them what was known when it was made
    ("rate", "lift", "daily"); empty for an open end. ``ramp`` is [[hours after the start, share
    of visitors who take part], ...]. ``conditions`` is one of GrowthBook's.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"
        DECIDED = "decided", "Decided"
        ROLLED_BACK = "rolled_back", "Rolled back"

    class Rule(models.TextChoices):
        ANYTIME = "anytime", "Look whenever you like"
        PLANNED = "planned", "A planned end"
        EXACT = "exact", "Few conversions"

    class SplitBy(models.TextChoices):
        CUPPA = "cuppa", "Cuppa splits visitors"
        PLATFORM_TEST = "platform_test", "A platform's own A/B test"
        OPTIMISER = "optimiser", "A platform's optimiser: observed, not tested"

    class Factor(models.TextChoices):
        """In what the arms differ. Only a single factor teaches more than which text won."""

        PAIN = "pain", "The pain"
        FRAMEWORK = "framework", "The way it is told"
        PROOF = "proof", "The proof"
        WORDING = "wording", "The wording alone"
        SEVERAL = "several", "Several things at once"

    class Allocation(models.TextChoices):
        FIXED = "fixed", "Fixed shares"
        EARN = "earn", "A bandit that sends more visitors to what does better"
        LEARN = "learn", "A bandit that looks for the best"

    message = models.ForeignKey(Message, models.PROTECT, related_name="experiments")
    key = key_field()
    name = models.CharField(max_length=120)
    hypothesis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    rule = models.CharField(max_length=12, choices=Rule.choices, default=Rule.ANYTIME)
    plan = models.JSONField(default=dict, blank=True)
    alpha = models.FloatField(default=0.05)
    rope = models.FloatField(default=0.05)
    split_by = models.CharField(max_length=16, choices=SplitBy.choices, default=SplitBy.CUPPA)
    unit = models.CharField(max_length=16, default="visitor")
    time_zone = models.CharField(max_length=64, default="UTC")
    namespace = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(
        default=dict, blank=True, help_text="Attributes a visitor must have, as GrowthBook says it."
    )
    factor = models.CharField(max_length=12, choices=Factor.choices, blank=True)
    contrast = models.CharField(
        max_length=80, blank=True, help_text="Tests of one contrast at several places share this."
    )
    is_aa = models.BooleanField(default=False, help_text="The same text twice: tries the counting.")
    allocation = models.CharField(
        max_length=8, choices=Allocation.choices, default=Allocation.FIXED
    )
    ramp = models.JSONField(default=list, blank=True)
    holdback = models.FloatField(
        default=0.0, help_text="Share of visitors who go on seeing the old text once decided."
    )
    terms = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True)
    winner = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="won")
    previous_live = models.ForeignKey(
        Variant, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recount_wanted_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    learning_note = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["recount_wanted_at"], name="experiment_recount")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="experiment_key_once"),
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(state__in=["running", "paused"]),
                name="experiment_one_at_a_time",
                violation_error_message="Another experiment runs on this message.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.PAUSED)

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DECIDED, self.State.ROLLED_BACK)

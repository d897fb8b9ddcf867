from django.db import models

from messaging.models.variants import Variant
from personas.models import Evidence, PainPoint
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class UnmetNeed(TenantModel):
    """A pain the offer does not relieve yet, on its way through the product people."""

    class State(models.TextChoices):
        OPEN = "open", "Nobody was told"
        TOLD = "told", "Told"
        PLANNED = "planned", "Planned"
        SOLVED = "solved", "Solved"
        DECLINED = "declined", "Declined"

    pain = models.OneToOneField(PainPoint, models.CASCADE, related_name="unmet_need")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pain}: {self.get_state_display()}"


class CopyFlag(TenantModel):
    """A text that must be looked at: it stands on words that may no longer be used.

    What the words were is not kept: they may be a person's whom we were asked to forget. ``marks``
    are keyed fingerprints of the runs of words the text shared with the quote, by which it can be
    told that a changed text no longer does.
    """

    class Reason(models.TextChoices):
        WITHDRAWN = "withdrawn", "Consent was withdrawn"
        GONE = "gone", "The quote is gone"

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="copy_flags"
    )
    marks = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settlement = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["settled_at", "-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.variant}: {self.get_reason_display()}"

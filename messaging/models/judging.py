"""What people decide about what the gates and the lens say, and what a check of live copy found."""

from django.db import models
from django.db.models import Q

from messaging.models.variants import Variant
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class Overrule(TenantModel):
    """A person lets a text pass a gate all the same, and says why.

    ``gate`` is the gate's name and ``detail`` what it held against the text, so that another
    fault of the same gate is not passed with it.
    """

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="overrules")
    gate = models.CharField(max_length=40)
    detail = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "gate", "detail"], name="overrule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.detail}"


class MutedFinding(TenantModel):
    """A remark of the lens that is wrong for this brand, so nobody is shown it again.

    ``words`` are those it was made of, in lower case; empty mutes the whole rule.
    """

    rule = models.CharField(max_length=60)
    words = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["rule", "words", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "words"], name="muted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}" if self.words else self.rule


class VoiceRemark(TenantModel):
    """What the last check of live copy found: a rule of today that a live text does not keep.

    Nothing is taken from visitors by it; ``settled_at`` says that a person has dealt with it.
    """

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="voice_remarks")
    gate = models.CharField(max_length=40)
    detail = models.CharField(max_length=300)
    found_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settlement = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-found_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "gate", "detail"],
                condition=Q(settled_at__isnull=True),
                name="voice_remark_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.detail}"

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from messaging.models.variants import Variant
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class InUse(TenantModel):
    """A text that stands somewhere we do not serve: an ad account, an e-mail tool, a page.

    ``where`` is the key of a platform (``google_ads``), ``place`` what people call the spot there.
    While ``until`` is open or lies ahead, the text counts as live.
    """

    class How(models.TextChoices):
        EXPORT = "export", "It left in an export"
        COPIED = "copied", "It was copied"
        HAND = "hand", "Somebody said so"
        PLATFORM_FILE = "platform_file", "A file of the platform said so"
        BROUGHT_IN = "brought_in", "It was brought in from there"

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="uses")
    where = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=14, choices=How.choices, default=How.HAND)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name_plural = "uses"
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "where", "place"],
                condition=Q(until__isnull=True),
                name="in_use_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="in_use_ends_after_start",
                violation_error_message="It ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.where}"

from django.db import models

from messaging.models.campaigns import Campaign
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User

KEEP_FILES_DAYS = 90


def logo_path(settings: "ShareSettings", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "png"
    return f"logos/{settings.workspace_id}/logo.{suffix}"


class ShareSettings(TenantModel):
    """How long files that left or came stay with us, and whose name and logo reports carry."""

    keep_files_days = models.PositiveIntegerField(default=KEEP_FILES_DAYS)
    agency_name = models.CharField(max_length=120, blank=True)
    logo = models.FileField(upload_to=logo_path, max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "share settings"
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="share_settings_once"),
        ]

    def __str__(self) -> str:
        return "share settings"


class CampaignGuest(TenantModel):
    """A member with the role of an agency sees the campaigns that were shared with them."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="guests")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], name="campaign_guest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} for {self.user}"


class ShareLink(TenantModel):
    """An address under which people without an account fetch a file, and may send it back.

    ``password`` is hashed as a person's; empty means none. ``job`` made the file they get, in
    ``file_format``. Without ``campaign`` it holds all approved copy. What they send waits as a
    SheetImport.
    """

    name = models.CharField(max_length=120)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    file_format = models.CharField(max_length=40, default="workbook")
    token = models.CharField(max_length=43, unique=True)
    password = models.CharField(max_length=128, blank=True)
    may_upload = models.BooleanField(default=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

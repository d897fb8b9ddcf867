from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F

from workspaces.audit_door import WORKSPACE, audit_door
from workspaces.models.users import User


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"“{value}” is no time zone we know. Try one such as Europe/London.")


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    def of_user(self, user: User) -> "WorkspaceQuerySet":
        """Where ``user`` belongs, each with the ``role`` they have there."""
        rows = self.filter(memberships__user=user, archived_at=None)
        return rows.annotate(role=F("memberships__role")).order_by("name")

    def delete(self) -> tuple[int, dict[str, int]]:
        """With all that belongs to them, the audit log too."""
        with audit_door(WORKSPACE):
            return super().delete()

    def archived_of_owner(self, user: User) -> "WorkspaceQuerySet":
        """The archived ones this person may restore; nobody else is told of them."""
        mine = self.filter(memberships__user=user, memberships__role=Role.OWNER)
        return mine.exclude(archived_at=None).order_by("name")


class Workspace(models.Model):
    """One brand or client. Every other row belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    archived_at = models.DateTimeField(null=True, blank=True)
    delete_after = models.DateTimeField(
        null=True, blank=True, help_text="Archived, and deleted for good after this moment."
    )
    audit_days = models.PositiveIntegerField(
        "days the audit log is kept",
        null=True,
        blank=True,
        validators=[MinValueValidator(30)],
        help_text="Older records are deleted. Empty keeps them for ever.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """With all that belongs to it, the audit log too."""
        with audit_door(WORKSPACE):
            return super().delete(*args, **kwargs)


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    APPROVER = "approver", "Approver"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"
    AGENCY = "agency", "Agency"


class Membership(models.Model):
    """A person's place in a workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VIEWER)
    weekly_letter = models.BooleanField(
        default=False, help_text="Wants to read every week what customers began to say."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} of {self.workspace}"

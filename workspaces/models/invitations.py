from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from workspaces.models.tenancy import TenantModel, TenantQuerySet
from workspaces.models.users import User
from workspaces.models.workspaces import Role

OPEN = Q(accepted_at=None, withdrawn_at=None)


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; it may have run out."""
        return self.filter(OPEN)


class Invitation(TenantModel):
    """A place in a workspace that waits for a person. Only the hash of its link is kept.

    ``shown`` are the numbers of what they see from the start (``workspaces/arrivals.py``).
    """

    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VIEWER)
    shown = models.JSONField(default=list, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=OPEN,
                name="invitation_open_once",
                violation_error_message="This address has an open invitation already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= timezone.now()

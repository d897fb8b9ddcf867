from typing import Any, ClassVar, NoReturn

from django.db import models

from workspaces.models.tenancy import TenantModel, TenantQuerySet
from workspaces.models.users import User


class AppendOnlyError(TypeError):
    """Somebody tried to change what has been written down."""


class AuditQuerySet(TenantQuerySet["AuditRecord"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit records are only ever added.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit records are only ever added.")


class AuditRecord(TenantModel):
    """Who did what, when and from where. Written in the transaction of the change itself."""

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    via = models.CharField(max_length=12, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    objects: ClassVar[Any] = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["workspace", "-at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target_label}"

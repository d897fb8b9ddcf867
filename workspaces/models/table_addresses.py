from django.db import models

from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class TableAddress(TenantModel):
    """An address under which a spreadsheet reads one of our tables, as CSV, until it is revoked.

    Whoever knows ``token`` reads; nobody writes. ``table`` is the key of a registered table.
    """

    table = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    token = models.CharField(max_length=43, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "table addresses"

    def __str__(self) -> str:
        return self.name

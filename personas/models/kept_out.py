from django.db import models

from workspaces.models.tenancy import TenantModel


class KeptOut(TenantModel):
    """Words that may not come back by an import: their speaker took them away.

    Only a keyed fingerprint of them is kept (``personas/kept_out.py``), so nobody can read here
    what it was that we were asked to forget.
    """

    mark = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "words kept out"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mark"], name="kept_out_once"),
        ]

    def __str__(self) -> str:
        return self.mark[:8]

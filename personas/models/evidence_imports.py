from django.db import models

from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def upload_path(batch: "EvidenceImport", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "txt"
    return f"evidence/{batch.workspace_id}/{batch.token}.{suffix}"


class EvidenceImport(TenantModel):
    """A file or a paste of quotes on its way in: uploaded, looked at, then applied or discarded.

    ``mapping`` says which column holds what, ``defaults`` what holds for all rows, ``corrections``
    what a person changed in single rows (row number -> field -> text).
    """

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        APPLIED = "applied", "Imported"
        DISCARDED = "discarded", "Discarded"

    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to=upload_path, max_length=200)
    file_name = models.CharField(max_length=200)
    persona = models.ForeignKey(
        Persona, models.SET_NULL, null=True, blank=True, related_name="evidence_imports"
    )
    mapping = models.JSONField(default=dict, blank=True)
    defaults = models.JSONField(default=dict, blank=True)
    corrections = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    added = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

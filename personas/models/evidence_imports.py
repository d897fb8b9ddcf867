from django.db import models

from personas.models.personas import Persona
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def upload_path(batch: "EvidenceImport", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "txt"
    return f"evidence/{batch.workspace_id}/{batch.token}.{suffix}"


def rows_path(batch: "EvidenceImport", file_name: str) -> str:
    return f"evidence/{batch.workspace_id}/{batch.token}.rows.jsonl"


class EvidenceImport(TenantModel):
    """A file or a paste of quotes on its way in: uploaded, looked at, then applied or discarded.

    ``mapping`` says which column holds what, ``defaults`` what holds for all rows, ``corrections``
    what a person changed in single rows (row number -> field -> text). ``rows_file`` holds the
    rows as they were read from ``file``, one JSON list a line, so that the file itself is read
    once. ``position`` is how many of ``total_rows`` were dealt with while applying: a worker that
    takes over goes on from there. ``counted`` is what a look at all rows found.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        REFUSED = "refused", "Could not be read"
        OPEN = "open", "To be looked at"
        APPLYING = "applying", "Being imported"
        APPLIED = "applied", "Imported"
        DISCARDED = "discarded", "Discarded"

    class Masking(models.TextChoices):
        MASK = "mask", "Take personal data out of the quotes"
        KEEP = "keep", "Keep the quotes as they are"

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
    masking = models.CharField(max_length=4, choices=Masking.choices, default=Masking.MASK)
    recognised = models.CharField(
        max_length=40, blank=True, help_text="The kind of export the file was taken for."
    )
    speakers = models.JSONField(
        default=list, blank=True, help_text="Of a transcript: whose turns are quotes."
    )
    rows_file = models.FileField(upload_to=rows_path, max_length=200, blank=True)
    total_rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    counted = models.JSONField(default=dict, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    mends = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="mended_in"
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
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


class RememberedColumns(TenantModel):
    """Which column held what in files with this header, so that nobody says it twice.

    ``fingerprint`` is of the header; ``mapping`` goes by the name of the column.
    """

    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=120, help_text="The file they were last said for.")
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict, blank=True)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-used_at", "-id"]
        verbose_name_plural = "remembered columns"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "fingerprint"], name="remembered_columns_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

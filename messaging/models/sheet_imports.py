from django.db import models

from messaging.models.campaigns import Campaign
from messaging.models.messages import Message
from messaging.models.share_links import ShareLink
from messaging.models.variants import Variant
from personas.models import PainPoint
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def sheet_path(batch: "SheetImport", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "csv"
    return f"sheets/{batch.workspace_id}/{batch.token}.{suffix}"


def marked_path(batch: "SheetImport", file_name: str) -> str:
    return f"sheets/{batch.workspace_id}/{batch.token}.marked.xlsx"


class SheetImport(TenantModel):
    """A sheet of ours that came back edited: read, looked at, then applied or discarded.

    ``kind`` is the format it was told to be. ``notes`` are sentences on the file as a whole (a
    renamed column, a hidden sheet), ``counted`` how many rows there are of each kind. ``position``
    is how many rows are applied: a worker that takes over goes on from there. A file that came by
    a link has ``link`` and ``sender`` and waits here until somebody of the workspace looks at it.
    ``marked_file`` is their own file with a comment in every cell that has a fault.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        REFUSED = "refused", "Could not be read"
        OPEN = "open", "To be looked at"
        APPLYING = "applying", "Being applied"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Undone"

    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to=sheet_path, max_length=200)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="sheet_imports"
    )
    link = models.ForeignKey(
        ShareLink, models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    sender = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    notes = models.JSONField(default=list, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    total_rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=500, blank=True)
    marked_file = models.FileField(upload_to=marked_path, max_length=200, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class SheetImportRow(TenantModel):
    """One row of such a sheet, beside what we have.

    ``parts`` and ``pins`` are theirs; ``then`` holds {"parts", "pins"} as they left us, where that
    is known. ``revision`` is the variant's revision then. ``wanted_state`` is a state they chose in
    the sheet. ``faults`` are [{"part", "index", "code", "text", "blocks"}]. ``choices`` says for
    cells in conflict ("headlines.0") whose text is taken: "theirs" or "ours". ``open_cells`` is how
    much keeps the row from being applied: cells in conflict nobody has chosen, faults that block.
    ``source`` is the text a new one is derived from, ``score`` what the lens says of the whole.
    ``before`` is what undoing puts back.
    """

    class Kind(models.TextChoices):
        SAME = "same", "Unchanged"
        CHANGED = "changed", "Changed"
        CONFLICT = "conflict", "Changed by them and by us"
        NEW = "new", "New"
        FAULT = "fault", "Cannot be taken"

    batch = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    variant = models.ForeignKey(
        Variant, models.SET_NULL, null=True, blank=True, related_name="sheet_rows"
    )
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="sheet_rows"
    )
    revision = models.PositiveIntegerField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    pins = models.JSONField(default=dict, blank=True)
    then = models.JSONField(default=dict, blank=True)
    wanted_state = models.CharField(max_length=12, blank=True)
    faults = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    left_out = models.BooleanField(default=False)
    open_cells = models.PositiveIntegerField(default=0)
    score = models.FloatField(null=True, blank=True)
    pain = models.ForeignKey(PainPoint, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="+")
    made = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "number"], name="sheet_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "kind"], name="sheet_row_by_kind")]

    def __str__(self) -> str:
        return f"{self.sheet} row {self.number}"

from django.db import models

from messaging.models.placements import Placement
from messaging.models.variants import Variant
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


def brought_path(batch: "BroughtIn", file_name: str) -> str:
    suffix = file_name.rsplit(".", 1)[-1].lower()[:8] if "." in file_name else "txt"
    return f"brought/{batch.workspace_id}/{batch.token}.{suffix}"


def brought_rows_path(batch: "BroughtIn", file_name: str) -> str:
    return f"brought/{batch.workspace_id}/{batch.token}.rows.jsonl"


class BroughtIn(TenantModel):
    """Copy that runs elsewhere today, on its way in: a page, an e-mail, an ad export, a deck.

    ``mapping`` says which column of a sheet holds which part; ``where`` and ``place`` where the
    texts are in use. Nothing becomes a text of ours before a person has confirmed it.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        REFUSED = "refused", "Could not be read"
        OPEN = "open", "To be looked at"
        APPLYING = "applying", "Being brought in"
        APPLIED = "applied", "Brought in"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Undone"

    class Source(models.TextChoices):
        PAGE = "page", "A page on the web"
        HTML = "html", "HTML"
        EMAIL = "email", "An e-mail"
        SHEET = "sheet", "A sheet: an export of ads, or a deck of copy"

    token = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to=brought_path, max_length=200, blank=True)
    rows_file = models.FileField(upload_to=brought_rows_path, max_length=200, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    where = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    persona = models.ForeignKey(Persona, models.SET_NULL, null=True, blank=True, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    refusal = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "brought in"

    def __str__(self) -> str:
        return self.name


class BroughtText(TenantModel):
    """One text of it, with our guess at its pain and stage, to be confirmed or changed.

    ``faults`` are sentences on what its channel or the gates have against it; they do not hold it
    back, since it runs already. ``made`` is the text it became.
    """

    batch = models.ForeignKey(BroughtIn, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=40)
    parts = models.JSONField(default=dict)
    pain = models.ForeignKey(PainPoint, models.SET_NULL, null=True, blank=True, related_name="+")
    pain_share = models.FloatField(null=True, blank=True)
    stage = models.ForeignKey(
        JourneyStage, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    placement = models.ForeignKey(
        Placement, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    since = models.DateField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    faults = models.JSONField(default=list, blank=True)
    left_out = models.BooleanField(default=False)
    made = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["batch_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="brought_text_once"),
        ]

    def __str__(self) -> str:
        return self.name or f"text {self.number}"

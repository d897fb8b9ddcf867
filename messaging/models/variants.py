from django.db import models

from messaging.channels.registry import reading_place
from messaging.models.messages import Message
from messaging.models.offers import Proof, Relief
from personas.models import Evidence, PainPoint
from workspaces.models.jobs import Job
from workspaces.models.tenancy import TenantModel, key_field
from workspaces.models.users import User


class Variant(TenantModel):
    """One wording of a message. Its content is fixed once submitted: an edit makes a new draft.

    ``parts`` maps the channel's part keys to a text, or to a list of texts where the part takes
    several. ``revision`` grows with every edit of a draft, so that two people cannot overwrite
    each other unseen. ``pins`` maps a part that takes several texts to the places that are fixed:
    {"headlines": {"0": 1}} pins the first headline to position 1. ``translation_of`` is the text
    in another language that this one says again. ``job`` is the work that wrote it, where texts
    were written for a whole plan: with it they are taken back.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for approval"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        RETIRED = "retired", "Retired"

    class Writer(models.TextChoices):
        PERSON = "person", "A person"
        PHRASES = "phrases", "The phrase writer"
        MODEL = "model", "A language model"
        IMPORT = "import", "Brought in"

    message = models.ForeignKey(Message, models.CASCADE, related_name="variants")
    key = key_field()
    parts = models.JSONField(default=dict)
    pain = models.ForeignKey(
        PainPoint, models.PROTECT, null=True, blank=True, related_name="variants"
    )
    proof = models.ForeignKey(
        Proof, models.SET_NULL, null=True, blank=True, related_name="variants"
    )
    framework = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    derived_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="derived"
    )
    seed = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was rejected.")
    writer = models.CharField(max_length=12, choices=Writer.choices, default=Writer.PERSON)
    pins = models.JSONField(default=dict, blank=True)
    translation_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="translations"
    )
    translated_revision = models.PositiveIntegerField(
        null=True, blank=True, help_text="The revision of that text which this one says again."
    )
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["workspace", "state"], name="variant_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="variant_key_once"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT

    def sentences(self) -> list[tuple[str, str]]:
        """(part key, text) of every text in the variant, in the order in which it is read."""
        found: list[tuple[str, str]] = []
        for part, value in sorted(self.parts.items(), key=lambda item: reading_place(item[0])):
            texts = value if isinstance(value, list) else [value]
            found.extend((part, text) for text in texts if text)
        return found


class VariantSource(TenantModel):
    """The trace: what one sentence of a variant stands on.

    Rows rather than text, so that a withdrawn consent finds live copy by a join.
    """

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="sources")
    part = models.CharField(max_length=40)
    sentence = models.TextField()
    pain = models.ForeignKey(
        PainPoint, models.SET_NULL, null=True, blank=True, related_name="variant_sources"
    )
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="variant_sources"
    )
    proof = models.ForeignKey(
        Proof, models.SET_NULL, null=True, blank=True, related_name="variant_sources"
    )
    relief = models.ForeignKey(
        Relief, models.SET_NULL, null=True, blank=True, related_name="variant_sources"
    )
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.part}: {self.sentence}"

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel

RATING = [MinValueValidator(1), MaxValueValidator(5)]


def _rating(help_text: str) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(default=3, validators=RATING, help_text=help_text)


class PainPoint(TenantModel):
    """A problem one persona has, in their words, with the slots that writers build sentences from.

    struggle, desired_outcome, why, function, job: base-form verb phrases; trigger: a clause after
    "when"; cost, workaround: noun phrases; feeling: an adjective phrase; statement: first person.
    The why ladder runs function -> job -> desired_outcome -> why. ``language`` is that of the
    slots: copy in another language cannot be made of them.
    """

    class Level(models.TextChoices):
        EXTERNAL = "external", "External: something out there does not work"
        INTERNAL = "internal", "Internal: how it makes them feel"
        PHILOSOPHICAL = "philosophical", "Philosophical: it ought not to be so"

    persona = models.ForeignKey(Persona, models.CASCADE, related_name="pains")
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    statement = models.CharField(max_length=300, blank=True)
    struggle = models.CharField(max_length=200, blank=True)
    trigger = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    feeling = models.CharField(max_length=120, blank=True)
    workaround = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    job = models.CharField(max_length=200, blank=True)
    desired_outcome = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=16, choices=Level.choices, blank=True)
    severity = _rating("How much it matters, 1 (hardly) to 5 (very).")
    frequency = _rating("How often it happens, 1 (rarely) to 5 (always).")
    satisfaction = _rating("How well they cope today, 1 (badly) to 5 (well).")
    quotes_withdrawn = models.PositiveIntegerField(
        default=0, help_text="Quotes it stood on that are gone: consent withdrawn, person erased."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    SLOTS = (
        "statement",
        "struggle",
        "trigger",
        "cost",
        "feeling",
        "workaround",
        "desired_outcome",
        "why",
    )

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["persona", "title"], name="pain_title_once"),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 5))
                & Q(frequency__range=(1, 5))
                & Q(satisfaction__range=(1, 5)),
                name="pain_ratings_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.title

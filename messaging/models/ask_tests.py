from django.db import models

from messaging.models.variants import Variant
from personas.models import Evidence, Persona
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class AskTest(TenantModel):
    """Two wordings at a time, shown to real customers: which sounds like your problem, and why?

    Answers are what people prefer, never what they do: no conversion.
    """

    persona = models.ForeignKey(Persona, models.CASCADE, related_name="ask_tests")
    token = models.CharField(max_length=43, unique=True)
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=200)
    language = models.CharField(max_length=12, default="en")
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class AskPair(TenantModel):
    """Two wordings side by side; which stands first differs from one person to the next.

    ``first_texts`` and ``second_texts`` are the words people are shown: what is asked about stays
    as it is, also where a draft is edited meanwhile.
    """

    ask_test = models.ForeignKey(AskTest, models.CASCADE, related_name="pairs")
    position = models.PositiveSmallIntegerField(default=0)
    first = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    second = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    first_texts = models.JSONField(default=list)
    second_texts = models.JSONField(default=list)

    class Meta:
        ordering = ["ask_test_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ask_test", "first", "second"], name="ask_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} or {self.second_id}"


class AskAnswer(TenantModel):
    """What one person chose of one pair; no choice is "neither". The reason is evidence."""

    pair = models.ForeignKey(AskPair, models.CASCADE, related_name="answers")
    respondent_hash = models.CharField(max_length=64)
    chosen = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="+")
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="ask_answers"
    )
    came_from = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "respondent_hash"], name="ask_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chosen_id or 'neither'} of {self.pair_id}"

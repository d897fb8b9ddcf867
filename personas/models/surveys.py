from django.db import models
from django.db.models import Q

from personas.models.pains import PainPoint
from personas.models.personas import Persona
from workspaces.models.tenancy import TenantModel
from workspaces.models.users import User


class Survey(TenantModel):
    """A few questions that customers answer under a public address nobody can guess."""

    class Kind(models.TextChoices):
        STRUGGLE = "struggle", "What they struggle with"
        CHURN = "churn", "Why they left"
        RATING = "rating", "How much each pain matters"

    persona = models.ForeignKey(Persona, models.CASCADE, related_name="surveys")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.STRUGGLE)
    token = models.CharField(max_length=43, unique=True)
    title = models.CharField(max_length=120)
    intro = models.TextField(max_length=1000, blank=True)
    thanks = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=12, default="en")
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(TenantModel):
    """One question: open, or (with ``pain``) how much it matters and how well it is solved."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField(default=False)
    pain = models.ForeignKey(
        PainPoint, models.CASCADE, null=True, blank=True, related_name="survey_questions"
    )

    class Meta:
        ordering = ["survey_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "pain"], condition=Q(pain__isnull=False), name="survey_pain_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SurveyAnswer(TenantModel):
    """One person's answers, sent once. Open answers are evidence; ratings are PainRating.

    ``respondent_hash`` is of what the form was sent with, so that sending twice counts once.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    respondent_hash = models.CharField(max_length=64)
    came_from = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "respondent_hash"], name="survey_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.survey_id}"


class PainRating(TenantModel):
    """What one person said of one pain: how much it matters, how well it is solved; 1 to 5."""

    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="ratings")
    pain = models.ForeignKey(PainPoint, models.CASCADE, related_name="ratings")
    importance = models.PositiveSmallIntegerField()
    satisfaction = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "pain"], name="pain_rating_once"),
            models.CheckConstraint(
                condition=Q(importance__range=(1, 5)) & Q(satisfaction__range=(1, 5)),
                name="pain_rating_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.importance}/{self.satisfaction} for {self.pain_id}"

"""What surveys over REST are told and tell."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from personas.api.opportunities import RatingsSerializer
from personas.ask_customers import MOST_QUESTIONS, QuestionText, is_open, survey_address
from personas.mapping.opportunity import Opportunity
from personas.models import (
    Evidence,
    PainPoint,
    PainRating,
    Persona,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
)
from workspaces.api.views import TenantSerializer

FIRST_YEAR, LAST_YEAR = 2000, 2999


class SurveyQuestionSerializer(TenantSerializer):
    id = serializers.IntegerField(
        required=False, min_value=1, help_text="Of a question that stays; none for a new one."
    )

    class Meta:
        model = SurveyQuestion
        fields = ("id", "text", "hint", "is_required", "pain")
        # The use case says it with a better sentence.
        validators: list[Any] = []

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        # A PATCH lets every field be left out, in here too; a question without words is none.
        if not said.get("text"):
            raise serializers.ValidationError({"text": "This field is required."})
        return said


class SurveySerializer(TenantSerializer):
    questions = SurveyQuestionSerializer(  # type: ignore[call-arg]
        many=True,
        required=False,
        max_length=MOST_QUESTIONS,
        allow_empty=False,
        help_text="In order, all of them: one that is left out is taken away. Without any, a new "
        "survey asks what is usual for its kind. Once people have answered, only words change.",
    )
    language = serializers.CharField(
        max_length=12,
        required=False,
        help_text="Of all that you do not write yourself; the nearest there are texts in is taken.",
    )
    is_open = serializers.SerializerMethodField(help_text="Whether answers are taken now.")
    address = serializers.SerializerMethodField(help_text="Where customers answer.")
    answers = serializers.SerializerMethodField(help_text="How many people answered.")

    class Meta:
        model = Survey
        fields = (
            "id",
            "persona",
            "kind",
            "title",
            "intro",
            "thanks",
            "language",
            "questions",
            "closes_at",
            "closed_at",
            "is_open",
            "address",
            "answers",
            "created_at",
        )
        read_only_fields = ("closed_at", "created_at")
        extra_kwargs = {"title": {"required": False}}

    def get_is_open(self, survey: Survey) -> bool:
        return is_open(survey)

    def get_address(self, survey: Survey) -> str:
        return survey_address(survey)

    def get_answers(self, survey: Survey) -> int:
        return int(getattr(survey, "count", 0))  # one that was just made has none

    def validate_closes_at(self, moment: datetime | None) -> datetime | None:
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise serializers.ValidationError("Which year do you mean?")
        return moment

    def validate_persona(self, persona: Persona) -> Persona:
        if self.instance is not None and persona.pk != self.instance.persona_id:
            raise serializers.ValidationError("A survey stays with its persona.")
        return persona

    def validate_kind(self, kind: str) -> str:
        if self.instance is not None and kind != self.instance.kind:
            raise serializers.ValidationError("A survey stays of its kind.")
        return kind


def wanted_questions(said: list[dict[str, Any]]) -> list[QuestionText]:
    """As the use cases want them."""
    return [
        QuestionText(
            each["text"],
            each.get("hint", ""),
            each.get("is_required", False),
            each.get("pain"),
            each.get("id", 0),
        )
        for each in said
    ]


class SaidSerializer(serializers.ModelSerializer[Evidence]):
    """An open answer; as evidence it has the same id."""

    class Meta:
        model = Evidence
        fields = ("id", "question", "text", "customer_status", "may_quote", "junk")
        read_only_fields = fields


class RatedSerializer(serializers.ModelSerializer[PainRating]):
    class Meta:
        model = PainRating
        fields = ("pain", "importance", "satisfaction")
        read_only_fields = fields


class SurveyAnswerSerializer(TenantSerializer):
    said = SaidSerializer(source="evidence", many=True, read_only=True)
    ratings = RatedSerializer(many=True, read_only=True)

    class Meta:
        model = SurveyAnswer
        fields = ("id", "survey", "came_from", "created_at", "said", "ratings")
        read_only_fields = fields


class DayAnswersSerializer(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="In the time zone of the workspace.")
    answers = serializers.IntegerField()


class CameFromSerializer(serializers.Serializer[Any]):
    tag = serializers.CharField(help_text="What stands after ?from= in the link, or nothing.")
    answers = serializers.IntegerField()


class QuestionResultSerializer(serializers.Serializer[Any]):
    question = serializers.IntegerField(source="question.pk")
    text = serializers.CharField(source="question.text")
    pain = serializers.IntegerField(source="question.pain_id", allow_null=True)
    answers = serializers.IntegerField(help_text="To an open question; 0 for one that is rated.")
    junk = serializers.IntegerField(help_text="Those of them that say nothing.")
    ratings = RatingsSerializer(source="measured", allow_null=True)
    rated = serializers.SerializerMethodField(
        help_text="Where the pain's opportunity comes from now: our guess, or measured, from five "
        "ratings on over all surveys. Null for an open question."
    )

    @extend_schema_field(serializers.ChoiceField(choices=["guess", "measured"], allow_null=True))
    def get_rated(self, row: Any) -> str | None:
        found: Opportunity | None = self.context["opportunities"].get(row.question.pain_id)
        if found is None:
            return None
        return "measured" if found.measured else "guess"


class SurveyResultsSerializer(serializers.Serializer[Any]):
    answers = serializers.IntegerField(help_text="How many people answered.")
    by_day = DayAnswersSerializer(many=True)
    came_from = CameFromSerializer(many=True)
    questions = QuestionResultSerializer(many=True)


def rated_pains(questions: list[SurveyQuestion]) -> list[PainPoint]:
    return [row.pain for row in questions if row.pain is not None]

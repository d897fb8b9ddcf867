"""Asking customers over REST: surveys, what was answered, and what came of it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from personas.api.survey_fields import (
    SurveyAnswerSerializer,
    SurveyResultsSerializer,
    SurveySerializer,
    rated_pains,
    wanted_questions,
)
from personas.ask_customers import (
    SurveyError,
    close_survey,
    copy_survey,
    create_survey,
    open_surveys,
    remove_survey,
    reopen_survey,
    usual_questions,
    usual_survey,
)
from personas.change_survey import AnsweredError, change_survey
from personas.models import Survey, SurveyAnswer
from personas.rank_pains import opportunities_of
from personas.survey_results import survey_results
from personas.survey_words import nearest_language
from workspaces.access import VIEW
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantReadViewSet, TenantViewSet, access_of


class SurveyFilter(FilterSet):
    persona = IdFilter(field_name="persona_id")
    kind = filters.ChoiceFilter(choices=Survey.Kind.choices)
    is_open = filters.BooleanFilter(method="filter_open", label="Takes answers now.")

    def filter_open(self, rows: "QuerySet[Survey]", name: str, wanted: bool) -> "QuerySet[Survey]":
        return rows.filter(open_surveys()) if wanted else rows.exclude(open_surveys())


class SurveyViewSet(TenantViewSet):
    """A few questions that customers answer under a public address nobody can guess. What they
    write becomes evidence, marked as asked; what they rate takes the place of your guess."""

    queryset: "QuerySet[Survey]" = (
        Survey.objects.select_related("workspace")
        .prefetch_related("questions")
        .annotate(count=Count("answers"))
    )
    serializer_class = SurveySerializer
    filterset_class = SurveyFilter
    permissions_by_action = {"results": VIEW}

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = dict(serializer.validated_data)
        access = access_of(self.request)
        language = said.pop("language", "") or access.workspace.language
        questions = said.pop("questions", None)
        persona, kind = said.pop("persona"), said.pop("kind", Survey.Kind.STRUGGLE)

        def create() -> Survey:
            wanted = (
                wanted_questions(questions)
                if questions is not None
                else usual_questions(access=access, persona=persona, kind=kind, language=language)
            )
            survey = usual_survey(persona, kind, language)
            for name, value in said.items():
                setattr(survey, name, value)
            create_survey(access=access, survey=survey, questions=wanted, language=language)
            return survey

        serializer.instance = _asked(create)

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        survey = serializer.instance
        assert isinstance(survey, Survey)
        said = dict(serializer.validated_data)
        questions = said.pop("questions", None)
        if "language" in said:
            said["language"] = nearest_language(said["language"])
        _asked(
            lambda: change_survey(
                access=access_of(self.request),
                survey=survey,
                changes=said,
                questions=None if questions is None else wanted_questions(questions),
            )
        )

    def perform_destroy(self, instance: Any) -> None:
        remove_survey(access=access_of(self.request), survey=instance)

    @extend_schema(request=None, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        """Take no more answers. What was answered stays."""
        survey = self.get_object()
        close_survey(access=access_of(request), survey=survey)
        return Response(self.get_serializer(survey).data)

    @extend_schema(request=None, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Take answers again under the same address; a last day that is over is forgotten."""
        survey = self.get_object()
        reopen_survey(access=access_of(request), survey=survey)
        return Response(self.get_serializer(survey).data)

    @extend_schema(request=None, responses={201: SurveySerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: int) -> Response:
        """The same questions under another address, with no answers and open."""
        survey = self.get_object()
        made = _asked(lambda: copy_survey(access=access_of(request), survey=survey))
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(responses=SurveyResultsSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def results(self, request: Request, pk: int) -> Response:
        """How many answered, how pains were rated with n and 95 % intervals, and whether the map
        goes by that yet."""
        access = access_of(request)
        found = survey_results(access=access, survey=self.get_object())
        pains = rated_pains([row.question for row in found.questions])
        told = {
            "answers": found.answers,
            "by_day": [{"day": day, "answers": n} for day, n in found.by_day.items()],
            "came_from": [{"tag": tag, "answers": n} for tag, n in found.came_from],
            "questions": found.questions,
        }
        context = {"opportunities": opportunities_of(access=access, pains=pains)}
        return Response(SurveyResultsSerializer(told, context=context).data)


def _asked(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except AnsweredError as error:
        raise Conflict(str(error), "answered") from error
    except SurveyError as error:
        raise serializers.ValidationError({"questions": [str(error)]}) from error


class SurveyAnswerFilter(FilterSet):
    survey = IdFilter(field_name="survey_id")
    pain = IdFilter(field_name="ratings__pain_id", help_text="Rates this pain.")
    came_from = filters.CharFilter()
    since = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")


class SurveyAnswerViewSet(TenantReadViewSet):
    """What people answered, newest first: their words, which are evidence, and their ratings.
    Nothing in it says who they are."""

    queryset: "QuerySet[SurveyAnswer]" = SurveyAnswer.objects.prefetch_related(
        "evidence", "ratings"
    )
    serializer_class = SurveyAnswerSerializer
    filterset_class = SurveyAnswerFilter

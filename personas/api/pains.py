"""Pains over REST: one by one and many at once."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personas.add_pains import ADDED, DUPLICATE, REJECTED, PainResult, add_pains
from personas.api.personas import ArchivedFilter
from personas.api.versions import KnownSerializer, VersionsMixin, known_of
from personas.grammar.languages import language_code
from personas.know_personas import know_pains
from personas.models import PainPoint, Persona
from workspaces.api.filters import IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of

ROWS_A_CALL = 500
LARGEST_ID = 2**63 - 1


class PainSerializer(TenantSerializer):
    known = serializers.SerializerMethodField(help_text="How well it is known.")

    class Meta:
        model = PainPoint
        fields = (
            "id",
            "persona",
            "title",
            "language",
            "statement",
            "struggle",
            "trigger",
            "cost",
            "feeling",
            "workaround",
            "function",
            "job",
            "desired_outcome",
            "why",
            "level",
            "severity",
            "frequency",
            "satisfaction",
            "quotes_withdrawn",
            "known",
            "created_at",
            "updated_at",
            "archived_at",
        )
        read_only_fields = ("quotes_withdrawn", "created_at", "updated_at")

    @extend_schema_field(KnownSerializer)
    def get_known(self, row: PainPoint) -> Any:
        access = access_of(self.context["request"])
        return known_of(self, row, lambda rows: know_pains(access=access, pains=rows))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A pain is told in the workspace's language unless somebody says otherwise."""
        attrs = super().validate(attrs)
        if self.instance is None:
            attrs.setdefault("language", access_of(self.context["request"]).workspace.language)
        return attrs

    def validate_language(self, value: str) -> str:
        return _language(value)

    def validate_persona(self, persona: Persona) -> Persona:
        if self.instance is not None and persona.pk != self.instance.persona_id:
            raise serializers.ValidationError("A pain stays with its persona.")
        return persona


class PainFilter(ArchivedFilter):
    persona = IdFilter(field_name="persona_id")


def _language(value: str) -> str:
    try:
        return language_code(value)
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from error


class PainRowSerializer(serializers.ModelSerializer[PainPoint]):
    """A pain of many; whose it is, and whether it is there, is looked up for all at once."""

    persona = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="The id of a persona."
    )

    class Meta:
        model = PainPoint
        fields = tuple(
            name
            for name in PainSerializer.Meta.fields
            if name not in ("id", "known", *PainSerializer.Meta.read_only_fields)
        )
        validators: list[Any] = []

    def validate_language(self, value: str) -> str:
        return _language(value)


class PainRowsSerializer(serializers.Serializer[Any]):
    pains = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=ROWS_A_CALL
    )


class PainResultSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Counts from 0, in the order sent.")
    status = serializers.ChoiceField(choices=[ADDED, DUPLICATE, REJECTED])
    id = serializers.IntegerField(
        source="pain.pk", default=None, allow_null=True, help_text="Of the pain that is there."
    )
    faults = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Field -> what is wrong with it.",
    )


class PainViewSet(VersionsMixin, TenantViewSet):
    """Problems in the persona's own words, with the slots that writers build sentences from."""

    queryset: "QuerySet[PainPoint]" = PainPoint.objects.all()
    serializer_class = PainSerializer
    filterset_class = PainFilter

    @extend_schema(
        request=inline_serializer("PainRows", {"pains": PainRowSerializer(many=True)}),
        responses=PainResultSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Add up to 500 pains. Each row is added, a duplicate, or rejected with its faults."""
        asked = PainRowsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        checked = [PainRowSerializer(data=row) for row in asked.validated_data["pains"]]
        fit = [(index, row) for index, row in enumerate(checked) if row.is_valid()]
        added = add_pains(access=access_of(request), rows=[row.validated_data for _, row in fit])
        results = {
            index: replace(result, index=index)
            for (index, _), result in zip(fit, added, strict=True)
        }
        for index, row in enumerate(checked):
            if row.errors:
                results[index] = PainResult(index, REJECTED, faults=row.errors)
        ordered = [results[index] for index in range(len(checked))]
        return Response(PainResultSerializer(ordered, many=True).data)

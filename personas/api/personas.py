"""Personas over REST, with how well each is known and the words their quotes suggest."""

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personas.api.versions import KnownSerializer, VersionsMixin, known_of
from personas.keep_map import create_keyed
from personas.know_personas import know_personas
from personas.models import Persona
from personas.vocabulary import suggest_vocabulary
from workspaces.api.filters import FilterSet
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of

LINE_LENGTH = 200
MOST_LINES = 40


class LinesField(serializers.ListField):
    child = serializers.CharField(max_length=LINE_LENGTH)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False, "max_length": MOST_LINES} | kwargs))


class PersonaSerializer(TenantSerializer):
    key = serializers.RegexField(
        r"^[a-z0-9._-]+$",
        max_length=80,
        required=False,
        help_text="Fixed once made. Without one, it is made of the name.",
    )
    goals = LinesField()
    motivations = LinesField()
    interests = LinesField()
    objections = LinesField()
    choice_criteria = LinesField()
    alternatives = LinesField()
    vocabulary = LinesField()
    known = serializers.SerializerMethodField(help_text="How well they are known.")

    class Meta:
        model = Persona
        fields = (
            "id",
            "key",
            "name",
            "role",
            "situation",
            *Persona.LIST_FIELDS,
            "known",
            "created_at",
            "updated_at",
            "archived_at",
        )
        read_only_fields = ("created_at", "updated_at")

    @extend_schema_field(KnownSerializer)
    def get_known(self, row: Persona) -> Any:
        access = access_of(self.context["request"])
        return known_of(self, row, lambda rows: know_personas(access=access, personas=rows))

    def validate_key(self, key: str) -> str:
        if self.instance is not None and key != self.instance.key:
            raise serializers.ValidationError("A key is fixed once made.")
        return key


class ArchivedFilter(FilterSet):
    archived = filters.BooleanFilter(
        field_name="archived_at", lookup_expr="isnull", exclude=True, label="Put away or not"
    )


class SuggestedWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField()
    people = serializers.IntegerField(help_text="People of this persona who say so.")
    elsewhere = serializers.IntegerField(help_text="Others who do.")
    typical = serializers.FloatField(help_text="Standard errors above what others say.")
    samples = serializers.ListField(
        child=serializers.IntegerField(), help_text="Quotes it was found in, as evidence ids."
    )


class VocabularySerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField(help_text="How many of their quotes were looked at.")
    of = serializers.IntegerField(help_text="How many there are.")
    suggestions = SuggestedWordsSerializer(many=True)


class PersonaViewSet(VersionsMixin, TenantViewSet):
    """Ideal-customer profiles. Deleting one deletes its pains; putting it away keeps them."""

    queryset = Persona.objects.all()
    serializer_class = PersonaSerializer
    filterset_class = ArchivedFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        instance = Persona(**serializer.validated_data)
        create_keyed(access=access_of(self.request), instance=instance)
        serializer.instance = instance

    @extend_schema(responses=VocabularySerializer, filters=False)
    @action(detail=True, methods=["get"], url_path="vocabulary-suggestions", pagination_class=None)
    def vocabulary_suggestions(self, request: Request, pk: int) -> Response:
        """Words and phrases typical of this persona's quotes, counted by people, best first."""
        access = access_of(request)
        found = suggest_vocabulary(
            access=access, persona=self.get_object(), leave_out=[access.workspace.name]
        )
        suggestions = [each for each, _ in found.suggestions]
        body = {"read": found.read, "of": found.of, "suggestions": suggestions}
        return Response(VocabularySerializer(body).data)

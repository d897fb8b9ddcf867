"""Personas and their pains over REST."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from personas.keep_map import create_keyed
from personas.models import PainPoint, Persona
from workspaces.api.filters import FilterSet, IdFilter
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

    class Meta:
        model = Persona
        fields = (
            "id",
            "key",
            "name",
            "role",
            "situation",
            *Persona.LIST_FIELDS,
            "created_at",
            "updated_at",
            "archived_at",
        )
        read_only_fields = ("created_at", "updated_at")

    def validate_key(self, key: str) -> str:
        if self.instance is not None and key != self.instance.key:
            raise serializers.ValidationError("A key is fixed once made.")
        return key


class ArchivedFilter(FilterSet):
    archived = filters.BooleanFilter(
        field_name="archived_at", lookup_expr="isnull", exclude=True, label="Put away or not"
    )


class PersonaViewSet(TenantViewSet):
    """Ideal-customer profiles. Deleting one deletes its pains; putting it away keeps them."""

    queryset = Persona.objects.all()
    serializer_class = PersonaSerializer
    filterset_class = ArchivedFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        instance = Persona(**serializer.validated_data)
        create_keyed(access=access_of(self.request), instance=instance)
        serializer.instance = instance


class PainSerializer(TenantSerializer):
    class Meta:
        model = PainPoint
        fields = (
            "id",
            "persona",
            "title",
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
            "created_at",
            "updated_at",
            "archived_at",
        )
        read_only_fields = ("created_at", "updated_at")

    def validate_persona(self, persona: Persona) -> Persona:
        if self.instance is not None and persona.pk != self.instance.persona_id:
            raise serializers.ValidationError("A pain stays with its persona.")
        return persona


class PainFilter(ArchivedFilter):
    persona = IdFilter(field_name="persona_id")


class PainViewSet(TenantViewSet):
    """Problems in the persona's own words, with the slots that writers build sentences from."""

    queryset: "QuerySet[PainPoint]" = PainPoint.objects.all()
    serializer_class = PainSerializer
    filterset_class = PainFilter

"""What customers say over time, over REST: states of pains, and what began week by week."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from personas.mapping.trends import TrendState
from personas.models import CustomerStatus, EvidenceSource, Persona, WeeklyDigest
from personas.over_time import Asked, over_time
from workspaces.access import access_object
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of


class TrendSerializer(serializers.Serializer[Any]):
    pain = serializers.IntegerField(source="pain.pk")
    title = serializers.CharField(source="pain.title")
    persona = serializers.IntegerField(source="pain.persona_id")
    state = serializers.ChoiceField(
        source="trend.state", choices=[state.value for state in TrendState]
    )
    recent = serializers.IntegerField(source="trend.recent", help_text="The last 8 weeks.")
    before = serializers.IntegerField(source="trend.before", help_text="The 26 weeks before.")
    chance = serializers.FloatField(
        source="trend.chance",
        allow_null=True,
        help_text="How likely so different a share is if nothing changed; null, too few to say.",
    )
    left = serializers.IntegerField(help_text="Quotes by people who left or did not buy.")
    weeks = serializers.ListField(
        child=serializers.IntegerField(), help_text="Quotes a week, the newest last."
    )
    months = serializers.ListField(child=serializers.IntegerField())


class OverTimeSerializer(serializers.Serializer[Any]):
    until = serializers.DateField()
    total = serializers.IntegerField(help_text="Quotes in the months looked at.")
    undated = serializers.IntegerField(help_text="Of these, counted on the day they came in.")
    unattached = serializers.IntegerField(help_text="Of these, behind no pain.")
    pains = TrendSerializer(many=True, source="rows")


class TrendsView(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("persona", int, description="Only this persona's."),
            OpenApiParameter("source", str, enum=EvidenceSource.values),
            OpenApiParameter("customer_status", str, enum=CustomerStatus.values),
        ],
        responses=OverTimeSerializer,
    )
    def get(self, request: Request) -> Response:
        """Which pains are new, rising, steady or fading, what began first."""
        access = access_of(request)
        said = request.query_params
        persona = None
        if said.get("persona"):
            persona = access_object(Persona.objects.all(), access, pk=said["persona"])
        asked = Asked(
            persona,
            _one_of(said.get("source", ""), EvidenceSource.values, "source"),
            _one_of(said.get("customer_status", ""), CustomerStatus.values, "customer_status"),
        )
        return Response(OverTimeSerializer(over_time(access=access, asked=asked)).data)


def _one_of(value: str, known: list[str], name: str) -> str:
    if value and value not in known:
        raise serializers.ValidationError({name: f"One of {', '.join(known)}."})
    return value


class DigestSerializer(TenantSerializer):
    class Meta:
        model = WeeklyDigest
        fields = ("id", "week", "is_alert", "body", "created_at")
        read_only_fields = fields


class DigestViewSet(TenantReadViewSet):
    """What customers began to say in each week, the newest first."""

    queryset: "QuerySet[WeeklyDigest]" = WeeklyDigest.objects.all()
    serializer_class = DigestSerializer
    filterset_fields = ("is_alert",)

"""Pains ranked by opportunity, with every term, over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from personas.models import Persona
from personas.rank_pains import RankedPain, rank_pains
from workspaces.access import access_object
from workspaces.api.views import access_of


class StrengthSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(help_text="0.25 (nobody was asked) to 1.")
    weight = serializers.FloatField()
    source_factor = serializers.FloatField()
    quotes = serializers.IntegerField()
    people = serializers.IntegerField()
    sources = serializers.IntegerField()
    unprompted = serializers.IntegerField()
    ex_customers = serializers.IntegerField(help_text="Lost deals included.")
    newest = serializers.DateField(allow_null=True)
    confidence = serializers.ChoiceField(choices=["assumed", "some", "high"])


class MeanSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(help_text="1 to 5.")
    low = serializers.FloatField(help_text="Where the 95 % interval begins.")
    high = serializers.FloatField(help_text="Where it ends.")


class RatingsSerializer(serializers.Serializer[Any]):
    """What customers said in surveys, 1 to 5."""

    n = serializers.IntegerField(help_text="How many people rated the pain.")
    importance = MeanSerializer()
    satisfaction = MeanSerializer()


class OpportunitySerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    pain = serializers.IntegerField(source="pain.pk")
    title = serializers.CharField(source="pain.title")
    persona = serializers.IntegerField(source="pain.persona_id")
    importance = serializers.FloatField(source="opportunity.importance", help_text="0 to 10.")
    satisfaction = serializers.FloatField(source="opportunity.satisfaction", help_text="0 to 10.")
    unmet = serializers.FloatField(source="opportunity.unmet")
    raw = serializers.FloatField(source="opportunity.raw", help_text="0 to 20.")
    score = serializers.FloatField(
        source="opportunity.score", help_text="Raw times the strength of the evidence."
    )
    rated = serializers.SerializerMethodField(
        help_text="Where importance and satisfaction come from: our guess, or measured, which is "
        "the mean of at least five customers' ratings."
    )
    ratings = RatingsSerializer(source="opportunity.ratings", allow_null=True)
    strength = StrengthSerializer(source="opportunity.strength")

    @extend_schema_field(serializers.ChoiceField(choices=["guess", "measured"]))
    def get_rated(self, row: RankedPain) -> str:
        return "measured" if row.opportunity.measured else "guess"


class OpportunitiesView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("persona", int, description="Only this persona's pains.")],
        responses=OpportunitySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """All pains that are not put away, best opportunity first."""
        access = access_of(request)
        wanted = request.query_params.get("persona")
        persona = access_object(Persona.objects.all(), access, pk=wanted) if wanted else None
        ranked = rank_pains(access=access, persona=persona)
        return Response(OpportunitySerializer(ranked, many=True).data)

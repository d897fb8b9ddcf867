"""The lens and the coverage matrix over REST."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.coverage import coverage
from messaging.lens import read
from messaging.moment_coverage import CoveredMoment, moment_coverage
from messaging.writing.compose_brief import brief_of_pain
from personas.models import PainPoint, Persona
from workspaces.access import VIEW, access_object
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import InWorkspace, access_of

LONGEST_TEXT = 20_000


class TextSerializer(serializers.Serializer[dict[str, Any]]):
    text = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    pain = InWorkspace(
        queryset=PainPoint.objects.select_related("persona"),
        required=False,
        allow_null=True,
        default=None,
        help_text="Read the text against what is known of this pain.",
    )


class FindingSerializer(serializers.Serializer[dict[str, Any]]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    rule = serializers.CharField()
    severity = serializers.CharField()
    why = serializers.CharField()
    suggestion = serializers.CharField(allow_blank=True)


class SentenceSerializer(serializers.Serializer[dict[str, Any]]):
    text = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    cls = serializers.CharField(help_text="What the sentence is about.")
    probabilities = serializers.DictField(child=serializers.FloatField())


class ReadingSerializer(serializers.Serializer[dict[str, Any]]):
    """Offsets count Unicode characters. A component is null where it cannot be judged."""

    score = serializers.FloatField()
    components = serializers.DictField(child=serializers.FloatField(allow_null=True))
    sentences = SentenceSerializer(many=True)
    findings = FindingSerializer(many=True)
    unreadable = serializers.CharField(allow_blank=True, help_text="Why nothing was judged, if so.")


class LensView(IdempotentMixin, APIView):
    permission = VIEW

    @extend_schema(request=TextSerializer, responses=ReadingSerializer)
    def post(self, request: Request) -> Response:
        """What a text is about. The lens explains; it forecasts nothing, and stores nothing."""
        serializer = TextSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        pain = serializer.validated_data["pain"]
        brief = brief_of_pain(access=access_of(request), pain=pain) if pain else None
        reading = read(serializer.validated_data["text"], brief)
        return Response(ReadingSerializer(asdict(reading)).data)


class CellSerializer(serializers.Serializer[dict[str, Any]]):
    """``gap`` runs from 0 to 20; ``stage`` null is copy for any moment."""

    pain = serializers.IntegerField()
    stage = serializers.IntegerField(allow_null=True)
    intensity = serializers.IntegerField(help_text="How strongly the pain is felt there, 0 to 5.")
    quotes = serializers.IntegerField()
    confidence = serializers.CharField()
    opportunity = serializers.FloatField()
    live = serializers.IntegerField()
    approved = serializers.IntegerField()
    in_work = serializers.IntegerField()
    gap = serializers.FloatField()


class CoveredMomentSerializer(serializers.Serializer[CoveredMoment]):
    """A transition of the journey, and the copy that answers it."""

    transition = serializers.IntegerField(source="moment.pk")
    from_stage = serializers.IntegerField(source="moment.from_stage_id")
    to_stage = serializers.IntegerField(source="moment.to_stage_id")
    event = serializers.CharField(source="moment.event")
    quotes = serializers.IntegerField(source="strength.quotes")
    strength = serializers.FloatField(source="strength.value", help_text="0.25 to 1.")
    confidence = serializers.CharField(source="strength.confidence")
    live = serializers.IntegerField()
    approved = serializers.IntegerField()
    in_work = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer[dict[str, Any]]):
    felt = serializers.IntegerField(help_text="Cells in which a pain is felt.")
    covered = serializers.IntegerField(help_text="Of these, cells with live copy of their own.")
    cells = CellSerializer(many=True)
    moments = CoveredMomentSerializer(many=True)


class CoverageView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("persona", int, description="Only this persona's pains.")],
        responses=CoverageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Where each pain is felt, and whether copy speaks to it there."""
        access = access_of(request)
        persona = None
        if "persona" in request.query_params:
            persona = access_object(
                Persona.objects.all(), access, pk=request.query_params["persona"]
            )
        found = coverage(access=access, persona=persona)
        cells = [
            {
                "pain": cell.pain.pk,
                "stage": cell.stage.pk if cell.stage else None,
                "intensity": cell.intensity,
                "quotes": cell.opportunity.strength.quotes,
                "confidence": cell.opportunity.strength.confidence,
                "opportunity": round(cell.opportunity.score, 4),
                "live": cell.copy.live,
                "approved": cell.copy.approved,
                "in_work": cell.copy.in_work,
                "gap": cell.gap,
            }
            for cell in found.cells
        ]
        moments = moment_coverage(access=access, persona=persona)
        body = {"felt": found.felt, "covered": found.covered, "cells": cells, "moments": moments}
        return Response(CoverageSerializer(body).data)

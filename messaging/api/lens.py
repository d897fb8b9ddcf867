"""The lens and the coverage matrix over REST."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.coverage import coverage
from messaging.lens import Reading, read
from messaging.lens.page_text import MOST_CHARACTERS
from messaging.moment_coverage import CoveredMoment, moment_coverage
from messaging.page_reading import read_page
from messaging.writing.compose_brief import brief_of_pain, muted_of
from personas.models import PainPoint, Persona
from workspaces.access import VIEW, access_object
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import InWorkspace, access_of

LONGEST_TEXT = 20_000
MOST_TEXTS = 500
MOST_TOGETHER = 400_000
"""Characters of all texts: some seconds of reading."""


class TextSerializer(serializers.Serializer[dict[str, Any]]):
    """One of ``text``, ``texts`` and ``html``."""

    text = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False, required=False)
    texts = serializers.ListField(
        child=serializers.JSONField(),
        max_length=MOST_TEXTS,
        required=False,
        help_text=f"Up to {MOST_TEXTS} texts; one that cannot be read has its own error.",
    )
    html = serializers.CharField(
        max_length=MOST_CHARACTERS, required=False, help_text="The source of a page."
    )
    pain = InWorkspace(
        queryset=PainPoint.objects.select_related("persona"),
        required=False,
        allow_null=True,
        default=None,
        help_text="Read the text against what is known of this pain.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("text", "texts", "html") if name in attrs]
        if not given:
            raise serializers.ValidationError({"text": "Send text, texts or html."})
        if len(given) > 1:
            raise serializers.ValidationError({given[1]: f"Send either {given[0]} or {given[1]}."})
        if sum(len(t) for t in attrs.get("texts", ()) if isinstance(t, str)) > MOST_TOGETHER:
            message = f"At most {MOST_TOGETHER:,} characters in one request, please: send several."
            raise serializers.ValidationError({"texts": message})
        return attrs


class FindingSerializer(serializers.Serializer[dict[str, Any]]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    rule = serializers.CharField()
    severity = serializers.CharField()
    why = serializers.CharField()
    suggestion = serializers.CharField(allow_blank=True)
    replacement = serializers.CharField(
        allow_blank=True, help_text="Words that can stand in place of the span as they are."
    )


class SentenceSerializer(serializers.Serializer[dict[str, Any]]):
    text = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    cls = serializers.CharField(help_text="What the sentence is about.")
    probabilities = serializers.DictField(child=serializers.FloatField())


class ReadingSerializer(serializers.Serializer[dict[str, Any]]):
    """Offsets count Unicode characters. A component is null where it cannot be judged."""

    score = serializers.FloatField(allow_null=True)
    components = serializers.DictField(child=serializers.FloatField(allow_null=True))
    sentences = SentenceSerializer(many=True)
    findings = FindingSerializer(many=True)
    unreadable = serializers.CharField(allow_blank=True, help_text="Why nothing was judged, if so.")

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """A text that could not be read has no score."""
        said = super().to_representation(instance)
        return said | {"score": None} if said["unreadable"] else said


class OneOfManySerializer(serializers.Serializer[dict[str, Any]]):
    """``reading`` is null, and ``error`` says why, where a text could not be taken."""

    reading = ReadingSerializer(allow_null=True)
    error = serializers.CharField(allow_blank=True)


class ManySerializer(serializers.Serializer[dict[str, Any]]):
    readings = OneOfManySerializer(many=True, help_text="In the order of the texts.")


class BlockSerializer(serializers.Serializer[dict[str, Any]]):
    place = serializers.CharField(help_text="Where it stands, as Heading 1 or Button.")
    text = serializers.CharField()
    reading = ReadingSerializer()


class PageSerializer(serializers.Serializer[dict[str, Any]]):
    """``whole`` is the running text from top to bottom; ``cut`` says what was not read, if so."""

    whole = ReadingSerializer()
    blocks = BlockSerializer(many=True)
    cut = serializers.CharField(allow_blank=True)


ANSWERS = PolymorphicProxySerializer(
    component_name="LensAnswer",
    serializers=[ReadingSerializer, ManySerializer, PageSerializer],
    resource_type_field_name=None,
)


class LensView(IdempotentMixin, APIView):
    permission = VIEW

    @extend_schema(request=TextSerializer, responses=ANSWERS)
    def post(self, request: Request) -> Response:
        """What a text is about, or many, or a page. It explains, forecasts and stores nothing."""
        serializer = TextSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said, access = serializer.validated_data, access_of(request)
        brief = brief_of_pain(access=access, pain=said["pain"]) if said["pain"] else None
        muted = muted_of(access)
        if "html" in said:
            page = read_page(said["html"], brief, muted)
            blocks = [
                {**asdict(each.block), "reading": asdict(each.reading)} for each in page.blocks
            ]
            told = {"whole": asdict(page.whole), "blocks": blocks, "cut": page.page.cut}
            return Response(PageSerializer(told).data)
        look = partial(read, brief=brief, muted=muted)
        if "texts" in said:
            return Response(
                ManySerializer({"readings": [_one(look, t) for t in said["texts"]]}).data
            )
        return Response(ReadingSerializer(asdict(look(said["text"]))).data)


def _one(look: Callable[[str], Reading], text: object) -> dict[str, Any]:
    error = ""
    if not isinstance(text, str):
        error = "This is no text."
    elif len(text) > LONGEST_TEXT:
        error = f"A text has at most {LONGEST_TEXT} characters; this one has {len(text)}."
    if error or not isinstance(text, str):
        return {"reading": None, "error": error}
    return {"reading": asdict(look(text)), "error": ""}


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

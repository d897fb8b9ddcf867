"""Unmet needs over REST: the report, and how far each has come."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.models import UnmetNeed
from messaging.unmet_needs import Need, change_need, owners, unmet_needs
from personas.models import PainPoint, Persona
from workspaces.access import access_object
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import access_of


class NeedQuoteSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    customer_status = serializers.CharField()


class NeedSerializer(serializers.Serializer[Any]):
    """A pain that nothing we sell relieves, with the terms of its opportunity."""

    pain = serializers.IntegerField(source="pain.pk")
    title = serializers.CharField(source="pain.title")
    persona = serializers.IntegerField(source="pain.persona_id")
    state = serializers.ChoiceField(choices=UnmetNeed.State.choices)
    owner = serializers.SerializerMethodField(help_text="E-mail address, or empty.")
    note = serializers.SerializerMethodField()
    opportunity = serializers.FloatField(source="ranked.opportunity.score", help_text="0 to 20.")
    importance = serializers.FloatField(source="ranked.opportunity.importance")
    satisfaction = serializers.FloatField(source="ranked.opportunity.satisfaction")
    strength = serializers.FloatField(source="ranked.opportunity.strength.value")
    quotes = serializers.IntegerField(source="ranked.opportunity.strength.quotes")
    people = serializers.IntegerField(source="ranked.opportunity.strength.people")
    ex_customers = serializers.IntegerField(source="ranked.opportunity.strength.ex_customers")
    may_tell = serializers.IntegerField(
        help_text="Quotes by people who agreed to be written to. Their addresses are on the site."
    )
    relieved_by = serializers.CharField(help_text="The offer that relieves it now, or empty.")
    said = NeedQuoteSerializer(many=True, source="quotes")

    def get_owner(self, need: Need) -> str:
        return need.row.owner.email if need.row and need.row.owner else ""

    def get_note(self, need: Need) -> str:
        return need.row.note if need.row else ""


class NeedChangeSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=UnmetNeed.State.choices, required=False)
    owner = serializers.EmailField(
        required=False, allow_blank=True, help_text="Somebody of the workspace; empty for nobody."
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


def _on_the_map() -> "QuerySet[PainPoint]":
    return PainPoint.objects.filter(archived_at=None, persona__archived_at=None)


class NeedsView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("persona", int, description="Only this persona's pains.")],
        responses=NeedSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Strong pains without a relief, and those somebody took up; open ones first."""
        access = access_of(request)
        wanted = request.query_params.get("persona")
        persona = access_object(Persona.objects.all(), access, pk=wanted) if wanted else None
        return Response(NeedSerializer(unmet_needs(access=access, persona=persona), many=True).data)


class NeedView(RefusalMixin, IdempotentMixin, APIView):
    @extend_schema(request=NeedChangeSerializer, responses=NeedSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Say how far a need has come, whose it is, and what there is to say. `pk` is the pain's;
        a step that does not follow from the state is answered with 409."""
        access = access_of(request)
        pain = access_object(_on_the_map(), access, pk=pk)
        serializer = NeedChangeSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changes = dict(serializer.validated_data)
        if "owner" in changes:
            changes["owner"] = self._owner(request, changes["owner"])
        change_need(access=access, pain=pain, changes=changes)
        (need,) = unmet_needs(access=access, only=pain)
        return Response(NeedSerializer(need).data)

    def _owner(self, request: Request, email: str) -> Any:
        if not email:
            return None
        found = owners(access_of(request)).filter(email__iexact=email).first()
        if found is None:
            raise serializers.ValidationError({"owner": "Nobody of this workspace has it."})
        return found

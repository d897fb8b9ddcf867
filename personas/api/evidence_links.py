"""Which quotes speak of which pain, over REST."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from personas.link_evidence import attach_evidence, confirm_links, detach_evidence
from personas.models import EvidenceLink
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class EvidenceLinkSerializer(TenantSerializer):
    class Meta:
        model = EvidenceLink
        fields = ("id", "evidence", "pain", "state", "confidence", "created_at")
        read_only_fields = ("state", "confidence", "created_at")
        # Attaching what was suggested confirms it, so a link that is there is no fault.
        validators: list[Any] = []


class EvidenceLinkFilter(FilterSet):
    evidence = IdFilter(field_name="evidence_id")
    pain = IdFilter(field_name="pain_id")
    state = filters.ChoiceFilter(choices=EvidenceLink.State.choices)


class EvidenceLinkViewSet(TenantViewSet):
    """A quote that speaks of a pain: suggested by likeness, or confirmed by somebody."""

    queryset: "QuerySet[EvidenceLink]" = EvidenceLink.objects.all()
    serializer_class = EvidenceLinkSerializer
    filterset_class = EvidenceLinkFilter
    http_method_names = ["get", "post", "delete", "head", "options"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = serializer.validated_data
        access = access_of(self.request)
        attach_evidence(access=access, evidence=[said["evidence"].pk], pain=said["pain"])
        serializer.instance = EvidenceLink.objects.for_workspace(access.workspace).get(**said)

    def perform_destroy(self, instance: Any) -> None:
        detach_evidence(access=access_of(self.request), link=instance)

    @extend_schema(request=None, responses=EvidenceLinkSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        """Confirm a suggestion; other suggestions for the same quote are settled by it."""
        link = self.get_object()
        if link.state == EvidenceLink.State.REJECTED:
            raise Conflict("This suggestion was rejected. Attach the quote to the pain instead.")
        confirm_links(access=access_of(request), links=[link.pk])
        link.refresh_from_db()
        return Response(self.get_serializer(link).data)

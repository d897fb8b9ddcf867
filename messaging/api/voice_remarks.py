"""Live texts that break a rule of today, over REST."""

from typing import Any, cast

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.live_texts import shown_texts
from messaging.models import VoiceRemark
from messaging.voice_check import reopen_remark, settle_remark
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of


class VoiceRemarkSerializer(TenantSerializer):
    is_live = serializers.SerializerMethodField(help_text="Visitors see the text now.")

    class Meta:
        model = VoiceRemark
        fields = (
            "id",
            "variant",
            "is_live",
            "gate",
            "detail",
            "found_at",
            "settled_at",
            "settlement",
        )
        read_only_fields = fields

    def get_is_live(self, row: VoiceRemark) -> bool:
        """Asked once for all rows of an answer."""
        asked = cast(dict[str, Any], self.context)
        if "shown" not in asked:
            rows = shown_texts(access_of(asked["request"]))
            asked["shown"] = set(rows.values_list("pk", flat=True))
        return row.variant_id in asked["shown"]


class RemarkReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, help_text="Why it may stay.")


class VoiceRemarkFilter(FilterSet):
    variant = IdFilter(field_name="variant_id")
    gate = filters.CharFilter()
    settled = filters.BooleanFilter(
        field_name="settled_at", lookup_expr="isnull", exclude=True, help_text="Settled, or not."
    )


class VoiceRemarkViewSet(RefusalMixin, TenantReadViewSet):
    """What the last check of live texts found."""

    queryset: "QuerySet[VoiceRemark]" = VoiceRemark.objects.all()
    serializer_class = VoiceRemarkSerializer
    filterset_class = VoiceRemarkFilter

    @extend_schema(request=RemarkReasonSerializer, responses=VoiceRemarkSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: int) -> Response:
        """Say why the text may stay as it is."""
        row = self.get_object()
        serializer = RemarkReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        settle_remark(access=access_of(request), row=row, **serializer.validated_data)
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses=VoiceRemarkSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Put it back on the list."""
        row = self.get_object()
        reopen_remark(access=access_of(request), row=row)
        return Response(self.get_serializer(row).data)

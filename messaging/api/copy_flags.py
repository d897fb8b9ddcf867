"""Texts that stand on words a customer took back, over REST."""

from typing import Any, cast

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.copy_flags import settle_flag
from messaging.live_texts import shown_texts
from messaging.models import CopyFlag
from messaging.taken_back import Settlement
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of


class CopyFlagSerializer(TenantSerializer):
    is_live = serializers.SerializerMethodField(
        help_text="Customers see the text now: all, some in a running test, or whoever reads "
        "it where it is in use elsewhere."
    )

    class Meta:
        model = CopyFlag
        fields = (
            "id",
            "variant",
            "is_live",
            "reason",
            "evidence",
            "created_at",
            "settled_at",
            "settlement",
        )
        read_only_fields = fields

    def get_is_live(self, flag: CopyFlag) -> bool:
        """Asked once for all rows of an answer."""
        asked = cast(dict[str, Any], self.context)
        if "shown" not in asked:
            rows = shown_texts(access_of(asked["request"]))
            flags = CopyFlag.objects.filter(workspace=flag.workspace_id).order_by()
            rows = rows.filter(pk__in=flags.values("variant"))
            asked["shown"] = set(rows.values_list("pk", flat=True))
        return flag.variant_id in asked["shown"]


class SettleSerializer(serializers.Serializer[Any]):
    how = serializers.ChoiceField(
        choices=Settlement.choices,
        help_text="`kept` takes the scope approve and a reason; `reworded` is checked.",
    )
    reason = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["how"] == Settlement.KEPT and not attrs["reason"].strip():
            raise serializers.ValidationError({"reason": "Say why it may stay."})
        return attrs


class CopyFlagFilter(FilterSet):
    variant = IdFilter(field_name="variant_id")
    settled = filters.BooleanFilter(
        field_name="settled_at", lookup_expr="isnull", exclude=True, help_text="Settled, or not."
    )


class CopyFlagViewSet(RefusalMixin, TenantReadViewSet):
    """Texts that repeat words which may no longer be used."""

    queryset: "QuerySet[CopyFlag]" = CopyFlag.objects.select_related("variant__message")
    serializer_class = CopyFlagSerializer
    filterset_class = CopyFlagFilter

    @extend_schema(request=SettleSerializer, responses=CopyFlagSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: int) -> Response:
        """Say what was done about it. What is not so is answered with 409."""
        flag = self.get_object()
        serializer = SettleSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        settle_flag(access=access_of(request), flag=flag, **serializer.validated_data)
        return Response(self.get_serializer(self.get_object()).data)

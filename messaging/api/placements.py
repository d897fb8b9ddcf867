"""The places where copy appears, and the kinds of place there are."""

from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.channels_here import channels_of
from messaging.models import Message, Placement
from messaging.placing import change_placement, create_placement, remove_placement
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class ChannelField(serializers.CharField):
    """The key of a channel, as ``channels/`` lists them: ours or the workspace's own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        key = str(super().to_internal_value(data))
        channels = channels_of(access_of(self.context["request"]))
        if key not in channels:
            known = ", ".join(channels)
            raise serializers.ValidationError(f"There is no channel {key!r}; there are {known}.")
        return key


class PlacementSerializer(TenantSerializer):
    channel = ChannelField()
    is_live = serializers.BooleanField(
        read_only=True, default=False, help_text="Whether a site that asks gets copy."
    )

    class Meta:
        model = Placement
        fields = (
            "id",
            "key",
            "name",
            "channel",
            "description",
            "campaign",
            "is_live",
            "created_at",
        )


class PlacementViewSet(RefusalMixin, TenantViewSet):
    """Creating one creates its default message, for everybody, too."""

    queryset = Placement.objects.annotate(
        is_live=Exists(
            Message.objects.filter(
                placement=OuterRef("pk"),
                persona=None,
                stage=None,
                transition=None,
                live_variant__isnull=False,
            )
        )
    )
    serializer_class = PlacementSerializer
    filterset_fields = ("key", "channel", "campaign")

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        serializer.instance = create_placement(
            access=access_of(self.request), **serializer.validated_data
        )

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        placement = serializer.instance
        assert isinstance(placement, Placement)
        change_placement(
            access=access_of(self.request),
            placement=placement,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Placement) -> None:
        remove_placement(access=access_of(self.request), placement=instance)


class PartSerializer(serializers.Serializer[dict[str, Any]]):
    key = serializers.CharField()
    name = serializers.CharField()
    hard = serializers.IntegerField(allow_null=True, help_text="Longer text is refused.")
    truncation = serializers.IntegerField(
        allow_null=True, help_text="Longer text is accepted, and its end not seen."
    )
    minimum = serializers.IntegerField(help_text="The fewest texts this part takes.")
    maximum = serializers.IntegerField(help_text="The most; above 1 the part is a list.")
    counting = serializers.CharField()
    multiline = serializers.BooleanField()


class ChannelSerializer(serializers.Serializer[dict[str, Any]]):
    key = serializers.CharField()
    name = serializers.CharField()
    parts = PartSerializer(many=True)
    source = serializers.CharField(required=False)  # type: ignore[assignment]
    checked_on = serializers.CharField()
    notes = serializers.CharField()
    merge_tags = serializers.BooleanField()


class ChannelsView(APIView):
    @extend_schema(responses=ChannelSerializer(many=True), operation_id="channels_list")
    def get(self, request: Request) -> Response:
        """Every kind of place, with what fits in it, and who says so."""
        channels = channels_of(access_of(request)).values()
        return Response([ChannelSerializer(asdict(each)).data for each in channels])

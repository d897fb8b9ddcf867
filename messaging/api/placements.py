"""Campaigns, the places where copy appears, and the kinds of place there are."""

from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.channels import all_channels
from messaging.models import Campaign, Message, Placement
from messaging.placing import change_placement, create_placement, remove_placement
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of
from workspaces.changes import create_row, one_record, record


def known_channel(key: str) -> None:
    if key not in all_channels():
        known = ", ".join(all_channels())
        raise serializers.ValidationError(f"There is no channel {key!r}; there are {known}.")


class ChannelField(serializers.CharField):
    """The key of a channel, as ``channels/`` lists them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[known_channel], max_length=40, **kwargs)


class CampaignSerializer(TenantSerializer):
    channels = serializers.ListField(child=ChannelField(), required=False)

    class Meta:
        model = Campaign
        fields = (
            "id",
            "name",
            "goal",
            "offer",
            "personas",
            "starts_on",
            "ends_on",
            "channels",
            "final_url",
            "ad_group",
            "created_at",
            "archived_at",
        )
        read_only_fields = ("archived_at",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts, ends = (
            attrs.get(name, getattr(self.instance, name, None)) for name in ("starts_on", "ends_on")
        )
        if starts and ends and ends < starts:
            raise serializers.ValidationError({"ends_on": "The campaign ends before it starts."})
        return attrs


class CampaignViewSet(TenantViewSet):
    queryset = Campaign.objects.prefetch_related("personas")
    serializer_class = CampaignSerializer

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        values = dict(serializer.validated_data)
        personas = values.pop("personas", [])
        campaign = Campaign(**values)
        access = access_of(self.request)
        with one_record(access=access, action="created", target=campaign):
            create_row(access=access, instance=campaign)
            campaign.personas.set(personas)
            chosen = {"personas": sorted(persona.pk for persona in personas)}
            record(access=access, action="created", target=campaign, after=chosen)
        serializer.instance = campaign

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        personas = serializer.validated_data.pop("personas", None)
        campaign = serializer.instance
        assert isinstance(campaign, Campaign)
        with one_record(access=access_of(self.request), action="changed", target=campaign):
            super().perform_update(serializer)
            if personas is not None:
                before = sorted(persona.pk for persona in campaign.personas.all())
                after = sorted(persona.pk for persona in personas)
                if before != after:
                    campaign.personas.set(personas)
                    record(
                        access=access_of(self.request),
                        action="changed",
                        target=campaign,
                        before={"personas": before},
                        after={"personas": after},
                    )


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
        return Response([ChannelSerializer(asdict(each)).data for each in all_channels().values()])

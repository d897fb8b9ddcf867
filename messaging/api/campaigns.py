"""Campaigns over REST: whom they are for, where they lead, their plan, and drafts for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.placements import ChannelField
from messaging.api.refusals import RefusalMixin
from messaging.campaigns import (
    UTM_KEYS,
    Leads,
    change_campaign,
    create_campaign,
    day_of,
    remove_campaign,
    state_of,
)
from messaging.campaigns_ask import MOST_A_CELL, MOST_CELLS, request_drafts
from messaging.campaigns_cells import STATES, CampaignPlan, Cell, Key
from messaging.campaigns_plan import Decision, decide_cells, plan_of
from messaging.models import Campaign, Destination
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantSerializer, TenantViewSet, access_of

LISTS = ("personas", "stages")


class FinalUrl(serializers.CharField):
    """A link that people land on: https only, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        message = "A link that begins with https:// and a host."
        only = URLValidator(schemes=["https"], message=message)
        super().__init__(
            max_length=500, required=False, allow_blank=True, validators=[only], **kwargs
        )


class UtmField(serializers.DictField):
    """source, medium, campaign and term; the content is the key of each text."""

    def __init__(self, **kwargs: Any) -> None:
        child = serializers.CharField(max_length=120, allow_blank=True)
        super().__init__(child=child, required=False, **kwargs)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        said: dict[str, str] = super().to_internal_value(data)
        unknown = [key for key in said if key not in UTM_KEYS]
        if unknown:
            known = ", ".join(UTM_KEYS)
            raise serializers.ValidationError(f"There is no {unknown[0]!r}; there are {known}.")
        return {key: value for key, value in said.items() if value}


class DestinationSerializer(TenantSerializer):
    """Where the copy of one channel leads; what is empty comes from the campaign."""

    channel = ChannelField()
    final_url = FinalUrl()
    utm = UtmField()

    class Meta:
        model = Destination
        fields = ("channel", "final_url", "account", "campaign_name", "ad_group", "utm")


class CampaignSerializer(TenantSerializer):
    """No ``stages`` means all of the journey. ``destinations`` that are sent replace all others."""

    channels = serializers.ListField(child=ChannelField(), required=False)
    final_url = FinalUrl()
    utm = UtmField(help_text="What links carry: source, medium, campaign, term.")
    destinations = DestinationSerializer(many=True, required=False)
    state = serializers.SerializerMethodField(help_text="planned, running, over or archived")

    class Meta:
        model = Campaign
        fields = (
            "id",
            "name",
            "goal",
            "offer",
            "personas",
            "stages",
            "starts_on",
            "ends_on",
            "channels",
            "final_url",
            "ad_group",
            "utm",
            "destinations",
            "state",
            "created_at",
            "archived_at",
        )
        read_only_fields = ("archived_at",)

    def get_state(self, campaign: Campaign) -> str:
        return state_of(campaign, day_of(access_of(self.context["request"])))

    def validate_destinations(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # In a PATCH the fields of rows need not be there either, says the framework.
        if any("channel" not in row for row in rows):
            raise serializers.ValidationError("Say of each which channel it is for.")
        channels = [row["channel"] for row in rows]
        twice = [each for each in channels if channels.count(each) > 1]
        if twice:
            raise serializers.ValidationError(f"{twice[0]} is there twice.")
        return rows

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts, ends = (
            attrs.get(name, getattr(self.instance, name, None)) for name in ("starts_on", "ends_on")
        )
        if starts and ends and ends < starts:
            raise serializers.ValidationError({"ends_on": "The campaign ends before it starts."})
        return attrs


class CellSerializer(serializers.Serializer[dict[str, Any]]):
    """One cell: a persona at a stage on a channel."""

    persona = InWorkspace(queryset=Persona.objects.all())
    stage = InWorkspace(queryset=JourneyStage.objects.all())
    channel = serializers.CharField(max_length=40)


class PlannedSerializer(serializers.Serializer[Cell]):
    persona = serializers.IntegerField(source="persona.pk")
    stage = serializers.IntegerField(source="stage.pk")
    channel = serializers.CharField(source="channel.key")
    pain = serializers.SerializerMethodField(
        help_text="Null where no pain of the persona is known."
    )
    is_chosen = serializers.BooleanField(help_text="Whether people chose this pain.")
    is_out = serializers.BooleanField(help_text="Left out of the plan.")
    state = serializers.ChoiceField(choices=list(STATES))
    drafts = serializers.IntegerField(source="texts.drafts")
    waiting = serializers.IntegerField(source="texts.waiting")
    approved = serializers.IntegerField(source="texts.approved")
    live = serializers.IntegerField(source="texts.live")
    assumed = serializers.BooleanField(source="is_assumed", help_text="Nobody ever said the pain.")
    worth = serializers.FloatField(help_text="What there is to win here, 0 to 20.")
    gap = serializers.FloatField(help_text="The same, until something is live.")

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_pain(self, cell: Cell) -> int | None:
        return cell.pain.pk if cell.pain else None


class CampaignPlanSerializer(serializers.Serializer[CampaignPlan]):
    planned = serializers.SerializerMethodField(help_text="Cells that are not left out.")
    filled = serializers.IntegerField(help_text="Of these, the ones with at least a draft.")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="State -> cells.")
    unknown_channels = serializers.ListField(child=serializers.CharField(), source="unknown")
    cells = PlannedSerializer(many=True)

    def get_planned(self, plan: CampaignPlan) -> int:
        return len(plan.planned)


class DecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What is to hold for ``cells``: left out or not, and the pain they speak to (null: the one
    with most to win). What is not sent stays."""

    cells = CellSerializer(many=True, allow_empty=False)
    is_out = serializers.BooleanField(required=False)
    pain = InWorkspace(
        queryset=PainPoint.objects.select_related("persona"), required=False, allow_null=True
    )

    def validate_cells(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > MOST_CELLS:
            raise serializers.ValidationError(f"At most {MOST_CELLS} cells at once.")
        return rows


class DraftsSerializer(serializers.Serializer[dict[str, Any]]):
    count = serializers.IntegerField(
        min_value=1, max_value=MOST_A_CELL, default=2, help_text="Drafts for each cell."
    )
    cells = CellSerializer(
        many=True, required=False, help_text="Without it: the cells with nothing yet."
    )


class CampaignViewSet(RefusalMixin, TenantViewSet):
    queryset = Campaign.objects.prefetch_related("personas", "stages", "destinations")
    serializer_class = CampaignSerializer

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        values, lists, leads = _split(serializer.validated_data)
        serializer.instance = create_campaign(
            access=access_of(self.request),
            values=values,
            destinations=leads,
            personas=lists.get("personas", ()),
            stages=lists.get("stages", ()),
        )

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        values, lists, leads = _split(serializer.validated_data)
        campaign = serializer.instance
        assert isinstance(campaign, Campaign)
        change_campaign(
            access=access_of(self.request),
            campaign=campaign,
            changes=values,
            destinations=leads,
            **lists,
        )
        # What was read beforehand of personas, stages and destinations is told anew.
        serializer.instance = self.get_queryset().get(pk=campaign.pk)

    def perform_destroy(self, instance: Campaign) -> None:
        remove_campaign(access=access_of(self.request), campaign=instance)

    @extend_schema(responses=CampaignPlanSerializer)
    @action(detail=True, methods=["get"])
    def plan(self, request: Request, pk: str) -> Response:
        """Which cells the campaign fills, and what each speaks to."""
        found = plan_of(access=access_of(request), campaign=self.get_object())
        return Response(CampaignPlanSerializer(found).data)

    @extend_schema(request=DecisionSerializer, responses=CampaignPlanSerializer)
    @plan.mapping.patch
    def decide(self, request: Request, pk: str) -> Response:
        """Leave cells out, put them back in, or choose the pain they speak to."""
        campaign = self.get_object()
        serializer = DecisionSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        access = access_of(request)
        decide_cells(
            access=access,
            campaign=campaign,
            keys=_keys(said["cells"]),
            decision=Decision(said.get("is_out"), said.get("pain"), "pain" not in said),
        )
        return Response(CampaignPlanSerializer(plan_of(access=access, campaign=campaign)).data)

    @extend_schema(request=DraftsSerializer, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def generate(self, request: Request, pk: str) -> Response:
        """Have drafts written for the plan. The answer is a job: read it until it is done."""
        campaign = self.get_object()
        serializer = DraftsSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        job = request_drafts(
            access=access_of(request),
            campaign=campaign,
            count=said["count"],
            keys=_keys(said["cells"]) if "cells" in said else None,
        )
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


def _keys(rows: Iterable[Mapping[str, Any]]) -> list[Key]:
    return [(row["persona"].pk, row["stage"].pk, str(row["channel"])) for row in rows]


def _split(
    said: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Leads] | None]:
    """The columns, the lists of rows and the destinations; what was not sent is in none."""
    values = {name: said[name] for name in said if name not in (*LISTS, "destinations")}
    lists = {name: said[name] for name in LISTS if name in said}
    if "destinations" not in said:
        return values, lists, None
    leads = {}
    for row in said["destinations"]:
        rest = {name: value for name, value in row.items() if name != "channel"}
        leads[row["channel"]] = Leads(**rest)
    return values, lists, leads

"""How visitors really moved along the journey, over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.constants import JOURNEY_DAYS
from experiments.observed_journey import ask_for_observation
from experiments.observed_journey_read import Observed, read_observed
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import access_of

DAYS = [str(days) for days in JOURNEY_DAYS]


class Told(serializers.Serializer[Any]):
    """What is only ever read."""


class ObservedWaySerializer(Told):
    from_stage = serializers.CharField(source="source.key", help_text="Key of the stage they left.")
    to_stage = serializers.CharField(
        source="target.key", help_text="Key of the stage they reached."
    )
    visitors = serializers.IntegerField()
    moves = serializers.IntegerField(help_text="How often it happened.")
    median_seconds = serializers.IntegerField(
        allow_null=True, help_text="Half of them took at most this long from stage to stage."
    )
    is_planned = serializers.BooleanField(help_text="Whether a transition says so.")
    is_back = serializers.BooleanField(help_text="Whether it leads to an earlier stage.")


class ObservedStageSerializer(Told):
    stage = serializers.CharField(source="stage.key")
    visitors = serializers.IntegerField()
    entries = serializers.IntegerField(help_text="Visitors whose first signal was here.")
    exits = serializers.IntegerField(help_text="Visitors who gave no signal afterwards.")
    came_back = serializers.IntegerField(help_text="Visitors who came back here after an exit.")


class ObservedCopySerializer(Told):
    stage = serializers.CharField(source="stage.key")
    variant = serializers.CharField(source="variant_key")
    placement = serializers.CharField(source="placement_key")
    left = serializers.IntegerField(help_text="Stays with this text that ended in leaving.")
    ended = serializers.IntegerField(help_text="Stays with this text that have ended.")
    low = serializers.FloatField(allow_null=True, help_text="Share that left, 95 % interval.")
    high = serializers.FloatField(allow_null=True)


class ObservedJourneySerializer(Told):
    days = serializers.IntegerField()
    taken_at = serializers.DateTimeField(allow_null=True, help_text="Null: not read yet.")
    is_wanted = serializers.BooleanField(help_text="Whether it is about to be read again.")
    visitors = serializers.IntegerField()
    simulated = serializers.IntegerField(help_text="Of them, invented ones.")
    ways = ObservedWaySerializer(many=True)
    stages = ObservedStageSerializer(many=True)
    copy = ObservedCopySerializer(many=True, help_text="Observed, not tested.")


class ObservedJourneyView(IdempotentMixin, APIView):
    """How visitors really moved in the last days, over the journey as planned."""

    @extend_schema(
        parameters=[
            OpenApiParameter("days", enum=DAYS, default=DAYS[-1], description="How far back.")
        ],
        responses={200: ObservedJourneySerializer},
    )
    def get(self, request: Request) -> Response:
        given = request.query_params.get("days", DAYS[-1])
        if given not in DAYS:
            raise ValidationError({"days": [f"“days” is one of {', '.join(DAYS)}."]})
        return Response(_told(read_observed(access=access_of(request), days=int(given))))

    @extend_schema(request=None, responses={202: ObservedJourneySerializer})
    def post(self, request: Request) -> Response:
        """Ask for it to be read from the log again; it takes about a minute."""
        access = access_of(request)
        ask_for_observation(access=access)
        return Response(_told(read_observed(access=access)), status=202)


def _told(found: Observed) -> Any:
    return ObservedJourneySerializer(found).data

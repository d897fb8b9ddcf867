"""Events that could not be taken: read why, and try them again."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from experiments.api.base import RefusalMixin
from experiments.api.events import summary
from experiments.constants import REPLAY_AT_ONCE
from experiments.intake import replay
from experiments.models import QuarantinedEvent
from experiments.quarantine import discard
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of


class QuarantinedEventSerializer(TenantSerializer):
    body = serializers.JSONField(read_only=True, help_text="The event as it was sent.")

    class Meta:
        model = QuarantinedEvent
        fields = ["id", "received_at", "code", "detail", "body", "replayed_at"]
        read_only_fields = fields


class EventResultSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(["accepted", "duplicate", "rejected"])
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)


class EventResultsSerializer(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    rejected = serializers.IntegerField()
    results = EventResultSerializer(many=True)


class ReplaySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        required=False, help_text="Only events with this fault; all if it is left out."
    )


class QuarantineViewSet(RefusalMixin, TenantReadViewSet):
    """Bad events, newest first. Nothing that was sent is dropped in silence."""

    queryset = QuarantinedEvent.objects.all()
    serializer_class = QuarantinedEventSerializer
    filterset_fields = {"code": ["exact"], "replayed_at": ["isnull"]}

    def destroy(self, request: Request, pk: int) -> Response:
        """Delete one event for good."""
        event = self.get_object()
        rows = QuarantinedEvent.objects.for_workspace(access_of(request).workspace)
        discard(access=access_of(request), events=rows.filter(pk=event.pk))
        return Response(status=204)

    @extend_schema(request=None, responses={200: EventResultsSerializer})
    @action(detail=True, methods=["post"], url_path="replay")
    def replay_one(self, request: Request, pk: int) -> Response:
        """Try one event again, as if it came when it did."""
        return Response(summary(replay(access=access_of(request), events=[self.get_object()])))

    @extend_schema(
        operation_id="quarantine_replay_many",
        request=ReplaySerializer,
        responses={200: EventResultsSerializer},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="replay")
    def replay_many(self, request: Request) -> Response:
        """Try the oldest events again, up to a thousand at once."""
        form = ReplaySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        rows = self.get_queryset().filter(replayed_at=None, **form.validated_data)
        events = list(rows.order_by("received_at", "id")[:REPLAY_AT_ONCE])
        return Response(summary(replay(access=access_of(request), events=events)))

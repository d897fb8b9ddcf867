"""What a place says to one persona at one moment, and drafts for it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.api.variants import VariantSerializer
from messaging.conflicts import TwoTimesError
from messaging.drafting import MOST_DRAFTS, Order, fingerprint, generate_drafts, keep_drafts
from messaging.models import Message
from messaging.placing import create_message, remove_message
from messaging.writing.able import why_not_written
from messaging.writing.draft import Draft
from messaging.writing.select import missing
from personas.models import JourneyStage, PainPoint
from workspaces.access import VIEW
from workspaces.api.views import InWorkspace, TenantSerializer, TenantViewSet, access_of


class MessageSerializer(TenantSerializer):
    """``language`` is the workspace's where none is given."""

    language = serializers.CharField(max_length=12, required=False)

    class Meta:
        model = Message
        fields = (
            "id",
            "placement",
            "persona",
            "stage",
            "transition",
            "language",
            "live_variant",
            "live_since",
            "created_at",
        )
        read_only_fields = ("live_variant", "live_since")
        # Which of them may be open together is the use case's to say, with a better sentence.
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("stage") and attrs.get("transition"):
            raise serializers.ValidationError({"transition": TwoTimesError().message})
        return attrs


class OrderSerializer(serializers.Serializer[dict[str, Any]]):
    """The same order gives the same drafts, as long as the brief stays as it is."""

    pain = InWorkspace(queryset=PainPoint.objects.select_related("persona"))
    stage = InWorkspace(
        queryset=JourneyStage.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="For a message that leaves the moment open.",
    )
    seed = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)
    count = serializers.IntegerField(min_value=1, max_value=MOST_DRAFTS, default=6)
    framework = serializers.CharField(required=False, allow_blank=True, default="")

    def order(self) -> Order:
        wanted = self.validated_data
        return Order(
            pain=wanted["pain"],
            stage=wanted["stage"],
            seed=wanted["seed"],
            count=wanted["count"],
            framework=wanted["framework"],
        )


class KeepSerializer(OrderSerializer):
    drafts = serializers.ListField(
        child=serializers.CharField(max_length=64),
        min_length=1,
        help_text="The fingerprints of the drafts to keep.",
    )


class SourceSerializer(serializers.Serializer[dict[str, Any]]):
    part = serializers.CharField()
    sentence = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="What the sentence stands on: kind, id and field, joined by dots."
    )


class DraftSerializer(serializers.Serializer[dict[str, Any]]):
    fingerprint = serializers.CharField(help_text="By this name the draft is kept.")
    parts = serializers.DictField()
    framework = serializers.CharField()
    stage = serializers.CharField()
    score = serializers.FloatField(
        allow_null=True, help_text="The lens's, 0 to 100; null in a language it does not read."
    )
    trace = SourceSerializer(many=True)
    rejected = serializers.CharField(allow_null=True, help_text="The gate and why, if held back.")


class MissingSerializer(serializers.Serializer[dict[str, Any]]):
    field = serializers.CharField()
    unlocks = serializers.CharField()


class GeneratedSerializer(serializers.Serializer[dict[str, Any]]):
    drafts = DraftSerializer(many=True)
    held_back = DraftSerializer(many=True)
    missing = MissingSerializer(many=True)
    unwritten = serializers.CharField(
        allow_blank=True, help_text="Why nothing can be written in this language, if so."
    )


class MessageViewSet(RefusalMixin, TenantViewSet):
    queryset = Message.objects.with_aims()
    serializer_class = MessageSerializer
    http_method_names = ["get", "post", "delete", "head", "options"]
    filterset_fields = ("placement", "persona", "stage", "transition", "language")
    permissions_by_action = {"generate": VIEW}

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        serializer.instance = create_message(
            access=access_of(self.request), **serializer.validated_data
        )

    def perform_destroy(self, instance: Message) -> None:
        remove_message(access=access_of(self.request), message=instance)

    @extend_schema(request=OrderSerializer, responses=GeneratedSerializer)
    @action(detail=True, methods=["post"])
    def generate(self, request: Request, pk: str) -> Response:
        """Drafts by the phrase writer, at once. Nothing is stored until a draft is kept."""
        message = self.get_object()
        serializer = OrderSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        found = generate_drafts(
            access=access_of(request), message=message, order=serializer.order()
        )
        body = {
            "drafts": [_draft(draft) for draft in found.drafts],
            "held_back": [_draft(draft) for draft in found.held_back],
            "missing": [
                {"field": each.field, "unlocks": each.unlocks} for each in missing(found.brief)
            ],
            "unwritten": why_not_written(found.brief, serializer.order().framework),
        }
        return Response(GeneratedSerializer(body).data)

    @extend_schema(request=KeepSerializer, responses={201: VariantSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Make variants of drafts that ``generate`` offered for the same order."""
        message = self.get_object()
        serializer = KeepSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        kept = keep_drafts(
            access=access_of(request),
            message=message,
            order=serializer.order(),
            fingerprints=serializer.validated_data["drafts"],
        )
        return Response(VariantSerializer(kept, many=True).data, status=status.HTTP_201_CREATED)


def _draft(draft: Draft) -> dict[str, Any]:
    return {"rejected": None, **draft.to_json(), "fingerprint": fingerprint(draft)}

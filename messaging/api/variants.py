"""Wordings of a message, and the steps from draft to live."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.api.text_versions import RestoreSerializer, WorkingActions
from messaging.api.translations import TranslateSerializer, TranslationActions
from messaging.approval import (
    approve_variant,
    reject_variant,
    restore_variant,
    retire_variant,
    submit_variant,
)
from messaging.channels import Parts
from messaging.channels_here import channel_for
from messaging.explanation import TraceEnd, explain_variant
from messaging.judgement import tidy_parts
from messaging.models import Message, Variant
from messaging.pins import Pins, PinsError, tidy_pins
from messaging.publishing import set_live
from messaging.wording import Wording, edit_variant, write_variant
from workspaces.access import APPROVE, Access
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class VariantSerializer(TenantSerializer):
    """``revision`` comes back with a change, so that nobody overwrites what they have not read."""

    parts = serializers.DictField(
        help_text="The channel's parts: a text, or a list of texts where the part takes several."
    )
    pins = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        required=False,
        help_text="Part -> number of the text, from 0 -> the position it always stands at, from 1.",
    )
    revision = serializers.IntegerField(required=False, min_value=1)
    is_live = serializers.SerializerMethodField()

    class Meta:
        model = Variant
        fields = (
            "id",
            "key",
            "message",
            "parts",
            "pins",
            "pain",
            "proof",
            "framework",
            "language",
            "state",
            "is_live",
            "derived_from",
            "translation_of",
            "translated_revision",
            "seed",
            "score",
            "revision",
            "reason",
            "created_at",
            "submitted_at",
            "decided_at",
        )
        read_only_fields = (
            "framework",
            "language",
            "state",
            "derived_from",
            "translation_of",
            "translated_revision",
            "seed",
            "score",
            "reason",
            "submitted_at",
            "decided_at",
        )
        extra_kwargs = {"key": {"required": False}}

    def _pins(self, message: Message, attrs: dict[str, Any]) -> Pins:
        access = access_of(self.context["request"])
        channel = channel_for(access=access, key=message.placement.channel)
        parts = attrs.get("parts", self.instance.parts if self.instance else {})
        try:
            return tidy_pins(channel, parts, attrs["pins"])
        except PinsError as error:
            faults = {f"pins.{place}": said for place, said in error.faults.items()}
            raise serializers.ValidationError(faults) from error

    def get_is_live(self, variant: Variant) -> bool:
        return bool(variant.message.live_variant_id == variant.pk)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            fixed = [name for name in ("message", "key") if name in attrs]
            if fixed:
                raise serializers.ValidationError({fixed[0]: "This stays as it is."})
            if "revision" not in attrs:
                detail = "Send the revision you read, so that nobody's words are lost."
                raise serializers.ValidationError({"revision": detail}, code="required")
        message: Message = self.instance.message if self.instance else attrs["message"]
        if "pins" in attrs:
            attrs["pins"] = self._pins(message, attrs)
        if "parts" in attrs:
            access = access_of(self.context["request"])
            attrs["parts"] = _parts(access, message, attrs["parts"])
        return attrs


class RejectSerializer(serializers.Serializer[dict[str, Any]]):
    reason = serializers.CharField(max_length=300, help_text="What its writer should know.")


class TraceQuoteSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.IntegerField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    customer_status = serializers.CharField()
    may_quote = serializers.BooleanField()


class TraceRowSerializer(serializers.Serializer[dict[str, Any]]):
    kind = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    assumed = serializers.BooleanField(help_text="A slot of a pain that no quote is marked for.")
    words = serializers.ListField(
        child=serializers.CharField(), help_text="Words of quotes that fill the slot."
    )


class TraceSentenceSerializer(serializers.Serializer[dict[str, Any]]):
    part = serializers.CharField()
    sentence = serializers.CharField()
    sources = TraceRowSerializer(many=True)
    quotes = TraceQuoteSerializer(many=True)


class TraceSerializer(serializers.Serializer[dict[str, Any]]):
    share = serializers.IntegerField(help_text="Percent of the sentences that rest on quotes.")
    sentences = TraceSentenceSerializer(many=True)


@extend_schema_view(
    translate=extend_schema(request=TranslateSerializer, responses={201: VariantSerializer}),
    restore_version=extend_schema(
        request=RestoreSerializer, responses={200: VariantSerializer, 201: VariantSerializer}
    ),
)
class VariantViewSet(TranslationActions, WorkingActions, RefusalMixin, TenantViewSet):
    queryset = Variant.objects.select_related(
        "message__placement__campaign__offer",
        "message__persona",
        "message__stage",
        "message__transition__to_stage",
    )
    serializer_class = VariantSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    filterset_fields = ("message", "pain", "state", "language", "message__placement")
    permissions_by_action = {"approve": APPROVE, "reject": APPROVE, "publish": APPROVE}

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        wanted = serializer.validated_data
        serializer.instance = write_variant(
            access=access_of(self.request),
            message=wanted["message"],
            wording=Wording(
                wanted["parts"],
                wanted.get("pain"),
                wanted.get("proof"),
                pins=wanted.get("pins", {}),
            ),
            key=wanted.get("key", ""),
        )

    @extend_schema(responses={200: VariantSerializer, 201: VariantSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a draft. Of what was submitted, a new draft is made and answered with 201."""
        variant = self.get_object()
        serializer = self.get_serializer(variant, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data
        saved = edit_variant(
            access=access_of(request),
            variant=variant,
            parts=wanted.get("parts", variant.parts),
            pins=wanted.get("pins"),
            revision=wanted["revision"],
            pain=wanted.get("pain", variant.pain),
            proof=wanted.get("proof", variant.proof),
        )
        code = status.HTTP_200_OK if saved.pk == variant.pk else status.HTTP_201_CREATED
        return Response(self.get_serializer(saved).data, status=code)

    @extend_schema(request=None, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Ask for approval. What the channel would refuse is answered with 409 and its parts."""
        return self._step(submit_variant)

    @extend_schema(request=None, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        return self._step(approve_variant)

    @extend_schema(request=RejectSerializer, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        self.get_object()  # what is not there is told before what is missing in the body
        serializer = RejectSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return self._step(reject_variant, reason=serializer.validated_data["reason"])

    @extend_schema(request=None, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Take it out of use. What is live is replaced first, never taken away."""
        return self._step(retire_variant)

    @extend_schema(request=None, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        return self._step(restore_variant)

    @extend_schema(request=None, responses=VariantSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Show it to everybody its message speaks to, in place of what was live."""
        variant = self.get_object()
        set_live(access=access_of(request), message=variant.message, variant=variant)
        return Response(self.get_serializer(variant).data)

    @extend_schema(responses=TraceSerializer)
    @action(detail=True, methods=["get"])
    def trace(self, request: Request, pk: str) -> Response:
        """What each sentence stands on, down to the quotes behind it."""
        variant = self.get_object()
        access = access_of(request)
        channel = channel_for(access=access, key=variant.message.placement.channel)
        found = explain_variant(access=access, variant=variant, channel=channel)
        sentences = [
            {
                "part": text.placed.place,
                "sentence": each.sentence,
                "sources": [_source(end.row) | _end(end) for end in each.ends],
                "quotes": each.quotes,
            }
            for text in found.texts
            for each in text.sentences
        ]
        return Response(TraceSerializer({"share": found.share, "sentences": sentences}).data)

    def _step(self, take: Callable[..., Variant], **arguments: Any) -> Response:
        variant = self.get_object()
        take(access=access_of(self.request), variant=variant, **arguments)
        return Response(self.get_serializer(variant).data)


def _parts(access: Access, message: Message, parts: dict[str, Any]) -> Parts:
    try:
        return tidy_parts(channel_for(access=access, key=message.placement.channel), parts)
    except (KeyError, TypeError) as error:
        raise serializers.ValidationError({"parts": str(error.args[0])}) from error


def _end(end: TraceEnd) -> dict[str, Any]:
    return {"assumed": end.is_assumed, "words": [each.words for each in end.sources if each.words]}


def _source(row: Any) -> dict[str, Any]:
    for kind in ("pain", "evidence", "proof", "relief"):
        target = getattr(row, f"{kind}_id")
        if target is not None:
            return {"kind": kind, "id": target, "field": row.field}
    kind, _, field = row.field.partition(".")
    return {"kind": kind, "id": None, "field": field}

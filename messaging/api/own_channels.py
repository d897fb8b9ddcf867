"""Channels of a workspace's own and its merge tags, over REST."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.channels.document import DocumentError
from messaging.channels_here import tags_of
from messaging.merge_tag_settings import MergeTagsError, set_merge_tags
from messaging.models import OwnChannel
from messaging.own_channels import add_channel, change_channel, remove_channel
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of

DOCUMENT = ("name", "parts", "source", "checked_on", "notes", "merge_tags", "utm", "like")


@contextmanager
def said_by_field() -> Iterator[None]:
    """Errors of the document as errors of the fields they are about."""
    try:
        yield
    except DocumentError as error:
        faults: dict[str, list[str]] = {}
        for fault in error.faults:
            place = re.sub(r"\[(\d+)\]", r".\1", fault.place)
            faults.setdefault(place, []).append(fault.message)
        raise serializers.ValidationError(faults) from error
    except ValueError as error:
        raise serializers.ValidationError({"layout": str(error)}) from error


class OwnPartSerializer(serializers.Serializer[dict[str, Any]]):
    """One text the channel takes; without a key it gets one from its name."""

    key = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=80)
    hard = serializers.IntegerField(allow_null=True, required=False)
    truncation = serializers.IntegerField(allow_null=True, required=False)
    hard_octets = serializers.IntegerField(allow_null=True, required=False)
    minimum = serializers.IntegerField(required=False, default=1)
    maximum = serializers.IntegerField(required=False, default=1)
    counting = serializers.CharField(required=False, default="characters")
    multiline = serializers.BooleanField(required=False, default=False)
    appended = serializers.CharField(required=False, default="", allow_blank=True)
    pins = serializers.IntegerField(required=False, default=0)
    seen_on = serializers.ListField(required=False, default=list)


class OwnChannelSerializer(TenantSerializer):
    """The key of one of ours sets own limits for it; any other is a channel of your own."""

    parts = OwnPartSerializer(many=True)
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, max_length=300
    )
    checked_on = serializers.CharField(required=False, allow_blank=True)
    notes = serializers.CharField(required=False, allow_blank=True)
    merge_tags = serializers.BooleanField(required=False)
    utm = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    like = serializers.CharField(required=False, allow_blank=True)
    layout = serializers.DictField(required=False, help_text="How drafts fill it.")
    anyway = serializers.BooleanField(
        required=False, write_only=True, help_text="Save although texts would no longer fit."
    )

    class Meta:
        model = OwnChannel
        fields = (
            "id",
            "key",
            "name",
            "parts",
            "source",
            "checked_on",
            "notes",
            "merge_tags",
            "utm",
            "like",
            "layout",
            "anyway",
            "created_at",
            "updated_at",
        )

    def to_representation(self, instance: OwnChannel) -> dict[str, Any]:
        document = {name: instance.document.get(name) for name in DOCUMENT}
        return {
            "id": instance.pk,
            "key": instance.key,
            **document,
            "layout": instance.layout,
            "created_at": instance.created_at,
            "updated_at": instance.updated_at,
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None and attrs.get("key", self.instance.key) != self.instance.key:
            raise serializers.ValidationError({"key": "This stays as it is."})
        return attrs


class OwnChannelViewSet(RefusalMixin, TenantViewSet):
    """What a workspace adds to our channels, or changes of them."""

    queryset = OwnChannel.objects.all()
    serializer_class = OwnChannelSerializer
    filterset_fields = ("key",)

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        wanted = dict(serializer.validated_data)
        with said_by_field():
            serializer.instance = add_channel(
                access=access_of(self.request),
                key=wanted["key"],
                document={name: wanted[name] for name in DOCUMENT if name in wanted},
                layout=wanted.get("layout"),
                anyway=wanted.get("anyway", False),
            )

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        row = serializer.instance
        assert isinstance(row, OwnChannel)
        wanted = dict(serializer.validated_data)
        with said_by_field():
            change_channel(
                access=access_of(self.request),
                channel=row,
                document=row.document | {name: wanted[name] for name in DOCUMENT if name in wanted},
                layout=wanted.get("layout"),
                anyway=wanted.get("anyway", False),
            )

    def perform_destroy(self, instance: OwnChannel) -> None:
        remove_channel(access=access_of(self.request), channel=instance)


class MergeTagsSerializer(serializers.Serializer[dict[str, Any]]):
    """``fields`` and ``longest`` are given whole: what is left out is as everybody has it."""

    dialect = serializers.CharField(
        required=False, allow_blank=True, help_text="The way copy is taken along, empty for none."
    )
    fields_by_dialect = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)),
        required=False,
        help_text="Dialect -> merge tag -> what the tool calls the field.",
    )
    longest = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="Merge tag -> the longest value there is; limits are counted with it.",
    )


class MergeTagsView(IdempotentMixin, APIView):
    """What merge tags there are, and what the tools call them: one set for each workspace."""

    @extend_schema(responses=MergeTagsSerializer)
    def get(self, request: Request) -> Response:
        """The merge tags that may be used, and what the tools call them."""
        return Response(_tags(request))

    @extend_schema(request=MergeTagsSerializer, responses=MergeTagsSerializer)
    def patch(self, request: Request) -> Response:
        serializer = MergeTagsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data
        tags = tags_of(access_of(request))
        try:
            set_merge_tags(
                access=access_of(request),
                dialect=wanted.get("dialect", tags.dialect),
                fields=wanted.get("fields_by_dialect", tags.fields),
                longest=wanted.get("longest", tags.longest),
            )
        except MergeTagsError as error:
            raise serializers.ValidationError(error.faults) from error
        return Response(_tags(request))


def _tags(request: Request) -> dict[str, Any]:
    tags = tags_of(access_of(request))
    return {
        "dialect": tags.dialect,
        "fields_by_dialect": tags.fields,
        "longest": tags.longest,
    }

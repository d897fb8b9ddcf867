"""A text in other languages: actions of a variant."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.channels_here import channel_for
from messaging.judgement import tidy_parts
from messaging.models import Variant
from messaging.translations import (
    SameLanguageError,
    UnevenError,
    confirm_translation,
    translate_variant,
    translations_of,
)
from personas.grammar.languages import language_code
from workspaces.api.views import access_of


class TranslateSerializer(serializers.Serializer[dict[str, Any]]):
    """``same`` are keys of parts whose sentences correspond to the source's one by one: they stand
    on what those stand on."""

    language = serializers.CharField(max_length=12, help_text="As en, de or de-AT.")
    parts = serializers.DictField(help_text="The parts of the same channel, in that language.")
    same = serializers.ListField(child=serializers.CharField(), required=False)

    def validate_language(self, value: str) -> str:
        try:
            return language_code(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class TranslationSerializer(serializers.Serializer[Any]):
    """``older`` says why it may no longer say what its source says; empty where it does."""

    id = serializers.IntegerField(source="variant.pk")
    key = serializers.CharField(source="variant.key")
    state = serializers.CharField(source="variant.state")
    language = serializers.CharField()
    older = serializers.CharField()


class TranslationActions:
    """For the view of variants: what a text is called in other languages."""

    @extend_schema(responses=TranslationSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def translations(self, request: Request, pk: str) -> Response:
        """The translations in use, and which may be older than what they translate."""
        variant: Variant = self.get_object()  # type: ignore[attr-defined]
        found = translations_of(access=access_of(request), variant=variant)
        return Response(TranslationSerializer(found, many=True).data)

    @action(detail=True, methods=["post"])
    def translate(self, request: Request, pk: str) -> Response:
        """A new draft that says this text in another language, with its pain and proof."""
        source: Variant = self.get_object()  # type: ignore[attr-defined]
        access = access_of(request)
        wanted = TranslateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        channel = channel_for(access=access, key=source.message.placement.channel)
        try:
            parts = tidy_parts(channel, said["parts"])
        except (KeyError, TypeError) as error:
            raise serializers.ValidationError({"parts": str(error.args[0])}) from error
        if not any(parts.values()):
            raise serializers.ValidationError({"parts": "There are no words yet."})
        try:
            made = translate_variant(
                access=access,
                source=source,
                language=said["language"],
                parts=parts,
                same=said.get("same", ()),
            )
        except SameLanguageError as error:
            raise serializers.ValidationError({"language": error.message}) from error
        except UnevenError as error:
            raise serializers.ValidationError({"same": error.parts}) from error
        serialize = self.get_serializer  # type: ignore[attr-defined]
        return Response(serialize(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="still-right")
    def still_right(self, request: Request, pk: str) -> Response:
        """Say that a translation still says what its source says, as that is now."""
        variant: Variant = self.get_object()  # type: ignore[attr-defined]
        confirm_translation(access=access_of(request), translation=variant)
        return Response(status=status.HTTP_204_NO_CONTENT)

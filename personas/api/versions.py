"""Versions of personas and pains over REST: what they were, and back to it."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from personas.models import ProfileVersion
from personas.versions import CannotRestoreError, restore_version, versions_of
from workspaces.access import access_object
from workspaces.api.views import access_of


class VersionSerializer(serializers.ModelSerializer[ProfileVersion]):
    values = serializers.DictField(help_text="The fields as they were after the change.")

    class Meta:
        model = ProfileVersion
        fields = ("number", "values", "actor", "created_at")
        read_only_fields = ("number", "actor", "created_at")


class KnownSerializer(serializers.Serializer[Any]):
    """How well a persona or pain is known."""

    level = serializers.ChoiceField(
        choices=["assumed", "some", "high"],
        help_text="high: three people, unprompted, in three kinds of source, within a year.",
    )
    quotes = serializers.IntegerField()
    people = serializers.IntegerField(help_text="Who has no name is somebody of their own.")
    enough = serializers.IntegerField(help_text="People below which a profile is a guess.")
    newest = serializers.DateField(allow_null=True)
    stale = serializers.BooleanField(help_text="The newest quote is older than a year.")
    freshness = serializers.FloatField(help_text="1 in the first year, halved each year after.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="What would make it more, a sentence each."
    )


def known_of(
    serializer: serializers.Serializer[Any],
    row: Any,
    ask: Callable[[list[Any]], Mapping[int, Any]],
) -> Any:
    """How well ``row`` is known; of a list, all its rows are asked for at once."""
    context: dict[str, Any] = serializer.context  # type: ignore[assignment]
    known = context.setdefault("known", {})
    if row.pk not in known:
        together = getattr(serializer.parent, "instance", None)
        known.update(ask(list(together) if isinstance(together, list) else [row]))
    return KnownSerializer(known[row.pk]).data


class VersionsMixin:
    """For the views of rows that have versions."""

    @extend_schema(responses=VersionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def versions(self, request: Request, pk: int) -> Response:
        """What it was after each change, the newest first."""
        row = self.get_object()  # type: ignore[attr-defined]
        rows = versions_of(access=access_of(request), row=row)
        page = self.paginate_queryset(rows)  # type: ignore[attr-defined]
        found = VersionSerializer(page, many=True).data
        answer: Response = self.get_paginated_response(found)  # type: ignore[attr-defined]
        return answer

    @extend_schema(request=None)
    @action(
        detail=True,
        methods=["post"],
        url_path="versions/<int:number>/restore",
        url_name="version-restore",
    )
    def restore(self, request: Request, pk: int, number: int) -> Response:
        """Make it what it was in that version. The version of now is kept too."""
        access = access_of(request)
        row = self.get_object()  # type: ignore[attr-defined]
        version = access_object(versions_of(access=access, row=row), access, number=number)
        try:
            restore_version(access=access, row=row, version=version)
        except CannotRestoreError as error:
            raise Conflict(str(error), "title_taken") from error
        row.refresh_from_db()
        return Response(self.get_serializer(row).data)  # type: ignore[attr-defined]

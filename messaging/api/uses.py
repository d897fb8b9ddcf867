"""Texts in use elsewhere over REST: list them, say so of several, end one."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.live_texts import not_over
from messaging.models import InUse, Variant
from messaging.using_elsewhere import LONGEST_PLACE, WHERE, end_use, mark_in_use, resume_use
from personas.over_time import today_in
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of

MOST_AT_ONCE = 1000


class UseSerializer(TenantSerializer):
    key = serializers.CharField(source="variant.key", read_only=True)

    class Meta:
        model = InUse
        fields = ("id", "variant", "key", "where", "place", "since", "until", "how", "created_at")
        read_only_fields = fields


class UsesSerializer(serializers.Serializer[Any]):
    """Texts by their keys; those that are in use there already are left as they are."""

    keys = serializers.ListField(
        child=serializers.CharField(max_length=60),
        min_length=1,
        max_length=MOST_AT_ONCE,
        help_text="Keys of variants, as exports carry them.",
    )
    where = serializers.ChoiceField(choices=list(WHERE.items()))
    place = serializers.CharField(
        max_length=LONGEST_PLACE, required=False, allow_blank=True, default=""
    )
    since = serializers.DateField(required=False, allow_null=True, default=None)

    def validate_since(self, since: Any) -> Any:
        if since is not None and since > today_in(access_of(self.context["request"]).workspace):
            raise serializers.ValidationError("This day is still to come.")
        return since


class MarkedSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField(help_text="Of how many that was not known.")


class EndSerializer(serializers.Serializer[Any]):
    until = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Its last day there; else today."
    )


class UseFilter(FilterSet):
    variant = IdFilter(field_name="variant_id")
    where = filters.CharFilter()
    going = filters.BooleanFilter(method="_going", help_text="In use today, or not any more.")

    def _going(self, rows: "QuerySet[InUse]", name: str, value: bool) -> "QuerySet[InUse]":
        going: Q = not_over(access_of(self.request).workspace)
        return rows.filter(going if value else ~going)


class UseViewSet(RefusalMixin, TenantReadViewSet):
    """Where texts stand that we do not serve. While they do, they count as live."""

    queryset: "QuerySet[InUse]" = InUse.objects.select_related("variant").order_by("-pk")
    serializer_class = UseSerializer
    filterset_class = UseFilter

    @extend_schema(request=UsesSerializer, responses={200: MarkedSerializer})
    def create(self, request: Request) -> Response:
        """Say of several texts that they are in use somewhere. A key nobody knows refuses all."""
        serializer = UsesSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        asked = dict(serializer.validated_data)
        access = access_of(request)
        keys = set(asked.pop("keys"))
        rows = Variant.objects.for_workspace(access.workspace).filter(key__in=keys).order_by("pk")
        found = dict(rows.values_list("key", "pk"))
        missing = sorted(keys - set(found))
        if missing:
            detail = f"There is no text with this key here: {', '.join(missing[:5])}."
            raise serializers.ValidationError({"keys": detail})
        ids = list(found.values())
        number = mark_in_use(access=access, variants=ids, how=InUse.How.HAND, **asked)
        return Response(MarkedSerializer({"marked": number}).data)

    @extend_schema(request=EndSerializer, responses=UseSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """The text is not there any more. What was said before is answered with 409."""
        use = self.get_object()
        serializer = EndSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        until = serializer.validated_data["until"]
        if until is not None and until < use.since:
            raise serializers.ValidationError({"until": "It ends before it begins."})
        end_use(access=access_of(request), use=use, until=until)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=UseSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Undo: it had not ended."""
        resume_use(access=access_of(request), use=self.get_object())
        return Response(self.get_serializer(self.get_object()).data)

"""The journey over REST: stages, transitions, and pains at stages."""

from math import isnan
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from config.api.errors import Conflict
from personas.keep_journey import change_transition, remove_stage, remove_transition
from personas.keep_map import StillInUseError, create_keyed
from personas.models import JourneyStage, StageKind, StagePain, Transition
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class PlaceField(serializers.FloatField):
    """0 to 1; NaN is within no limits and beyond none."""

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if isnan(value):
            self.fail("invalid")
        return value


def place_field(help_text: str) -> PlaceField:
    return PlaceField(
        min_value=0, max_value=1, required=False, allow_null=True, help_text=help_text
    )


class StageSerializer(TenantSerializer):
    key = serializers.RegexField(
        r"^[a-z0-9._-]+$",
        max_length=80,
        required=False,
        help_text="Fixed once made. Without one, it is made of the name.",
    )

    channels = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=12, required=False
    )
    x = place_field("Across in the drawing, 0 to 1; null, it is placed by itself.")
    y = place_field("Down in the drawing, 0 to 1.")

    class Meta:
        model = JourneyStage
        fields = ("id", "key", "name", "kind", "question", "channels", "position", "x", "y")

    def validate_key(self, key: str) -> str:
        if self.instance is not None and key != self.instance.key:
            raise serializers.ValidationError("A key is fixed once made.")
        return key


class StageFilter(FilterSet):
    kind = filters.ChoiceFilter(choices=StageKind.choices)


class StageViewSet(TenantViewSet):
    """Stages of the customer's decision journey. A stage with messages cannot be deleted."""

    queryset: "QuerySet[JourneyStage]" = JourneyStage.objects.all()
    serializer_class = StageSerializer
    filterset_class = StageFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        instance = JourneyStage(**serializer.validated_data)
        create_keyed(access=access_of(self.request), instance=instance)
        serializer.instance = instance

    def perform_destroy(self, instance: Any) -> None:
        try:
            remove_stage(access=access_of(self.request), stage=instance)
        except StillInUseError as error:
            raise Conflict(str(error), "still_in_use") from error


class TransitionSerializer(TenantSerializer):
    signals = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=12,
        required=False,
        help_text="What one can see of it.",
    )

    class Meta:
        model = Transition
        fields = ("id", "from_stage", "to_stage", "event", "question", "signals")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        ends = [
            attrs.get(name) or getattr(self.instance, name, None)
            for name in ("from_stage", "to_stage")
        ]
        if ends[0] == ends[1]:
            raise serializers.ValidationError({"to_stage": "A transition leads to another stage."})
        return attrs


class TransitionFilter(FilterSet):
    from_stage = IdFilter(field_name="from_stage_id")
    to_stage = IdFilter(field_name="to_stage_id")


class TransitionViewSet(TenantViewSet):
    """Moments of decision: what leads from one stage to another, in any direction."""

    queryset: "QuerySet[Transition]" = Transition.objects.all()
    serializer_class = TransitionSerializer
    filterset_class = TransitionFilter

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        row = serializer.instance
        assert isinstance(row, Transition)
        change_transition(
            access=access_of(self.request),
            transition_row=row,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Any) -> None:
        try:
            remove_transition(access=access_of(self.request), transition_row=instance)
        except StillInUseError as error:
            raise Conflict(str(error), "still_in_use") from error


class StagePainSerializer(TenantSerializer):
    class Meta:
        model = StagePain
        fields = ("id", "stage", "pain", "intensity", "shows_as")


class StagePainFilter(FilterSet):
    stage = IdFilter(field_name="stage_id")
    pain = IdFilter(field_name="pain_id")


class StagePainViewSet(TenantViewSet):
    """Pains as they are felt at single stages."""

    queryset: "QuerySet[StagePain]" = StagePain.objects.all()
    serializer_class = StagePainSerializer
    filterset_class = StagePainFilter

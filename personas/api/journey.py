"""The journey over REST: stages, transitions, and pains at stages."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from config.api.errors import Conflict
from personas.keep_map import StillInUseError, create_keyed, remove_stage
from personas.models import JourneyStage, StageKind, StagePain, Transition
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class StageSerializer(TenantSerializer):
    key = serializers.RegexField(
        r"^[a-z0-9._-]+$",
        max_length=80,
        required=False,
        help_text="Fixed once made. Without one, it is made of the name.",
    )

    class Meta:
        model = JourneyStage
        fields = ("id", "key", "name", "kind", "question", "position")

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
    class Meta:
        model = Transition
        fields = ("id", "from_stage", "to_stage", "event")

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

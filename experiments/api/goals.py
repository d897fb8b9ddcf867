from typing import Any

from rest_framework.serializers import BaseSerializer

from experiments.api.base import ExperimentsViewSet
from experiments.goals import change_goal, create_goal, remove_goal
from experiments.models import Goal
from workspaces.api.views import TenantSerializer, access_of


class GoalSerializer(TenantSerializer):
    class Meta:
        model = Goal
        fields = [
            "id",
            "key",
            "name",
            "kind",
            "direction",
            "window_days",
            "secret_only",
            "worth",
            "created_at",
        ]
        read_only_fields = ["created_at"]


class GoalViewSet(ExperimentsViewSet):
    """What we hope visitors do, within a window after they were first shown an experiment."""

    queryset = Goal.objects.all()
    serializer_class = GoalSerializer
    filterset_fields = ["key", "kind"]

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_goal(
            access=access_of(self.request), **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, Goal)
        change_goal(
            access=access_of(self.request),
            goal=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Goal) -> None:
        remove_goal(access=access_of(self.request), goal=instance)

from typing import Any

from rest_framework.serializers import BaseSerializer

from experiments.api.base import ExperimentsViewSet
from experiments.models import SignalRule
from experiments.signals import change_signal_rule, create_signal_rule, remove_signal_rule
from workspaces.api.views import TenantSerializer, access_of


class SignalRuleSerializer(TenantSerializer):
    class Meta:
        model = SignalRule
        fields = ["id", "kind", "name", "stage", "created_at"]
        read_only_fields = ["created_at"]


class SignalRuleViewSet(ExperimentsViewSet):
    """Which signal, or which goal reached, means that a visitor is at which stage."""

    queryset = SignalRule.objects.all()
    serializer_class = SignalRuleSerializer
    filterset_fields = ["kind", "name", "stage"]

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_signal_rule(
            access=access_of(self.request), **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, SignalRule)
        change_signal_rule(
            access=access_of(self.request),
            rule=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: SignalRule) -> None:
        remove_signal_rule(access=access_of(self.request), rule=instance)

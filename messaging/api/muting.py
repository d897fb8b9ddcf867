"""Muted remarks of the lens over REST."""

from typing import Any

from rest_framework import serializers

from messaging.models import MutedFinding
from messaging.muting import RULE_NAMES, mute, unmute
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class MutedRemarkSerializer(TenantSerializer):
    rule = serializers.ChoiceField(choices=list(RULE_NAMES))

    class Meta:
        model = MutedFinding
        fields = ("id", "rule", "words", "reason", "made_at")
        read_only_fields = ("made_at",)
        validators: list[Any] = []  # muting a remark twice is no fault


class MutedRemarkViewSet(TenantViewSet):
    """Remarks that are wrong for this brand: nobody is told them, and no text loses by them.

    Without ``words`` nothing is remarked by that rule any more.
    """

    queryset = MutedFinding.objects.all()
    serializer_class = MutedRemarkSerializer
    filterset_fields = ("rule",)
    http_method_names = ["get", "post", "delete", "head", "options"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        serializer.instance = mute(access=access_of(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: Any) -> None:
        unmute(access=access_of(self.request), row=instance)

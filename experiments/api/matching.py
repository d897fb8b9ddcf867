"""Which place leads to which, and what landing messages say to those who come, over REST."""

from typing import Any

from rest_framework.serializers import BaseSerializer

from experiments.api.base import ExperimentsViewSet
from experiments.leads import add_lead, remove_lead
from experiments.message_match_continue import change_continuation, go_on, go_on_no_more
from experiments.models import Continuation, LeadsTo
from workspaces.access import APPROVE
from workspaces.api.views import TenantSerializer, access_of


class LeadsToSerializer(TenantSerializer):
    class Meta:
        model = LeadsTo
        fields = ["id", "source", "landing"]
        validators: list[Any] = []  # what is there already is told by the use case, as a conflict


class LeadsToViewSet(ExperimentsViewSet):
    """Copy at one place leads people to another. To change one, remove it and make another."""

    queryset = LeadsTo.objects.all()
    serializer_class = LeadsToSerializer
    filterset_fields = ["source", "landing"]
    http_method_names = ["get", "post", "delete", "head", "options"]

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = add_lead(access=access_of(self.request), **serializer.validated_data)

    def perform_destroy(self, instance: LeadsTo) -> None:
        remove_lead(access=access_of(self.request), lead=instance)


class ContinuationSerializer(TenantSerializer):
    class Meta:
        model = Continuation
        fields = ["id", "message", "pain", "variant"]
        validators: list[Any] = []  # one that is there is replaced

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Message and pain say which continuation it is, and stay."""
        if self.instance is not None:
            attrs = {name: attrs[name] for name in ("variant",) if name in attrs}
        return attrs


class ContinuationViewSet(ExperimentsViewSet):
    """What a landing message says to those who come from copy about a pain: one of its approved
    texts about that pain. Making one where there is one replaces it."""

    queryset = Continuation.objects.all()
    serializer_class = ContinuationSerializer
    filterset_fields = ["message", "pain"]
    permissions_by_action = dict.fromkeys(("create", "partial_update", "destroy"), APPROVE)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = go_on(access=access_of(self.request), **serializer.validated_data)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, Continuation)
        change_continuation(
            access=access_of(self.request),
            continuation=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Continuation) -> None:
        go_on_no_more(access=access_of(self.request), continuation=instance)

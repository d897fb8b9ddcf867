"""How visitors are recognised, and which quotes tell of a moment, over REST."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from config.api.errors import Conflict
from personas.keep_moments import attach_quotes, detach_quote
from personas.models import MomentQuote, RecognitionRule
from personas.recognition_rules import (
    RuleRefusedError,
    change_rule,
    create_rule,
    remove_rule,
)
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class RecognitionRuleSerializer(TenantSerializer):
    """Of ``persona`` and ``transition`` exactly one is given."""

    class Meta:
        model = RecognitionRule
        fields = ("id", "persona", "transition", "kind", "match", "value", "created_at")
        read_only_fields = ("created_at",)
        # The use case says it with a better sentence.
        validators: list[Any] = []


class RecognitionRuleFilter(FilterSet):
    persona = IdFilter(field_name="persona_id")
    transition = IdFilter(field_name="transition_id")
    kind = filters.ChoiceFilter(choices=RecognitionRule.Kind.choices)


class RecognitionRuleViewSet(TenantViewSet):
    """Signs of a visit that say whom it is from, or which moment it is at. In force within a
    second."""

    queryset: "QuerySet[RecognitionRule]" = RecognitionRule.objects.all()
    serializer_class = RecognitionRuleSerializer
    filterset_class = RecognitionRuleFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        rule = RecognitionRule(**serializer.validated_data)
        try:
            serializer.instance = create_rule(access=access_of(self.request), rule=rule)
        except RuleRefusedError as error:
            raise _refusal(error) from error

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        rule = serializer.instance
        assert isinstance(rule, RecognitionRule)
        try:
            change_rule(
                access=access_of(self.request), rule=rule, changes=serializer.validated_data
            )
        except RuleRefusedError as error:
            raise _refusal(error) from error

    def perform_destroy(self, instance: Any) -> None:
        remove_rule(access=access_of(self.request), rule=instance)


def _refusal(error: RuleRefusedError) -> Exception:
    if error.code == "invalid":
        return serializers.ValidationError({error.field: error.message})
    return Conflict(error.message, error.code)


class MomentQuoteSerializer(TenantSerializer):
    class Meta:
        model = MomentQuote
        fields = ("id", "transition", "evidence")
        # Attaching a quote twice is no fault.
        validators: list[Any] = []


class MomentQuoteFilter(FilterSet):
    transition = IdFilter(field_name="transition_id")
    evidence = IdFilter(field_name="evidence_id")


class MomentQuoteViewSet(TenantViewSet):
    """Quotes that tell of a moment of decision: why somebody looked, stayed, left or came back."""

    queryset: "QuerySet[MomentQuote]" = MomentQuote.objects.all()
    serializer_class = MomentQuoteSerializer
    filterset_class = MomentQuoteFilter
    http_method_names = ["get", "post", "delete", "head", "options"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = serializer.validated_data
        access = access_of(self.request)
        attach_quotes(
            access=access, transition_row=said["transition"], evidence=[said["evidence"].pk]
        )
        serializer.instance = MomentQuote.objects.for_workspace(access.workspace).get(**said)

    def perform_destroy(self, instance: Any) -> None:
        detach_quote(access=access_of(self.request), quote=instance)

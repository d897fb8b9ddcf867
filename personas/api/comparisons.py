"""What quotes say of us and of alternatives, over REST."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from personas.compare import keep_comparison, remove_comparison
from personas.models import Comparison
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class ComparisonSerializer(TenantSerializer):
    class Meta:
        model = Comparison
        fields = (
            "id",
            "evidence",
            "persona",
            "criterion",
            "alternative",
            "leaning",
            "created_at",
        )
        read_only_fields = ("created_at",)
        # Saying it twice is no fault: the newer leaning holds.
        validators: list[Any] = []


class ComparisonFilter(FilterSet):
    persona = IdFilter(field_name="persona_id")
    evidence = IdFilter(field_name="evidence_id")
    criterion = filters.CharFilter(lookup_expr="iexact")
    alternative = filters.CharFilter(lookup_expr="iexact")
    leaning = filters.ChoiceFilter(choices=Comparison.Leaning.choices)


class ComparisonViewSet(TenantViewSet):
    """What a quote says of us (an empty ``alternative``) or of an alternative, by one criterion."""

    queryset: "QuerySet[Comparison]" = Comparison.objects.all()
    serializer_class = ComparisonSerializer
    filterset_class = ComparisonFilter
    http_method_names = ["get", "post", "delete", "head", "options"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = {"alternative": "", **serializer.validated_data}
        serializer.instance = keep_comparison(access=access_of(self.request), **said)

    def perform_destroy(self, instance: Any) -> None:
        remove_comparison(access=access_of(self.request), comparison=instance)

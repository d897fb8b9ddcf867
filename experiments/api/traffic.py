"""How much of the traffic is recognised, over REST."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from experiments.models import RecognisedTraffic
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import TenantReadViewSet, TenantSerializer


class RecognisedTrafficSerializer(TenantSerializer):
    requests = serializers.IntegerField(
        read_only=True, help_text="Requests for copy of that day, as far as they are written."
    )

    class Meta:
        model = RecognisedTraffic
        fields: Any = ("id", "day", "persona", "transition", "requests")
        read_only_fields = fields


class RecognisedTrafficFilter(FilterSet):
    since = filters.DateFilter(field_name="day", lookup_expr="gte")
    until = filters.DateFilter(field_name="day", lookup_expr="lte")
    persona = filters.CharFilter()
    transition = IdFilter(field_name="transition_id")


class RecognisedTrafficViewSet(TenantReadViewSet):
    """Requests for copy by day, by the key of the persona and the moment they were taken for.

    Both empty is unknown, a normal case. The share that is recognised is what is not both empty.
    """

    queryset: "QuerySet[RecognisedTraffic]" = RecognisedTraffic.objects.all()
    serializer_class = RecognisedTrafficSerializer
    filterset_class = RecognisedTrafficFilter

"""Filters of lists. An id of another workspace finds as little as one that no row has."""

from typing import Any

from django import forms
from django.db.models import ForeignKey
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

GREATEST_ID = 2**63 - 1


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(filters.Filter):  # type: ignore[misc]
    """Rows whose foreign key is this id. It is not asked whether there is a row with that id:
    the answer would tell which ids other workspaces have."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Made for a foreign key, a filter is offered the rows to choose among.
        for unused in ("queryset", "to_field_name", "null_label"):
            kwargs.pop(unused, None)
        super().__init__(*args, **{"min_value": 0, "max_value": GREATEST_ID, **kwargs})


class FilterSet(filters.FilterSet):  # type: ignore[misc]
    """The base of every filter set."""

    FILTER_DEFAULTS = {
        **filters.FilterSet.FILTER_DEFAULTS,
        ForeignKey: {"filter_class": IdFilter},
    }


class FilterBackend(filters.DjangoFilterBackend):  # type: ignore[misc]
    """Makes the filters that views name in ``filterset_fields`` in the same way."""

    filterset_base = FilterSet

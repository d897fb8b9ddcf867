"""Ids of another workspace where a request can name rows: bodies, queries, filters.

What can be named is read from the code, so that a new field is tried without being listed: the
relations of every serializer, the choices of rows in every form, the filters of every list.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework import serializers

import experiments
import home
import messaging
import personas
import workspaces
from workspaces.api.filters import FilterBackend, IdFilter

RAW_NAMES = {
    "evidence": "evidence",
    "pain": "painpoint",
    "persona": "persona",
    "stage": "journeystage",
    "variant": "variant",
    "confirm": "evidencelink",
    "pick": "variant",
    "left": "variant",
    "right": "variant",
    "from": "journeystage",
    "to": "journeystage",
    "transition": "transition",
    "member": "membership",
}
"""Names that pages read without a form -> the kind of row they name."""


def load_every_edge() -> None:
    """Import all modules of pages and of REST, so that their classes are there to be found."""
    for app in (workspaces, personas, messaging, experiments, home):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".web" in module.name or ".api" in module.name:
                importlib.import_module(module.name)


def subclasses(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


def serializer_classes() -> list[type[serializers.Serializer[Any]]]:
    """Every serializer of ours."""
    load_every_edge()
    ours = ("workspaces.", "personas.", "messaging.", "experiments.", "home.")
    found = {
        each for each in subclasses(serializers.Serializer) if each.__module__.startswith(ours)
    }
    concrete = [each for each in found if _is_concrete(each)]
    return sorted(concrete, key=lambda each: f"{each.__module__}.{each.__name__}")


def _is_concrete(serializer: type) -> bool:
    return not issubclass(serializer, serializers.ModelSerializer) or hasattr(serializer, "Meta")


def relations(serializer: serializers.Serializer[Any]) -> Iterator[tuple[str, Any, bool]]:
    """Name, field and "is it a list?" of what a serializer takes rows for."""
    for name, field in serializer.fields.items():
        inner = getattr(field, "child_relation", field)
        if isinstance(inner, serializers.RelatedField) and not field.read_only:
            yield name, inner, inner is not field


def names_in_forms() -> dict[str, set[str]]:
    """Name of a field -> the kinds of rows it may hold, over all forms of the site."""
    load_every_edge()
    found: dict[str, set[str]] = {name: {kind} for name, kind in RAW_NAMES.items()}
    for form in subclasses(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                found.setdefault(name, set()).add(field.queryset.model._meta.model_name)
    return found


def list_filters() -> Iterator[tuple[str, str, type[Model]]]:
    """URL name, filter and model of every filter by id."""

    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry)
            else:
                yield entry

    for entry in walk(get_resolver()):
        view = getattr(entry.callback, "cls", None)
        if view is None or "list" not in getattr(entry.callback, "actions", {}).values():
            continue
        rows = view.queryset
        filters = FilterBackend().get_filterset_class(view(), rows)
        for name, each in (filters.base_filters if filters else {}).items():
            if isinstance(each, IdFilter):
                yield str(entry.name), name, _end_of(rows.model, each.field_name)


def _end_of(model: type[Model], path: str) -> type[Model]:
    """The model which the last step of a path such as ``links__pain_id`` leads to."""
    for step in path.split("__"):
        field: Any = model._meta.get_field(step.removesuffix("_id"))
        model = field.related_model
    return model

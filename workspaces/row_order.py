"""In which order the rows of a workspace can be deleted: a row goes before what it points to."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model

Key = tuple[type[Model], str]


def workspace_models() -> list[type[Model]]:
    """Every model whose rows belong to one workspace."""
    return [model for model in apps.get_models() if "workspace" in _foreign_keys(model)]


def link_models() -> list[tuple[type[Model], str]]:
    """The tables that only join rows of a workspace, each with the path to its workspace."""
    found = []
    for model in workspace_models():
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through is not None and through._meta.auto_created:
                found.append((through, f"{field.m2m_field_name()}__workspace"))
    return found


@cache
def deletion_order() -> tuple[tuple[type[Model], ...], tuple[Key, ...]]:
    """All models in an order in which they can be emptied, and the columns to set to NULL first.

    Those are the nullable columns of rows that point to rows of their own kind, or to each other.
    """
    models = workspace_models()
    edges = {
        (model, name, target)
        for model in models
        for name, field in _foreign_keys(model).items()
        if isinstance(target := field.related_model, type) and target in models
    }
    loose = [(model, name) for model, name, target in edges if model is target]
    edges = {edge for edge in edges if edge[0] is not edge[2]}
    order: list[type[Model]] = []
    left = sorted(models, key=lambda model: model._meta.label)
    while left:
        free = [each for each in left if not any(target is each for _, _, target in edges)]
        if not free:
            model, name, target = _to_loosen(edges)
            loose.append((model, name))
            edges.remove((model, name, target))
            continue
        order.extend(free)
        left = [model for model in left if model not in free]
        edges = {edge for edge in edges if edge[0] not in free}
    loose.sort(key=lambda key: (key[0]._meta.label, key[1]))
    return tuple(order), tuple(loose)


Edge = tuple[type[Model], str, type[Model]]


def _to_loosen(edges: set[Edge]) -> Edge:
    """A nullable column within a circle of models."""
    for model, name, target in sorted(edges, key=lambda edge: (edge[0]._meta.label, edge[1])):
        if _foreign_keys(model)[name].null and model in _reachable(target, edges):
            return model, name, target
    raise RuntimeError("Models point to each other in a circle that cannot be cut.")


def _reachable(start: type[Model], edges: Iterable[Edge]) -> set[type[Model]]:
    found: set[type[Model]] = {start}
    while more := {target for model, _, target in edges if model in found} - found:
        found |= more
    return found


def _foreign_keys(model: type[Model]) -> "dict[str, ForeignKey[Model, Model]]":
    return {
        field.name: field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)
    }

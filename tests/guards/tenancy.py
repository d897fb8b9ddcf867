"""Finds rows that point out of their workspace."""

from django.apps import apps
from django.db.models import F, ForeignKey, Model

from workspaces.models import Workspace


def workspace_models() -> list[type[Model]]:
    """Every model whose rows belong to one workspace."""
    return [model for model in apps.get_models() if has_workspace(model)]


def has_workspace(model: type[Model]) -> bool:
    return any(
        isinstance(field, ForeignKey) and field.name == "workspace"
        for field in model._meta.get_fields()
    )


def inner_keys(model: type[Model]) -> list[str]:
    """The foreign keys of a model that lead to other models of a workspace."""
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model is not Workspace
        and isinstance(field.related_model, type)
        and has_workspace(field.related_model)
    ]


def cross_workspace_rows() -> list[str]:
    """Every row that points to a row of another workspace, as ``Model.field: id``."""
    return _cross_lists() + [
        f"{model.__name__}.{name}: {row}"
        for model in workspace_models()
        for name in inner_keys(model)
        for row in model._default_manager.exclude(**{f"{name}__isnull": True})
        .exclude(**{f"{name}__workspace_id": F("workspace_id")})
        .values_list("pk", flat=True)
    ]


def _cross_lists() -> list[str]:
    """The same for lists of rows, as the personas of a campaign."""
    return [
        f"{model.__name__}.{field.name}: {link.pk}"
        for model in workspace_models()
        for field in model._meta.many_to_many
        if isinstance(field.related_model, type) and has_workspace(field.related_model)
        for link in getattr(model, field.name).through._default_manager.exclude(
            **{
                f"{field.m2m_field_name()}__workspace_id": F(
                    f"{field.m2m_reverse_field_name()}__workspace_id"
                )
            }
        )
    ]

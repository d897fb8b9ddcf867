"""What every row of a workspace shares."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, Self, TypeVar

from django.core.validators import RegexValidator
from django.db import models

from workspaces.models.workspaces import Workspace

KEY_PATTERN = r"^[a-z0-9._-]+$"
validate_key = RegexValidator(
    KEY_PATTERN, "Use small letters, digits, dots, dashes and underscores only."
)


Row = TypeVar("Row", bound=models.Model, covariant=True)


class ForeignRowError(ValueError):
    """A row would point to one of another workspace, or to none. A fault of ours: what a person
    or a program names is looked up in its workspace first."""


class TenantQuerySet(models.QuerySet[Row]):
    def for_workspace(self, workspace: Workspace) -> Self:
        """Where every query of a workspace's rows starts."""
        return self.filter(workspace=workspace)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> "list[Row]":
        rows = list(objs)
        check_together(rows)
        return super().bulk_create(rows, *args, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one workspace; its foreign keys stay inside that workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True


@cache
def inner_keys(model: type[models.Model]) -> "tuple[models.ForeignKey[Any, Any], ...]":
    """The foreign keys of a model that lead to other rows of its workspace."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, TenantModel)
    )


def check_together(rows: Iterable[TenantModel], only: Collection[str] | None = None) -> None:
    """ForeignRowError if a row points out of its workspace. ``only`` names the keys to look at.

    Rows in hand are compared; ids alone are looked up, one query for each model they name.
    """
    ids: dict[tuple[Any, int], set[Any]] = defaultdict(set)
    for row in rows:
        for key in inner_keys(type(row)):
            target_id = getattr(row, key.attname)
            named = only is None or key.name in only or key.attname in only
            if target_id is None or not named:
                continue
            if not key.is_cached(row):
                ids[key.related_model, row.workspace_id].add(target_id)
                continue
            target: Any = key.get_cached_value(row)
            if target.workspace_id != row.workspace_id:
                raise ForeignRowError(f"{row._meta.label}.{key.name} leads out of its workspace.")
    for (model, workspace_id), wanted in ids.items():
        there = model._base_manager.filter(workspace_id=workspace_id, pk__in=wanted)
        if there.count() != len(wanted):
            raise ForeignRowError(f"{model._meta.label}: not all of these are of the workspace.")


def key_field() -> "models.CharField[str, str]":
    """A short name for machines, unique in its workspace and fixed once live."""
    return models.CharField(max_length=80, validators=[validate_key])

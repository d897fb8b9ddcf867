"""What every row of a workspace shares."""

from typing import Self, TypeVar

from django.core.validators import RegexValidator
from django.db import models

from workspaces.models.workspaces import Workspace

KEY_PATTERN = r"^[a-z0-9._-]+$"
validate_key = RegexValidator(
    KEY_PATTERN, "Use small letters, digits, dots, dashes and underscores only."
)


Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    def for_workspace(self, workspace: Workspace) -> Self:
        """Where every query of a workspace's rows starts."""
        return self.filter(workspace=workspace)


class TenantModel(models.Model):
    """A row that belongs to one workspace; its foreign keys stay inside that workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True


def key_field() -> "models.CharField[str, str]":
    """A short name for machines, unique in its workspace and fixed once live."""
    return models.CharField(max_length=80, validators=[validate_key])

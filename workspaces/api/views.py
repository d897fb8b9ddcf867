"""The base of the REST views that manage a workspace's rows."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import generics, serializers, viewsets
from rest_framework.request import Request

from workspaces.access import Access
from workspaces.api.idempotency import IdempotentMixin
from workspaces.changes import change_row, create_row, remove_row
from workspaces.models import TenantModel


def access_of(request: Request) -> Access:
    """The access of the request's key; permission classes have seen to it that there is one."""
    assert isinstance(request.auth, Access)
    return request.auth


class InWorkspace(serializers.PrimaryKeyRelatedField):  # type: ignore[type-arg]
    """A foreign key whose target lies in the workspace of the request, or does not exist."""

    def get_queryset(self) -> "QuerySet[Model]":
        rows = super().get_queryset()
        assert rows is not None
        request = self.context.get("request")
        if request is None or not isinstance(request.auth, Access):
            return rows.none()
        return rows.filter(workspace=request.auth.workspace)


class TenantSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """A serializer whose relations stay inside the workspace of the request."""

    serializer_related_field = InWorkspace


def tenant_rows(view: generics.GenericAPIView[Any], rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """``rows`` of the workspace whose key the request carries."""
    access = getattr(view.request, "auth", None)
    return rows.filter(workspace=access.workspace) if isinstance(access, Access) else rows.none()


class TenantRows(IdempotentMixin, viewsets.GenericViewSet[Any]):
    """Rows of the key's workspace; what may be done with them, its children say."""

    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Any]":
        return tenant_rows(self, super().get_queryset())


class TenantReadViewSet(TenantRows, viewsets.ReadOnlyModelViewSet):  # type: ignore[type-arg]
    """List and read rows of the key's workspace."""


class TenantViewSet(TenantRows, viewsets.ModelViewSet):  # type: ignore[type-arg]
    """List, read, create, change and delete rows of the key's workspace, audited."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        model = serializer.Meta.model  # type: ignore[attr-defined]
        instance = model(**serializer.validated_data)
        create_row(access=access_of(self.request), instance=instance)
        serializer.instance = instance

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, TenantModel)
        change_row(
            access=access_of(self.request),
            instance=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Any) -> None:
        remove_row(access=access_of(self.request), instance=instance)

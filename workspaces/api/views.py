"""The base of the REST views that manage a workspace's rows."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import generics, serializers, viewsets
from rest_framework.relations import MANY_RELATION_KWARGS
from rest_framework.request import Request

from workspaces.access import Access
from workspaces.api.idempotency import IdempotentMixin
from workspaces.changes import change_row, create_row, remove_row
from workspaces.models import TenantModel


def access_of(request: Request) -> Access:
    """The access of the request's key; permission classes have seen to it that there is one."""
    assert isinstance(request.auth, Access)
    return request.auth


MOST_AT_ONCE = 1_000
"""Rows that one field names; whoever means more leaves the field out and means all."""
LARGEST_ID = 2**63 - 1


class SeveralInWorkspace(serializers.ManyRelatedField):
    """Several such keys, found by one query."""

    default_error_messages = {"too_many": f"At most {MOST_AT_ONCE:,} at once."}

    def to_internal_value(self, data: Any) -> list[Model]:
        if isinstance(data, str) or not hasattr(data, "__iter__"):
            self.fail("not_a_list", input_type=type(data).__name__)
        if not self.allow_empty and not data:
            self.fail("empty")
        if len(data) > MOST_AT_ONCE:
            self.fail("too_many")
        keys = [self._key(said) for said in data]
        rows = self.child_relation.get_queryset()
        assert rows is not None
        found = {row.pk: row for row in rows.filter(pk__in={key for key in keys if key})}
        for said, key in zip(data, keys, strict=True):
            if key not in found:
                self.child_relation.fail("does_not_exist", pk_value=said)
        return [found[key] for key in keys]

    def _key(self, said: Any) -> int:
        """The id that was said, 0 for one that no row can have."""
        try:
            key = int(said) if isinstance(said, int | str) and not isinstance(said, bool) else None
        except ValueError:
            key = None
        if key is None:
            self.child_relation.fail("incorrect_type", data_type=type(said).__name__)
        return key if 0 < key <= LARGEST_ID else 0


class InWorkspace(serializers.PrimaryKeyRelatedField):  # type: ignore[type-arg]
    """A foreign key whose target lies in the workspace of the request, or does not exist."""

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> SeveralInWorkspace:
        told = {name: kwargs[name] for name in kwargs if name in MANY_RELATION_KWARGS}
        return SeveralInWorkspace(child_relation=cls(*args, **kwargs), **told)

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

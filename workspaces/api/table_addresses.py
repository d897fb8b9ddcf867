"""Addresses of live tables over REST: make one, list them, revoke one."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from workspaces.access import EDIT
from workspaces.api.views import TenantRows, access_of
from workspaces.live_tables import live_tables
from workspaces.models import TableAddress
from workspaces.table_addresses import (
    TableAddressRefusedError,
    address_of_table,
    make_table_address,
    revoke_table_address,
)


def _keys() -> list[str]:
    return [each.key for each in live_tables()]


class TableAddressSerializer(serializers.ModelSerializer[TableAddress]):
    table = serializers.ChoiceField(choices=_keys())
    address = serializers.SerializerMethodField(
        help_text="Whoever knows it reads the table as CSV, until it is revoked. Empty once it is."
    )

    class Meta:
        model = TableAddress
        fields = ["id", "table", "name", "address", "revoked_at", "last_read_at", "created_at"]
        read_only_fields = ["revoked_at", "last_read_at", "created_at"]

    @extend_schema_field(serializers.CharField)
    def get_address(self, row: TableAddress) -> str:
        return address_of_table(row) if row.revoked_at is None else ""


class TableAddressViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    TenantRows,
):
    """Addresses at which a spreadsheet reads a table. A key that may only read does not see the
    addresses themselves: they are made and given away by who may edit."""

    queryset = TableAddress.objects.all()
    serializer_class = TableAddressSerializer
    filterset_fields = ["table"]
    permission = EDIT

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        try:
            serializer.instance = make_table_address(
                access=access_of(self.request), **serializer.validated_data
            )
        except TableAddressRefusedError as error:
            raise Conflict(str(error), "too_many") from error

    @extend_schema(request=None, responses=TableAddressSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """From now on nobody reads there."""
        row = self.get_object()
        revoke_table_address(access=access_of(request), row=row)
        return Response(self.get_serializer(row).data)

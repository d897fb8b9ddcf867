"""Files of copy on their way back over REST: send one, look at its rows, choose, apply, undo."""

from typing import Any

from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.pagination import PagesInOrder
from config.api.parsers import JsonParser
from messaging.api.refusals import RefusalMixin
from messaging.api.sheet_import_shapes import (
    ChoiceSerializer,
    ChooseAllSerializer,
    SheetApplySerializer,
    SheetImportDetailSerializer,
    SheetImportRowSerializer,
    SheetImportSerializer,
    SheetStartSerializer,
    SheetUndoneSerializer,
)
from messaging.import_sheet import choose, choose_all, discard_sheet, read_again, take_sheet
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_undo import undo_sheet
from messaging.models import SheetImport, SheetImportRow
from messaging.sheet_files import Which, open_kept
from workspaces.access import SHARE, VIEW
from workspaces.api.filters import FilterSet
from workspaces.api.views import TenantReadViewSet, access_of

TEXT_NAME = "sheet.csv"
KIND = OpenApiParameter("kind", str, enum=SheetImportRow.Kind.values)
ROW = OpenApiParameter("row", int, OpenApiParameter.PATH, description="The id of the row.")


class SheetImportFilterSet(FilterSet):
    state = filters.ChoiceFilter(choices=SheetImport.State.choices)


class SheetImportViewSet(RefusalMixin, TenantReadViewSet):
    """Files that came back. A job reads and a job applies: read the import again until its job is
    done."""

    queryset = SheetImport.objects.select_related("job", "campaign", "workspace")
    filterset_class = SheetImportFilterSet
    http_method_names = ["get", "post", "head", "options"]
    permissions_by_action = {"create": SHARE, "rows": VIEW}

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return SheetImportSerializer if self.action == "list" else SheetImportDetailSerializer

    def get_parsers(self) -> list[BaseParser]:
        if (getattr(self, "action_map", None) or {}).get("post") == "create":
            return [JsonParser(), MultiPartParser()]
        return [JsonParser()]

    @extend_schema(
        request={
            "multipart/form-data": SheetStartSerializer,
            "application/json": SheetStartSerializer,
        },
        responses={202: SheetImportDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send a file back. Nothing is changed before you apply it."""
        serializer = SheetStartSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        file = said.get("file")
        batch = take_sheet(
            access=access_of(request),
            file=file or said["text"].encode(),
            file_name=said["file_name"] or (file.name if file else TEXT_NAME),
            campaign=said["campaign"],
        )
        return self._answer(batch, 202)

    @extend_schema(parameters=[KIND], responses=SheetImportRowSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=PagesInOrder)
    def rows(self, request: Request, pk: int) -> Response:
        """Its rows in the order of the file, with theirs and how each text left."""
        rows = SheetImportRow.objects.for_workspace(access_of(request).workspace)
        rows = rows.filter(batch=self.get_object()).select_related("variant")
        kind = request.query_params.get("kind", "")
        if kind:
            if kind not in SheetImportRow.Kind.values:
                raise serializers.ValidationError({"kind": ["There is no such kind."]})
            rows = rows.filter(kind=kind)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(SheetImportRowSerializer(page, many=True).data)

    @extend_schema(parameters=[ROW], request=ChoiceSerializer, responses=SheetImportRowSerializer)
    @action(detail=True, methods=["post"], url_path="rows/<int:row>", url_name="row")
    def choose_row(self, request: Request, pk: int, row: int) -> Response:
        """Say whose text is taken in cells that both changed, or leave the row out."""
        batch = self.get_object()
        serializer = ChoiceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        access = access_of(request)
        rows = SheetImportRow.objects.for_workspace(access.workspace).filter(batch=batch, pk=row)
        found = rows.select_related("variant").first()
        if found is None:
            raise NotFound("This sheet has no row of that id.")
        said = serializer.validated_data
        chosen = choose(
            access=access, row=found, choices=said.get("choices"), left_out=said["left_out"]
        )
        return Response(SheetImportRowSerializer(chosen).data)

    @extend_schema(request=ChooseAllSerializer, responses=SheetImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def choose(self, request: Request, pk: int) -> Response:
        """Take theirs, or keep ours, in every cell that both changed."""
        batch = self.get_object()
        serializer = ChooseAllSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        choose_all(access=access_of(request), batch=batch, **serializer.validated_data)
        return self._answer(batch)

    @extend_schema(request=SheetApplySerializer, responses={202: SheetImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: int) -> Response:
        """Write all rows that are ready, in one transaction. Rows that wait for a choice, have a
        fault or are left out stay as they are."""
        batch = self.get_object()
        serializer = SheetApplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        apply_sheet(access=access_of(request), batch=batch, **serializer.validated_data)
        return self._answer(batch, 202)

    @extend_schema(request=None, responses={202: SheetImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: int) -> Response:
        """Read a file whose reading was cut short, or open one whose applying was."""
        batch = self.get_object()
        read_again(access=access_of(request), batch=batch)
        return self._answer(batch, 202)

    @extend_schema(request=None, responses=SheetUndoneSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Put back what was before, but for texts somebody has done something with since."""
        batch = self.get_object()
        undone = undo_sheet(access=access_of(request), batch=batch)
        return Response(SheetUndoneSerializer(undone).data)

    @extend_schema(request=None, responses=SheetImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: int) -> Response:
        """Drop a sheet that was not applied; its file and rows go, too."""
        batch = self.get_object()
        discard_sheet(access=access_of(request), batch=batch)
        return self._answer(batch)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: int) -> FileResponse:
        """The file as it came."""
        return self._file_of("file")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def marked(self, request: Request, pk: int) -> FileResponse:
        """Their own file as a workbook, with a comment in every cell that has a fault."""
        return self._file_of("marked_file")

    def _file_of(self, which: Which) -> FileResponse:
        found = open_kept(self.get_object(), which)
        if found is None:
            raise NotFound("There is no such file, or it is not kept any more.")
        return FileResponse(found[0], as_attachment=True, filename=found[1])

    def _answer(self, batch: SheetImport, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=batch.pk)
        return Response(self.get_serializer(fresh).data, status=status)

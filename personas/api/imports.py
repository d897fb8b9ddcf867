"""Imports of quotes over REST: send a file, look at what it would add, apply it, take it back."""

from collections.abc import Callable
from typing import Any

import orjson
from django.http import StreamingHttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from config.api.parsers import JsonParser
from personas.api.import_fields import (
    FaultsSerializer,
    ImportDetailSerializer,
    ImportSerializer,
    ImportStartSerializer,
    MappingSerializer,
    MendSerializer,
    UndoneSerializer,
)
from personas.import_apply import apply_import
from personas.import_evidence import (
    change_mapping,
    choose_masking,
    correct_row,
    discard_import,
    go_on,
    start_import,
    start_paste,
)
from personas.import_faults import faults_as_lines
from personas.import_files import rows_numbered
from personas.import_look import current_look, faulty_rows_numbered, kept_look
from personas.import_sizes import FAULTS_A_PAGE
from personas.import_speakers import NobodyChosenError, heard_among
from personas.import_states import ImportStateError, is_at_work
from personas.import_undo import undo_import
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from workspaces.access import VIEW
from workspaces.api.filters import FilterSet
from workspaces.api.views import TenantReadViewSet, access_of

ROWS_NAME = "rows.jsonl"
NUMBER = OpenApiParameter(
    "number", int, OpenApiParameter.PATH, description="Of the row, as a spreadsheet shows it."
)
PAGE = OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 10_000}, default=1)


class ImportFilterSet(FilterSet):
    state = filters.ChoiceFilter(choices=EvidenceImport.State.choices)


class ImportViewSet(TenantReadViewSet):
    """Files and pastes of quotes on their way in. Large ones are read, looked at and applied by a
    job; read the import again until its job is done."""

    queryset = EvidenceImport.objects.select_related("job", "mends", "persona", "workspace")
    filterset_class = ImportFilterSet
    http_method_names = ["get", "post", "patch", "head", "options"]
    permissions_by_action = {"faults": VIEW, "faults_file": VIEW}

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return ImportSerializer if self.action == "list" else ImportDetailSerializer

    def get_parsers(self) -> list[BaseParser]:
        if (getattr(self, "action_map", None) or {}).get("post") == "create":
            return [JsonParser(), MultiPartParser()]
        return [JsonParser()]

    @extend_schema(
        request={
            "multipart/form-data": ImportStartSerializer,
            "application/json": ImportStartSerializer,
        },
        responses={201: ImportDetailSerializer, 202: ImportDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send quotes: a `file` (multipart), a pasted `text`, or `rows`. Nothing is kept as
        evidence before you apply it. 202: a job reads or looks at it."""
        serializer = ImportStartSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        about = {
            "persona": said["persona"],
            "defaults": serializer.defaults(),
            "masking": said["masking"],
        }
        access = access_of(request)
        try:
            if said.get("text"):
                batch = start_paste(access=access, text=said["text"], **about)
            else:
                file = said.get("file")
                batch = start_import(
                    access=access,
                    file_name=said["file_name"] or (file.name if file else ROWS_NAME),
                    content=file or b"".join(map(_json_line, said["rows"])),
                    mends=said["mends"],
                    **about,
                )
        except UnreadableFileError as error:
            raise serializers.ValidationError({"file": [str(error)]}) from error
        return self._answer(batch, 202 if is_at_work(batch) else 201)

    @extend_schema(
        request=MappingSerializer,
        responses={200: ImportDetailSerializer, 202: ImportDetailSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Say which column holds what, what holds for all rows, and what is done with personal
        data. 202: a job looks at the rows again."""
        batch = self.get_object()
        serializer = MappingSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said, access = serializer.validated_data, access_of(request)

        def change() -> None:
            if said.keys() == {"masking"}:
                choose_masking(access=access, batch=batch, masking=said["masking"])
                return
            change_mapping(
                access=access,
                batch=batch,
                mapping=said.get("mapping", batch.mapping),
                defaults=said.get("defaults", batch.defaults),
                persona=said.get("persona", batch.persona),
                masking=said.get("masking", ""),
                speakers=heard_among(batch, said.get("speakers", ())),
            )

        try:
            _in_state(change)
        except NobodyChosenError as error:
            raise serializers.ValidationError({"speakers": [str(error)]}) from error
        batch.refresh_from_db()
        return self._answer(batch, 202 if is_at_work(batch) else 200)

    @extend_schema(
        request=None, responses={200: ImportDetailSerializer, 202: ImportDetailSerializer}
    )
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: int) -> Response:
        """Add the rows without fault. Twice is once; one that was stopped goes on. 202: a job does
        it."""
        batch = self.get_object()
        done = _in_state(lambda: apply_import(access=access_of(request), batch=batch))
        return self._answer(done, 202 if is_at_work(done) else 200)

    @extend_schema(
        request=None, responses={200: ImportDetailSerializer, 202: ImportDetailSerializer}
    )
    @action(detail=True, methods=["post"], url_path="go-on", url_name="go-on")
    def take_up(self, request: Request, pk: int) -> Response:
        """Go on with a read, look or import whose job was stopped or failed."""
        batch = self.get_object()
        go_on(access=access_of(request), batch=batch)
        batch.refresh_from_db()
        return self._answer(batch, 202 if is_at_work(batch) else 200)

    @extend_schema(request=None, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: int) -> Response:
        """Drop an upload that was not applied; its file goes too."""
        batch = self.get_object()
        _in_state(lambda: discard_import(access=access_of(request), batch=batch))
        batch.refresh_from_db()
        return self._answer(batch)

    @extend_schema(request=None, responses={200: UndoneSerializer, 202: UndoneSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Take back what it added, but for quotes somebody has put to use. 202: a job does it."""
        batch = self.get_object()
        undone = _in_state(lambda: undo_import(access=access_of(request), batch=batch))
        context = self.get_serializer_context()
        answer = UndoneSerializer(undone, context=context).data
        return Response(answer, status=202 if undone.job else 200)

    @extend_schema(
        parameters=[NUMBER], request=MendSerializer, responses={200: ImportDetailSerializer}
    )
    @action(detail=True, methods=["post"], url_path="rows/<int:number>", url_name="mend")
    def mend(self, request: Request, pk: int, number: int) -> Response:
        """Mend one row: other words for some of its cells, or leave it out. The file you sent
        stays as it is; 404 where it has no such row."""
        batch = self.get_object()
        serializer = MendSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if batch.state == EvidenceImport.State.OPEN and not rows_numbered(batch, {number: 0}):
            raise NotFound("This file has no row of that number.")
        said, access = serializer.validated_data, access_of(request)
        _in_state(lambda: correct_row(access=access, batch=batch, number=number, **said))
        batch.refresh_from_db()
        return self._answer(batch)

    @extend_schema(parameters=[PAGE], responses=FaultsSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def faults(self, request: Request, pk: int) -> Response:
        """The faults of an import that is open, with how to mend each, some rows a page."""
        batch = self.get_object()
        numbers: tuple[int, ...] = ()
        if batch.state == EvidenceImport.State.OPEN:
            look = current_look(access=access_of(request), batch=batch)
            numbers = look.faulty_rows if look else ()
        given = request.query_params.get("page", "1")
        number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
        start = max(0, number - 1) * FAULTS_A_PAGE
        rows = faulty_rows_numbered(batch, numbers[start : start + FAULTS_A_PAGE])
        told = {"rows": len(numbers), "results": [one for row in rows for one in row.faults]}
        return Response(FaultsSerializer(told).data)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True, methods=["get"], url_path="faults.csv", url_name="faults-file")
    def faults_file(self, request: Request, pk: int) -> StreamingHttpResponse:
        """The faulty rows as CSV with a column more that says what is wrong. Send them mended with
        `mends` set to this import."""
        batch = self.get_object()
        return StreamingHttpResponse(
            faults_as_lines(batch, kept_look(batch)), content_type="text/csv; charset=utf-8"
        )

    def _answer(self, batch: EvidenceImport, status: int = 200) -> Response:
        return Response(self.get_serializer(batch).data, status=status)


def _in_state(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except ImportStateError as error:
        raise Conflict(str(error), "import_state") from error


def _json_line(row: dict[str, str]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)

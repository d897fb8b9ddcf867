"""Reports that come home over REST: send one, look at its rows, count it, take it out again."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.pagination import PagesInOrder
from config.api.parsers import JsonParser
from experiments.api.base import RefusalMixin
from experiments.api.result_forms import Plain
from experiments.draft_rules import UNITS
from experiments.models import ResultReport, ResultRow
from experiments.results_home import apply_report, assign_rows, discard_report, undo_report
from experiments.results_home_columns import MOST_KEYS, Columns, platform_names
from experiments.results_home_sheet import columns_of
from experiments.results_home_take import change_columns, take_report
from messaging.models import Variant
from personas.listening.tables import UnreadableFileError
from workspaces.api.views import InWorkspace, TenantReadViewSet, access_of

LONGEST_TEXT = 1_000_000
MOST_ROWS_AT_ONCE = 1_000
Column = serializers.IntegerField


class ResultColumnsSerializer(Plain):
    """Places in the header, from 0."""

    keys = serializers.ListField(
        child=Column(min_value=0, max_value=5_000),
        min_length=1,
        max_length=MOST_KEYS,
        help_text="Looked through in this order for the key of a text.",
    )
    shown = Column(min_value=0, max_value=5_000, help_text="How often it was shown or sent.")
    did = Column(min_value=0, max_value=5_000, help_text="How many did what you hoped for.")
    value = Column(min_value=0, max_value=5_000, allow_null=True, default=None)
    day = Column(
        min_value=0,
        max_value=5_000,
        allow_null=True,
        default=None,
        help_text="Null: each row counts everything up to `taken_on`.",
    )
    unit = serializers.ChoiceField(list(UNITS.items()))


class ReportSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    header = serializers.SerializerMethodField(help_text="Names of the columns of the file.")
    columns = serializers.SerializerMethodField(help_text="What they are taken to hold.")
    missing = serializers.SerializerMethodField(help_text="What no column was found for, if any.")

    class Meta:
        model = ResultReport
        fields = [
            *("id", "platform", "file_name", "taken_on", "state", "header", "columns", "missing"),
            *("counted", "created_at", "applied_at"),
        ]
        read_only_fields = fields

    def get_header(self, row: ResultReport) -> list[str]:
        return list(row.mapping.get("header", []))

    def get_columns(self, row: ResultReport) -> dict[str, Any]:
        return dict(row.mapping.get("columns", {}))

    def get_missing(self, row: ResultReport) -> str:
        return columns_of(row).missing() if row.mapping.get("columns") else ""


class ReportRowSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    experiment = serializers.IntegerField(
        source="arm.experiment_id", default=None, help_text="The test it counts for, if any."
    )

    class Meta:
        model = ResultRow
        fields = [
            *("id", "number", "label", "variant", "experiment", "day", "shown", "did", "value"),
            *("note", "left_out"),
        ]
        read_only_fields = fields


class ReportStartSerializer(Plain):
    file = serializers.FileField(
        required=False, write_only=True, help_text="CSV, TSV or XLSX, up to 5 MB."
    )
    text = serializers.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        trim_whitespace=False,
        help_text="In place of a file: the text of a CSV.",
    )
    platform = serializers.ChoiceField(
        list(platform_names()), required=False, help_text="Left out: told by the header."
    )
    taken_on = serializers.DateField(
        required=False, help_text="It counts up to this day. Left out: the last in it, or today."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("text" in attrs):
            raise serializers.ValidationError({"file": ["Send either a file or a text."]})
        if "text" in attrs:
            content = attrs.pop("text").encode("utf-8", "replace")
            attrs["file"] = SimpleUploadedFile("report.csv", content)
        return attrs


class ReportColumnsSerializer(Plain):
    columns = ResultColumnsSerializer(required=False)
    platform = serializers.ChoiceField(list(platform_names()), required=False)
    taken_on = serializers.DateField(required=False)


class ReportAssignSerializer(Plain):
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MOST_ROWS_AT_ONCE,
        help_text="Ids of rows of this report.",
    )
    variant = InWorkspace(queryset=Variant.objects.all(), allow_null=True, default=None)
    left_out = serializers.BooleanField(default=False)


class ReportApplySerializer(Plain):
    in_use = serializers.BooleanField(
        default=False, help_text="Whether its texts are in use there now, and count as live."
    )
    place = serializers.CharField(max_length=120, default="", allow_blank=True)


class ResultAssignedSerializer(Plain):
    changed = serializers.IntegerField(help_text="Rows it made a difference to.")


class ResultReportViewSet(RefusalMixin, TenantReadViewSet):
    """Reports of ad platforms and e-mail tools. Rows find their text by its key; those of a text
    in a test that a platform splits count for it, others stand beside."""

    queryset = ResultReport.objects.order_by("-created_at", "-pk")
    serializer_class = ReportSerializer
    filterset_fields = ("state", "platform")

    def get_parsers(self) -> list[BaseParser]:
        if (getattr(self, "action_map", None) or {}).get("post") == "create":
            return [JsonParser(), MultiPartParser()]
        return [JsonParser()]

    @extend_schema(
        request={
            "multipart/form-data": ReportStartSerializer,
            "application/json": ReportStartSerializer,
        },
        responses={201: ReportSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send a report. Nothing counts before you apply it; the same file counts once."""
        said = self._given(ReportStartSerializer)
        try:
            report = take_report(access=access_of(request), **said)
        except UnreadableFileError as error:
            raise serializers.ValidationError({"file": [str(error)]}) from error
        return Response(self.get_serializer(report).data, status=201)

    @extend_schema(request=None, responses={200: ReportRowSerializer(many=True)})
    @action(detail=True, methods=["get"], filterset_fields=(), pagination_class=PagesInOrder)
    def rows(self, request: Request, pk: int) -> Response:
        """Its rows, with the text and the test each was found to be about."""
        report = self.get_object()
        rows: QuerySet[ResultRow] = (
            ResultRow.objects.for_workspace(report.workspace)
            .filter(report=report)
            .select_related("arm")
        )
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ReportRowSerializer(page, many=True).data)

    @extend_schema(request=ReportColumnsSerializer, responses={200: ReportSerializer})
    @action(detail=True, methods=["post"])
    def columns(self, request: Request, pk: int) -> Response:
        """Read it anew: by other columns, from another platform, up to another day."""
        report = self.get_object()
        said = self._given(ReportColumnsSerializer)
        if "columns" in said:
            columns = said["columns"]
            said["columns"] = Columns(**(columns | {"keys": tuple(columns["keys"])}))
        return self._answer(
            lambda: change_columns(access=access_of(request), report=report, **said)
        )

    @extend_schema(request=ReportAssignSerializer, responses={200: ResultAssignedSerializer})
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: int) -> Response:
        """Say which text rows are about, or leave them out."""
        report = self.get_object()
        said = self._given(ReportAssignSerializer)
        changed = assign_rows(access=access_of(request), report=report, **said)
        return Response({"changed": changed})

    @extend_schema(request=ReportApplySerializer, responses={200: ReportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: int) -> Response:
        """Count it."""
        report = self.get_object()
        said = self._given(ReportApplySerializer)
        return self._answer(lambda: apply_report(access=access_of(request), report=report, **said))

    @extend_schema(request=None, responses={200: ReportSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Take it out of all counts again."""
        report = self.get_object()
        return self._answer(lambda: undo_report(access=access_of(request), report=report))

    @extend_schema(request=None, responses={200: ReportSerializer})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: int) -> Response:
        """Put a waiting report aside."""
        report = self.get_object()
        return self._answer(lambda: discard_report(access=access_of(request), report=report))

    def _given(self, form: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        serializer = form(data=self.request.data, context={"request": self.request})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _answer(self, step: Callable[[], ResultReport]) -> Response:
        try:
            report = step()
        except UnreadableFileError as error:
            raise serializers.ValidationError({"columns": [str(error)]}) from error
        return Response(self.get_serializer(report).data)

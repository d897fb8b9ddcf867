"""Weekly reports over REST: their schedules, and a report of the last seven days as a file."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.errors import Conflict
from experiments.client_reports import (
    MOST_RECIPIENTS,
    PDF,
    WORKBOOK,
    ReportRefusedError,
    change_schedule,
    create_schedule,
    remove_schedule,
    request_report,
)
from experiments.models import ReportSchedule
from messaging.models import Campaign
from workspaces.access import VIEW
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantSerializer, TenantViewSet, access_of


class ReportScheduleSerializer(TenantSerializer):
    weekday = serializers.IntegerField(
        min_value=0, max_value=6, default=0, help_text="0 is Monday."
    )
    hour = serializers.IntegerField(
        min_value=0, max_value=23, default=8, help_text="In the time zone of the workspace."
    )
    recipients = serializers.ListField(
        child=serializers.EmailField(max_length=254), max_length=MOST_RECIPIENTS, default=list
    )

    class Meta:
        model = ReportSchedule
        fields = [
            *("id", "name", "campaign", "weekday", "hour", "recipients", "note", "is_on"),
            *("last_made_on", "job", "created_at"),
        ]
        read_only_fields = ["last_made_on", "job", "created_at"]
        validators: list[Any] = []  # a name that is taken is a conflict, said by the use case


class ReportScheduleViewSet(TenantViewSet):
    """Reports that go to a client every week, as PDF and workbook."""

    queryset = ReportSchedule.objects.select_related("campaign", "job")
    serializer_class = ReportScheduleSerializer
    filterset_fields = ["campaign", "is_on"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        try:
            serializer.instance = create_schedule(
                access=access_of(self.request), values=serializer.validated_data
            )
        except ReportRefusedError as error:
            raise Conflict(str(error), "report_refused") from error

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        row = serializer.instance
        assert isinstance(row, ReportSchedule)
        try:
            change_schedule(
                access=access_of(self.request), row=row, values=serializer.validated_data
            )
        except ReportRefusedError as error:
            raise Conflict(str(error), "report_refused") from error

    def perform_destroy(self, instance: Any) -> None:
        remove_schedule(access=access_of(self.request), row=instance)


class ReportRequestSerializer(serializers.Serializer[dict[str, Any]]):
    file_format = serializers.ChoiceField(choices=[PDF, WORKBOOK], default=PDF)
    campaign = InWorkspace(
        queryset=Campaign.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out: the whole brand.",
    )
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class ReportView(IdempotentMixin, APIView):
    permission = VIEW

    @extend_schema(request=ReportRequestSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Ask for the report of the last seven days. The answer is a job, whose file it is."""
        serializer = ReportRequestSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        job = request_report(access=access_of(request), **serializer.validated_data)
        return Response(JobSerializer(job, context={"request": request}).data, status=202)

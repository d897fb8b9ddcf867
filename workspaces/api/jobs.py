"""Long work: how far it is, and its file."""

from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from workspaces.access import EDIT, VIEW
from workspaces.api.views import TenantReadViewSet, access_of
from workspaces.jobs import JobStateError, cancel_job
from workspaces.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "done",
            "total",
            "doing",
            "result",
            "has_file",
            "error",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: Job) -> dict[str, Any]:
        """Without the result, where looking at it takes more than looking around."""
        told: dict[str, Any] = super().to_representation(instance)
        if instance.needs and not access_of(self.context["request"]).may(instance.needs):
            told["result"] = {}
        return told

    def get_has_file(self, job: Job) -> bool:
        return bool(job.result_file)


class JobViewSet(TenantReadViewSet):
    queryset = Job.objects.all()
    serializer_class = JobSerializer
    filterset_fields = ("state", "kind")
    permissions_by_action = {"cancel": EDIT}

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Stop a job that is not finished."""
        job = self.get_object()
        try:
            cancel_job(access=access_of(request), job=job)
        except JobStateError as error:
            raise Conflict(str(error)) from error
        return Response(self.get_serializer(job).data, status=status.HTTP_200_OK)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: int) -> FileResponse:
        """The file a finished job made."""
        job = self.get_object()
        access_of(request).require(job.needs or VIEW)
        if not job.result_file:
            raise Http404("This job has no file.")
        name = job.result.get("file_name") or str(job.result_file.name).rsplit("/", 1)[-1]
        return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=name)

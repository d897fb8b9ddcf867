"""Late goals by file over REST: send one, look at what it would do, have it counted."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.parsers import JsonParser
from experiments.api.base import RefusalMixin
from experiments.constants import MAX_BATCH_BYTES
from experiments.late_goal_rows import NoSuchColumnsError
from experiments.late_goals import LOOK, ask_for_look, ask_to_apply
from experiments.models import Goal
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import TenantReadViewSet, access_of
from workspaces.models import Job


class LateGoalsSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(
        required=False,
        write_only=True,
        help_text="CSV or XLSX with columns visitor or email, date, and value, goal, id if any.",
    )
    text = serializers.CharField(
        required=False,
        max_length=MAX_BATCH_BYTES,
        trim_whitespace=False,
        help_text="In place of a file: the text of a CSV.",
    )
    goal = serializers.CharField(
        required=False, max_length=80, help_text="Key of the goal of rows that name none."
    )

    def validate_goal(self, key: str) -> Goal:
        access = access_of(self.context["request"])
        goal = Goal.objects.for_workspace(access.workspace).filter(key=key).first()
        if goal is None:
            raise serializers.ValidationError(f"There is no goal “{key}”.", "unknown_goal")
        return goal

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("text" in attrs):
            raise serializers.ValidationError({"file": ["Send either a file or a text."]})
        if "text" in attrs:
            content = attrs.pop("text").encode("utf-8", "replace")
            attrs["file"] = SimpleUploadedFile("rows.csv", content)
        return attrs


class LateGoalsViewSet(RefusalMixin, TenantReadViewSet):
    """Files that tell of goals reached long after. Each is a job that looks at what it would do;
    its `result` has the numbers, its file (`/api/v1/jobs/{id}/file/`) the refused rows."""

    queryset = Job.objects.filter(kind=LOOK)
    serializer_class = JobSerializer
    filterset_fields = ("state",)
    permissions_by_action = {"list": EDIT, "retrieve": EDIT}

    def get_parsers(self) -> list[BaseParser]:
        if (getattr(self, "action_map", None) or {}).get("post") == "create":
            return [JsonParser(), MultiPartParser()]
        return [JsonParser()]

    @extend_schema(
        request={
            "multipart/form-data": LateGoalsSerializer,
            "application/json": LateGoalsSerializer,
        },
        responses={202: JobSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send a file. Addresses are hashed while it is read; nothing is counted before you
        apply it."""
        form = LateGoalsSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        said = form.validated_data
        try:
            job = ask_for_look(access=access_of(request), file=said["file"], goal=said.get("goal"))
        except (UnreadableFileError, NoSuchColumnsError) as error:
            raise serializers.ValidationError({"file": [str(error)]}) from error
        return Response(self.get_serializer(job).data, status=202)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: int) -> Response:
        """Have the rows counted: the answer is the job that does it."""
        job = ask_to_apply(access=access_of(request), look=self.get_object())
        return Response(self.get_serializer(job).data, status=202)

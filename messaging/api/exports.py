"""Files of copy over REST: ask, then follow the job."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.errors import Conflict
from messaging.api.placements import ChannelField
from messaging.channels.merge_tags import dialects
from messaging.models import Campaign, Placement
from messaging.sharing.collect_lines import Selection
from messaging.sharing.export import (
    FORMATS,
    NEUTRAL,
    WORKBOOK,
    NotForThisFormatError,
    NothingToExportError,
    request_export,
)
from workspaces.access import SHARE
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, access_of


class ExportSerializer(serializers.Serializer[dict[str, Any]]):
    """What to export. Without ``channels``, ``campaigns`` or ``placements``: all of them.

    ``dialect`` is how merge tags are written: empty for the workspace's usual way.
    """

    file_format = serializers.ChoiceField(choices=list(FORMATS), default=WORKBOOK)
    which = serializers.ChoiceField(choices=["approved", "live", "all"], default="approved")
    channels = serializers.ListField(child=ChannelField(), default=list)
    campaigns = InWorkspace(queryset=Campaign.objects.all(), many=True, default=list)
    placements = InWorkspace(queryset=Placement.objects.all(), many=True, default=list)
    dialect = serializers.ChoiceField(choices=[*dialects(), NEUTRAL], default="", allow_blank=True)
    consented_only = serializers.BooleanField(
        default=False,
        help_text="For people outside: without quotes of customers who did not agree to be quoted, "
        "and without the workbook's coverage and results.",
    )


class ExportView(IdempotentMixin, APIView):
    permission = SHARE

    @extend_schema(request=ExportSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a file. The answer is a job: read it until it is done, then fetch its file."""
        serializer = ExportSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data
        selection = Selection(
            which=wanted["which"],
            channels=tuple(sorted(set(wanted["channels"]))),
            placements=tuple(row.pk for row in wanted["placements"]),
            campaigns=tuple(row.pk for row in wanted["campaigns"]),
            consented_only=wanted["consented_only"],
        )
        try:
            job = request_export(
                access=access_of(request),
                file_format=wanted["file_format"],
                selection=selection,
                dialect=wanted["dialect"],
            )
        except NotForThisFormatError as error:
            raise serializers.ValidationError({error.field: str(error)}) from error
        except NothingToExportError as error:
            raise Conflict(str(error), "nothing_to_export") from error
        return Response(JobSerializer(job).data, status=202)

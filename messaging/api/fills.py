"""Filling somebody's own file over REST: one call, answered with a job."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.parsers import JsonParser
from messaging.campaign_guests import visible_campaigns
from messaging.fill_export import FillChoice, FillError, ask_to_fill
from messaging.fill_guess import guess_for_template
from messaging.fill_template import MOST_BYTES, MOST_ROWS, TOO_LARGE, FileToFill, take_template
from messaging.models import Campaign
from messaging.sharing.collect_lines import Selection
from messaging.sharing.filling.assigning import BY_HAND, HOW
from personas.listening.tables import UnreadableFileError
from workspaces.access import SHARE, Access
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, access_of

LONGEST_JSON = 200_000
LONGEST_TEXT = 1_000_000
MOST_TARGETS = 100


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class ObjectField(serializers.Field):  # type: ignore[type-arg]
    """A JSON object of texts, or its text where it comes beside a file."""

    def to_internal_value(self, data: object) -> dict[str, str]:
        if isinstance(data, str) and len(data) <= LONGEST_JSON:
            try:
                data = json.loads(data or "{}")
            except (ValueError, RecursionError) as error:
                raise serializers.ValidationError("This is no JSON.") from error
        if not isinstance(data, dict) or not all(isinstance(one, str) for one in data.values()):
            raise serializers.ValidationError("A JSON object of texts, please.")
        return {str(name): str(text) for name, text in data.items()}

    def to_representation(self, value: object) -> object:
        return value


class FillSerializer(serializers.Serializer[dict[str, Any]]):
    """A ``file`` to fill, or the ``text`` of one. ``mapping`` and ``rows`` are objects: a part
    (``headline.0``, ``subject``, ``name``, ``link``, ``url_tags``) to the name of a column, and the
    number of a row to the key of its text. Without ``mapping`` the columns are told by names."""

    file = serializers.FileField(write_only=True, required=False, allow_null=True, default=None)
    text = serializers.CharField(
        max_length=LONGEST_TEXT, default="", allow_blank=True, trim_whitespace=False
    )
    file_name = serializers.CharField(max_length=120, default="copy.csv")
    channel = serializers.CharField(max_length=40, default="", allow_blank=True)
    mapping = ObjectField(default=dict)
    rows = ObjectField(default=dict)
    how = serializers.ChoiceField(choices=list(HOW), default="key")
    which = serializers.ChoiceField(choices=["approved", "live"], default="approved")
    campaign = InWorkspace(
        queryset=Campaign.objects.all(), required=False, allow_null=True, default=None
    )
    dialect = serializers.CharField(max_length=40, default="", allow_blank=True)
    write_key = serializers.BooleanField(default=True)

    def validate_file(self, file: "UploadedFile[bytes] | None") -> "UploadedFile[bytes] | None":
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return file

    def validate_mapping(self, said: dict[str, str]) -> dict[str, str]:
        if len(said) > MOST_TARGETS:
            raise serializers.ValidationError(f"At most {MOST_TARGETS} columns.")
        return said

    def validate_rows(self, said: dict[str, str]) -> dict[int, str]:
        if len(said) > MOST_ROWS or not all(key.isascii() and key.isdecimal() for key in said):
            raise serializers.ValidationError("An object of the numbers of rows to keys.")
        return {int(key[:9]): text for key, text in said.items()}

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if bool(said["file"]) == bool(said["text"]):
            raise serializers.ValidationError({"file": ["Send a file, or the text of one."]})
        if said["text"]:
            content = said["text"].encode(errors="surrogatepass")
            said["file"] = SimpleUploadedFile(said["file_name"], content)
        return said


class FillView(IdempotentMixin, APIView):
    permission = SHARE

    def get_parsers(self) -> list[BaseParser]:
        return [JsonParser(), MultiPartParser()]

    @extend_schema(
        request={"multipart/form-data": FillSerializer, "application/json": FillSerializer},
        responses={202: JobSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send the platform's own export or template. The job's file is the same one, with only
        the copy columns filled."""
        serializer = FillSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        said, access = serializer.validated_data, access_of(request)
        campaign = said["campaign"]
        if campaign and not visible_campaigns(access).filter(pk=campaign.pk).exists():
            raise serializers.ValidationError({"campaign": ["There is no such campaign."]})
        try:
            template = take_template(access=access, file=said["file"])
            job = ask_to_fill(
                access=access,
                template=template,
                choice=_choice(access, template, said),
                selection=Selection(
                    which=said["which"], campaigns=(campaign.pk,) if campaign else ()
                ),
            )
        except UnreadableFileError as error:
            raise serializers.ValidationError({"file": [str(error)]}) from error
        except FillError as error:
            raise serializers.ValidationError({error.field: [str(error)]}) from error
        return Response(JobSerializer(job).data, status=202)


def _choice(access: Access, template: FileToFill, said: dict[str, Any]) -> FillChoice:
    guessed = guess_for_template(access, template, said["channel"])
    mapping = dict(guessed.mapping)
    if said["mapping"]:
        places = {name.casefold(): index for index, name in enumerate(template.header)}
        wanted = {target: name.strip().casefold() for target, name in said["mapping"].items()}
        for name in wanted.values():
            if name not in places:
                raise FillError("mapping", f"The file has no column “{name}”.")
        mapping = {target: places[name] for target, name in wanted.items()}
    return FillChoice(
        channel=said["channel"] or guessed.channel,
        mapping=mapping,
        how=BY_HAND if said["rows"] else said["how"],
        by_hand=said["rows"] or {},
        dialect=said["dialect"],
        write_key=said["write_key"],
    )

"""What is asked and answered of files of copy on their way back over REST."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from messaging.import_sheet import ready_rows
from messaging.import_sheet_in_use import where_from
from messaging.models import Campaign, SheetImport, SheetImportRow
from messaging.sharing.sheet_differences import OURS, THEIRS
from messaging.using_elsewhere import LONGEST_PLACE
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantSerializer

WHOSE = (THEIRS, OURS)
MOST_CHOICES = 200


class SheetImportSerializer(TenantSerializer):
    counts = serializers.DictField(source="counted", read_only=True)
    job = JobSerializer(read_only=True, allow_null=True)

    class Meta:
        model = SheetImport
        fields: tuple[str, ...] = (
            *("id", "file_name", "kind", "campaign", "state", "sender", "notes", "counts"),
            *("total_rows", "refusal", "job", "created_at", "applied_at"),
        )
        read_only_fields: tuple[str, ...] = fields


class SheetImportDetailSerializer(SheetImportSerializer):
    ready = serializers.SerializerMethodField(help_text="So many rows applying would take.")
    where = serializers.SerializerMethodField(
        help_text="The platform whose own file it is, such as `google_ads`; empty for others."
    )

    class Meta(SheetImportSerializer.Meta):
        fields = (*SheetImportSerializer.Meta.fields, "ready", "where")
        read_only_fields = fields

    def get_ready(self, batch: SheetImport) -> int:
        is_open = batch.state == SheetImport.State.OPEN
        return int(ready_rows(batch).count()) if is_open else 0

    def get_where(self, batch: SheetImport) -> str:
        return where_from(batch)


class SheetStartSerializer(serializers.Serializer[Any]):
    """One of `file` and `text`."""

    file = serializers.FileField(write_only=True, required=False)
    text = serializers.CharField(
        write_only=True,
        required=False,
        max_length=2_000_000,
        trim_whitespace=False,
        help_text="A table as text: CSV, TSV or JSON.",
    )
    file_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="To know it by."
    )
    campaign = InWorkspace(
        queryset=Campaign.objects.all(), required=False, allow_null=True, default=None
    )

    def validate_file(self, file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 2**20
            raise serializers.ValidationError(f"This file is larger than {limit} MB. Split it.")
        return file

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("file")) == bool(attrs.get("text")):
            raise serializers.ValidationError("Send a file or a text: one of them.")
        return attrs


class SheetRowFaultSerializer(serializers.Serializer[Any]):
    part = serializers.CharField()
    index = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    text = serializers.CharField()
    blocks = serializers.BooleanField()


class SheetImportRowSerializer(TenantSerializer):
    key = serializers.SerializerMethodField(help_text="Of the text it is about; null for new ones.")
    faults = SheetRowFaultSerializer(many=True, read_only=True)
    open_cells = serializers.IntegerField(
        read_only=True, help_text="What keeps it from being applied: choices and faults."
    )

    class Meta:
        model = SheetImportRow
        fields = (
            *("id", "sheet", "number", "kind", "variant", "key", "message", "source", "revision"),
            *("parts", "pins", "then", "wanted_state", "faults", "choices", "left_out"),
            *("open_cells", "score", "made", "applied_at"),
        )
        read_only_fields = fields

    def get_key(self, row: SheetImportRow) -> str | None:
        return row.variant.key if row.variant is not None else None


class ChoiceSerializer(serializers.Serializer[Any]):
    """Both may be left out."""

    choices = serializers.DictField(
        child=serializers.ChoiceField(choices=WHOSE),
        required=False,
        help_text="By cell, such as `headline` or `headlines.0`.",
    )
    left_out = serializers.BooleanField(required=False, allow_null=True, default=None)

    def validate_choices(self, choices: dict[str, str]) -> dict[str, str]:
        if len(choices) > MOST_CHOICES:
            raise serializers.ValidationError(f"At most {MOST_CHOICES} cells at once.")
        return choices


class ChooseAllSerializer(serializers.Serializer[Any]):
    whose = serializers.ChoiceField(choices=WHOSE)


class SheetApplySerializer(serializers.Serializer[Any]):
    in_use = serializers.BooleanField(
        default=False,
        help_text="Whether the texts of a platform's own file are in use there now, and count as "
        "live. Refused for other files.",
    )
    place = serializers.CharField(
        max_length=LONGEST_PLACE,
        default="",
        allow_blank=True,
        help_text="The spot there: an account, an ad group.",
    )


class SheetUndoneSerializer(serializers.Serializer[Any]):
    put_back = serializers.IntegerField()
    removed = serializers.IntegerField()
    kept = serializers.ListField(child=serializers.CharField(), help_text="Keys of what stays.")

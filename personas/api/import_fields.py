"""What an import over REST is told and tells."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from personas.api.evidence import ROWS_A_CALL, EvidenceRowSerializer, MaskingField
from personas.import_files import facts_of
from personas.import_look import current_look
from personas.listening.known_columns import COLUMNS
from personas.listening.tables import UnreadableFileError
from personas.models import CustomerStatus, EvidenceImport, EvidenceSource, Persona
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantSerializer, access_of

YES_NO = ("", "yes", "no")


class ImportStartSerializer(serializers.Serializer[Any]):
    """One of `file`, `text` and `rows`; the rest holds for rows that do not say it themselves."""

    file = serializers.FileField(required=False, write_only=True)
    text = serializers.CharField(required=False, max_length=2_000_000)
    rows = serializers.ListField(
        child=EvidenceRowSerializer(), required=False, allow_empty=False, max_length=ROWS_A_CALL
    )
    file_name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="To know it by."
    )
    persona = InWorkspace(
        queryset=Persona.objects.all(), required=False, allow_null=True, default=None
    )
    mends = InWorkspace(
        queryset=EvidenceImport.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="The import whose faulty rows these are, mended: its columns hold here too.",
    )
    masking = MaskingField()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=EvidenceSource.choices, required=False
    )
    customer_status = serializers.ChoiceField(choices=CustomerStatus.choices, required=False)
    asked = serializers.ChoiceField(choices=YES_NO, required=False)
    may_quote = serializers.ChoiceField(choices=YES_NO, required=False)

    def validate_file(self, file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 2**20
            raise serializers.ValidationError(f"This file is larger than {limit} MB. Split it.")
        return file

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("file", "text", "rows") if attrs.get(name)]
        if len(given) != 1:
            raise serializers.ValidationError("Send a file, a text or rows: one of them.")
        return attrs

    def defaults(self) -> dict[str, str]:
        """As an import keeps them: field -> text."""
        names = ("source", "customer_status", "asked", "may_quote")
        said = self.validated_data
        return {name: said[name] for name in names if said.get(name)}


class MappingSerializer(serializers.Serializer[Any]):
    """All of it may be left out."""

    mapping = serializers.DictField(
        child=serializers.ChoiceField(choices=list(COLUMNS)),
        required=False,
        help_text="Number of the column, from 0, to what it holds. Several may hold `text`.",
    )
    defaults = serializers.DictField(
        child=serializers.CharField(max_length=200, allow_blank=True),
        required=False,
        help_text="What holds for rows that do not say it themselves, such as `source`.",
    )
    masking = MaskingField(required=False, default=serializers.empty)
    speakers = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        allow_empty=False,
        max_length=60,
        help_text="Of a transcript: whose turns are quotes.",
    )
    persona = InWorkspace(queryset=Persona.objects.all(), required=False, allow_null=True)


class MendSerializer(serializers.Serializer[Any]):
    """What one row says instead, or that it stays out."""

    values = serializers.DictField(
        child=serializers.CharField(max_length=20_000, allow_blank=True),
        required=False,
        default=dict,
        help_text="By `field`, as the faults name it; of several columns with quotes `text:3`.",
    )
    leave_out = serializers.BooleanField(required=False, default=False)

    def validate_values(self, values: dict[str, str]) -> dict[str, str]:
        if unknown := [name for name in values if name.partition(":")[0] not in COLUMNS]:
            raise serializers.ValidationError(
                f"No field of a quote: {', '.join(unknown)[:200]}. Use one of {', '.join(COLUMNS)}."
            )
        return values

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["values"] and not attrs["leave_out"]:
            raise serializers.ValidationError("Say what the row says instead, or leave it out.")
        return attrs


class LookSerializer(serializers.Serializer[Any]):
    """What applying would do now."""

    to_add = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Quotes that are here already.")
    repeated = serializers.IntegerField(help_text="Quotes that are twice in the file.")
    left_out = serializers.IntegerField()
    faulty = serializers.IntegerField(help_text="Rows with faults; they stay out.")
    personal_quotes = serializers.IntegerField(help_text="Quotes with personal data in them.")
    personal = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many, by the kind of personal data."
    )


class ImportSerializer(TenantSerializer):
    job = JobSerializer(read_only=True, allow_null=True)

    class Meta:
        model = EvidenceImport
        fields: tuple[str, ...] = (
            "id",
            "file_name",
            "state",
            "persona",
            "recognised",
            "mapping",
            "defaults",
            "masking",
            "speakers",
            "total_rows",
            "position",
            "added",
            "duplicates",
            "faults",
            "refusal",
            "mends",
            "job",
            "created_at",
            "applied_at",
        )
        read_only_fields = fields


class ImportDetailSerializer(ImportSerializer):
    """With the columns of the file, and what applying it would do."""

    header = serializers.SerializerMethodField(help_text="The names of the columns.")
    look = serializers.SerializerMethodField(
        help_text="Null where the import is not open, or a job has yet to look at its rows."
    )

    class Meta(ImportSerializer.Meta):
        fields = (*ImportSerializer.Meta.fields, "header", "look")
        read_only_fields = fields

    def get_header(self, batch: EvidenceImport) -> list[str]:
        if batch.state in (EvidenceImport.State.READING, EvidenceImport.State.DISCARDED):
            return []
        try:
            return list(facts_of(batch).header)
        except (FileNotFoundError, UnreadableFileError):
            return []

    @extend_schema_field(LookSerializer(allow_null=True))
    def get_look(self, batch: EvidenceImport) -> dict[str, Any] | None:
        if batch.state != EvidenceImport.State.OPEN or "text" not in batch.mapping.values():
            return None
        try:
            look = current_look(access=access_of(self.context["request"]), batch=batch)
        except (FileNotFoundError, UnreadableFileError):
            return None
        return LookSerializer(asdict(look)).data if look is not None else None


class ImportFaultSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the row, as a spreadsheet shows it.")
    field = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()
    advice = serializers.CharField()


class FaultsSerializer(serializers.Serializer[Any]):
    rows = serializers.IntegerField(help_text="Rows with faults, on all pages.")
    results = ImportFaultSerializer(many=True)


class UndoneSerializer(serializers.Serializer[Any]):
    removed = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Quotes that stay, since they were put to use.")
    job = JobSerializer(allow_null=True)

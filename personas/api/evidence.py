"""Evidence over REST: single quotes, many at once, and what they speak of."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from personas.find_evidence import ATTACHED, UNATTACHED, EvidenceFilter, find_evidence
from personas.import_rows import ADDED, DUPLICATE, FIELDS, REJECTED, import_rows
from personas.keep_evidence import (
    MASKED_LENGTH,
    KnownQuoteError,
    add_evidence,
    change_evidence,
    masked_row,
)
from personas.link_evidence import reject_suggestions
from personas.listening.personal_data import mask
from personas.listening.rows import ParsedRow
from personas.models import CustomerStatus, Evidence, EvidenceImport, EvidenceSource, Persona
from personas.remove_evidence import delete_quote
from personas.suggest_anew import suggest_anew
from personas.withdraw_consent import (
    LONGEST_REASON,
    StillComingInError,
    stop_quoting,
    withdraw_quote,
)
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantSerializer, TenantViewSet, access_of
from workspaces.models import Job

ROWS_A_CALL = 1_000
ROW_DEFAULTS = {"source": EvidenceSource.OTHER, "customer_status": CustomerStatus.UNKNOWN}


class MaskingField(serializers.ChoiceField):
    """What is done with personal data in quotes before they are stored."""

    def __init__(self, **options: Any) -> None:
        told: dict[str, Any] = {
            "choices": EvidenceImport.Masking.choices,
            "default": EvidenceImport.Masking.MASK,
            "help_text": "`mask` takes e-mail addresses, telephone numbers and the like out of the "
            "quote, `keep` stores it as it is.",
        }
        super().__init__(**told | options)


class EvidenceSerializer(TenantSerializer):
    masking = MaskingField(write_only=True)
    person = serializers.CharField(
        max_length=200,
        required=False,
        write_only=True,
        help_text="An e-mail address or an id; only a keyed fingerprint of it is kept.",
    )

    class Meta:
        model = Evidence
        fields = (
            "id",
            "persona",
            "text",
            "source",
            "customer_status",
            "asked",
            "said_on",
            "person",
            "person_hash",
            "language",
            "may_quote",
            "may_contact",
            "question",
            "times",
            "link",
            "external_id",
            "masking",
            "masked",
            "junk",
            "created_at",
        )
        read_only_fields = ("person_hash", "masked", "junk", "created_at")
        # Whether a quote is there already is decided on its normal form: see KnownQuoteError.
        validators: list[Any] = []


class EvidenceFilterSet(FilterSet):
    persona = IdFilter(field_name="persona_id")
    pain = IdFilter(field_name="links__pain_id", help_text="Linked to this pain.")
    source = filters.ChoiceFilter(choices=EvidenceSource.choices)
    customer_status = filters.ChoiceFilter(choices=CustomerStatus.choices)
    attached = filters.BooleanFilter(method="by_attachment", help_text="To a pain, confirmed.")
    q = filters.CharFilter(field_name="text", lookup_expr="icontains", help_text="In the text.")

    def by_attachment(self, rows: "QuerySet[Evidence]", name: str, value: bool) -> Any:
        wanted = EvidenceFilter(attachment=ATTACHED if value else UNATTACHED)
        found = find_evidence(access=access_of(self.request), wanted=wanted)
        return rows.filter(pk__in=found.order_by().values("pk"))


class CellField(serializers.CharField):
    """A cell as a file would have it; true and false are taken for yes and no."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, bool):
            return "yes" if data else "no"
        return super().to_internal_value(data)


class EvidenceRowSerializer(serializers.Serializer[Any]):
    """A row as a file would have it: dates, statuses and sources in any usual form."""

    def get_fields(self) -> dict[str, Any]:
        return {
            name: CellField(required=False, allow_blank=True, allow_null=True, default="")
            for name in FIELDS
        }


class EvidenceImportSerializer(serializers.Serializer[Any]):
    persona = InWorkspace(
        queryset=Persona.objects.all(), required=False, allow_null=True, default=None
    )
    masking = MaskingField()
    rows = serializers.ListField(
        child=EvidenceRowSerializer(), allow_empty=False, max_length=ROWS_A_CALL
    )


class RowFaultSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()
    advice = serializers.CharField()


class RowResultSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Counts from 0, in the order sent.")
    status = serializers.ChoiceField(choices=[ADDED, DUPLICATE, REJECTED])
    faults = RowFaultSerializer(many=True)


class SuggestSerializer(serializers.Serializer[Any]):
    persona = InWorkspace(
        queryset=Persona.objects.all(), required=False, allow_null=True, default=None
    )


class SuggestedSerializer(serializers.Serializer[Any]):
    looked_at = serializers.IntegerField()
    suggested = serializers.IntegerField()
    job = JobSerializer(
        allow_null=True, help_text="What compares many quotes; nothing is suggested until it has."
    )


class WithdrawSerializer(serializers.Serializer[Any]):
    keep = serializers.BooleanField(
        default=False, help_text="Keep it as an insight, but never quote it."
    )
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, default=""
    )


class WithdrawnSerializer(serializers.Serializer[Any]):
    pains = serializers.IntegerField(help_text="Pains that lost a quote, and say so.")
    flagged = serializers.IntegerField(help_text="Texts that must be looked at.")


def _masked_changes(evidence: Evidence, said: dict[str, Any]) -> dict[str, Any]:
    """What to set; a new text is masked unless it was said to keep it."""
    changes = dict(said)
    is_masked = changes.pop("masking", EvidenceImport.Masking.MASK) == EvidenceImport.Masking.MASK
    if is_masked and changes.get("text", evidence.text) != evidence.text:
        changes["text"], kinds = mask(changes["text"], changes.get("language", evidence.language))
        changes["masked"] = ", ".join(kinds)[:MASKED_LENGTH]
    return changes


class EvidenceViewSet(TenantViewSet):
    """Things customers really said."""

    queryset: "QuerySet[Evidence]" = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilterSet

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = ROW_DEFAULTS | serializer.validated_data
        persona = said.pop("persona", None)
        is_masked = said.pop("masking") == EvidenceImport.Masking.MASK
        may_contact = said.pop("may_contact", False)
        row = ParsedRow(number=0, **said)
        try:
            serializer.instance = add_evidence(
                access=access_of(self.request),
                row=masked_row(row) if is_masked else row,
                persona=persona,
                may_contact=may_contact,
            )
        except KnownQuoteError as error:
            raise Conflict(str(error), "known_quote") from error

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, Evidence)
        try:
            change_evidence(
                access=access_of(self.request),
                evidence=serializer.instance,
                changes=_masked_changes(serializer.instance, serializer.validated_data),
            )
        except KnownQuoteError as error:
            raise Conflict(str(error), "known_quote") from error

    def perform_destroy(self, instance: Any) -> None:
        delete_quote(access=access_of(self.request), evidence=instance)

    @extend_schema(request=WithdrawSerializer, responses=WithdrawnSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Whoever said it takes it back. The quote goes for good, or with `keep` it stays and is
        quoted no more; texts that repeat it are flagged at once (see copy-flags)."""
        evidence = self.get_object()
        serializer = WithdrawSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        access = access_of(request)
        if serializer.validated_data["keep"]:
            flagged = stop_quoting(access=access, evidence=evidence)
            return Response(WithdrawnSerializer({"pains": 0, "flagged": flagged}).data)
        try:
            gone = withdraw_quote(
                access=access, evidence=evidence, reason=serializer.validated_data["reason"]
            )
        except StillComingInError as error:
            raise Conflict(str(error), "still_coming_in") from error
        return Response(WithdrawnSerializer(gone).data)

    @extend_schema(
        request=EvidenceImportSerializer,
        responses=RowResultSerializer(many=True),
        filters=False,
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        url_name="import",
        pagination_class=None,
        filterset_class=None,
    )
    def import_many(self, request: Request) -> Response:
        """Add up to 1,000 quotes. Each row is added, a duplicate, or rejected with its faults."""
        serializer = EvidenceImportSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        results = import_rows(
            access=access_of(request),
            rows=serializer.validated_data["rows"],
            persona=serializer.validated_data["persona"],
            masking=serializer.validated_data["masking"] == EvidenceImport.Masking.MASK,
        )
        return Response(RowResultSerializer(results, many=True).data)

    @extend_schema(
        request=SuggestSerializer, responses={200: SuggestedSerializer, 202: SuggestedSerializer}
    )
    @action(detail=False, methods=["post"])
    def suggest(self, request: Request) -> Response:
        """Suggest pains for the quotes that have none; read them under evidence-links. More than
        2,000 quotes are compared by a job (202)."""
        serializer = SuggestSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        made = suggest_anew(access=access_of(request), persona=serializer.validated_data["persona"])
        if isinstance(made, Job):
            later = {"looked_at": 0, "suggested": 0, "job": made}
            return Response(SuggestedSerializer(later).data, status=status.HTTP_202_ACCEPTED)
        return Response(SuggestedSerializer(asdict(made) | {"job": None}).data)

    @extend_schema(request=None, responses=EvidenceSerializer)
    @action(
        detail=True, methods=["post"], url_path="reject-suggestions", url_name="reject-suggestions"
    )
    def reject(self, request: Request, pk: int) -> Response:
        """Say that this quote speaks of none of the pains suggested for it."""
        evidence = self.get_object()
        reject_suggestions(access=access_of(request), evidence=evidence)
        return Response(self.get_serializer(evidence).data)

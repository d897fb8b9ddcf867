"""What the gates say of a text, and letting a remark pass, over REST."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.models import Overrule, Variant
from messaging.prove import add_proof
from messaging.remarks import Said, overrule, remarks_of, take_back
from workspaces.access import access_object
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import TenantReadViewSet, TenantSerializer, access_of


class OverruleSerializer(TenantSerializer):
    class Meta:
        model = Overrule
        fields = ("id", "variant", "gate", "detail", "reason", "made_at")
        read_only_fields = ("made_at",)


class RemarkSerializer(serializers.Serializer[Any]):
    gate = serializers.CharField()
    detail = serializers.CharField(help_text="What is held against it; names the words.")
    part = serializers.CharField(help_text="As `headlines[2]`; empty for the whole.")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField()
    why = serializers.CharField()
    suggestion = serializers.CharField()
    blocks = serializers.BooleanField(help_text="Nobody can let it pass.")
    open = serializers.BooleanField(help_text="To be settled before the text is submitted.")
    overrule = OverruleSerializer(allow_null=True, help_text="Who let it pass, and why.")


class ProofOfRemarkSerializer(serializers.Serializer[Any]):
    gate = serializers.ChoiceField(choices=["claim", "number"])
    detail = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=300, help_text="What backs it, in words.")
    link = serializers.URLField(required=False, allow_blank=True, default="", max_length=200)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class VariantRemarksView(RefusalMixin, APIView):
    """What the gates say of one text."""

    @extend_schema(responses=RemarkSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return _said(request, _variant(request, pk))


class VariantProofView(RefusalMixin, IdempotentMixin, APIView):
    """The proof that a remark asks for."""

    @extend_schema(request=ProofOfRemarkSerializer, responses=RemarkSerializer(many=True))
    def post(self, request: Request, pk: int) -> Response:
        """Add the proof a remark asks for; answers with what is said now."""
        variant = _variant(request, pk)
        serializer = ProofOfRemarkSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            add_proof(access=access_of(request), variant=variant, **serializer.validated_data)
        except DjangoValidationError as error:
            faults = {
                "text" if name == "proof" else name: said
                for name, said in error.message_dict.items()
            }
            raise serializers.ValidationError(faults) from error
        return _said(request, variant)


def _said(request: Request, variant: Variant) -> Response:
    said = remarks_of(access=access_of(request), variants=[variant])[variant.pk]
    return Response([_row(each) for each in said])


def _variant(request: Request, pk: int) -> Variant:
    rows = Variant.objects.select_related("message", "pain__persona")
    found: Variant = access_object(rows, access_of(request), pk=pk)
    return found


def _row(said: Said) -> dict[str, Any]:
    remark = said.remark
    return {
        "gate": remark.gate,
        "detail": remark.detail,
        "part": remark.part,
        "start": remark.start,
        "end": remark.end,
        "words": remark.words,
        "why": remark.why,
        "suggestion": remark.suggestion,
        "blocks": remark.blocks,
        "open": said.is_open,
        "overrule": OverruleSerializer(said.overrule).data if said.overrule else None,
    }


class OverruleFilter(FilterSet):
    variant = IdFilter(field_name="variant_id")


class OverruleViewSet(
    RefusalMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, TenantReadViewSet
):
    """Remarks that a person let pass, each with the reason."""

    queryset: "QuerySet[Overrule]" = Overrule.objects.select_related("variant")
    serializer_class = OverruleSerializer
    filterset_class = OverruleFilter

    @extend_schema(responses={201: OverruleSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a remark pass. What the text does not say, or nobody may let pass, is a 409."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = overrule(access=access_of(request), **serializer.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Overrule) -> None:
        take_back(access=access_of(self.request), row=instance)

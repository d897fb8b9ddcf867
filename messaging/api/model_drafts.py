"""The language model over REST: what is set, drafts asked for and kept.

Setting a model up takes an owner on the site: no key may lead what a workspace knows, and its
money, to another address (ADR 20).
"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.errors import Conflict
from messaging.api.refusals import RefusalMixin
from messaging.api.variants import VariantSerializer
from messaging.model_writer.constants import MOST_DRAFTS
from messaging.model_writer.keep_model_drafts import discard_model_draft, keep_model_draft
from messaging.model_writer.spending import NoModelError, month_use, provider_of
from messaging.model_writer.write_with_model import ModelOrder, request_model_drafts
from messaging.models import Message, ModelDraft
from personas.models import JourneyStage, PainPoint
from workspaces.access import VIEW, access_object
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import InWorkspace, TenantReadViewSet, TenantSerializer, access_of


class OutcomeUseSerializer(serializers.Serializer[dict[str, Any]]):
    name = serializers.CharField()
    calls = serializers.IntegerField()
    tokens_in = serializers.IntegerField()
    tokens_out = serializers.IntegerField()
    cost = serializers.DecimalField(max_digits=14, decimal_places=6)


class ModelProviderSerializer(serializers.Serializer[dict[str, Any]]):
    """The model of a workspace, without its key, and what the current month took."""

    base_url = serializers.CharField()
    model = serializers.CharField()
    has_key = serializers.BooleanField()
    is_on = serializers.BooleanField()
    monthly_tokens = serializers.IntegerField(help_text="The most a month may use; 0: none.")
    used_tokens = serializers.IntegerField(help_text="Used this month, or set aside for a call.")
    price_in = serializers.DecimalField(max_digits=10, decimal_places=4)
    price_out = serializers.DecimalField(max_digits=10, decimal_places=4)
    seconds = serializers.IntegerField(help_text="The most one call may take.")
    tested_at = serializers.DateTimeField(allow_null=True)
    test_outcome = serializers.CharField()
    use = OutcomeUseSerializer(many=True, help_text="This month, by how calls ended.")


class ModelProviderView(APIView):
    permission = VIEW
    may_be_missing = True
    """For the schema: it answers 404 where none is set up."""

    @extend_schema(responses=ModelProviderSerializer)
    def get(self, request: Request) -> Response:
        """Which language model writes here. 404 where none is set up."""
        access = access_of(request)
        provider = provider_of(access)
        if provider is None:
            raise Http404("No language model is set up.")
        use = month_use(access)
        taken = set(ModelProviderSerializer().fields) - {"has_key", "used_tokens", "use"}
        body = {name: getattr(provider, name) for name in taken}
        body |= {"has_key": bool(provider.key), "used_tokens": use.tokens, "use": use.rows}
        return Response(ModelProviderSerializer(body).data)


class ModelOrderSerializer(serializers.Serializer[dict[str, Any]]):
    pain = InWorkspace(queryset=PainPoint.objects.select_related("persona"))
    stage = InWorkspace(
        queryset=JourneyStage.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="For a message that leaves the moment open.",
    )
    framework = serializers.CharField(required=False, allow_blank=True, default="")
    count = serializers.IntegerField(min_value=1, max_value=MOST_DRAFTS, default=3)


class ModelDraftsView(RefusalMixin, IdempotentMixin, APIView):
    @extend_schema(request=ModelOrderSerializer, responses={202: JobSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Have the language model write. The answer is a job; drafts appear as it makes them."""
        access = access_of(request)
        message = access_object(Message.objects.with_aims(), access, pk=pk)
        serializer = ModelOrderSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        order = ModelOrder(**serializer.validated_data)
        try:
            job = request_model_drafts(access=access, message=message, order=order)
        except NoModelError as error:
            raise Conflict(str(error), "no_model") from error
        return Response(
            JobSerializer(job, context={"request": request}).data, status=status.HTTP_202_ACCEPTED
        )


class ModelSourceSerializer(serializers.Serializer[dict[str, Any]]):
    part = serializers.CharField()
    sentence = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]
        allow_blank=True, help_text="Kind, id and field, joined by dots; empty: it stands alone."
    )
    unsupported = serializers.BooleanField(
        required=False, help_text="The model names this source, but shares no word with it."
    )


class ModelDraftSerializer(TenantSerializer):
    parts = serializers.DictField()
    trace = ModelSourceSerializer(many=True)

    class Meta:
        model = ModelDraft
        fields = (
            "id",
            "job",
            "message",
            "pain",
            "stage",
            "framework",
            "parts",
            "trace",
            "score",
            "rejected",
            "model",
            "kept_at",
            "created_at",
        )
        read_only_fields = fields


class ModelDraftViewSet(RefusalMixin, DestroyModelMixin, TenantReadViewSet):
    """Drafts a language model made; ``rejected`` says why one is held back."""

    queryset = ModelDraft.objects.select_related("pain", "stage")
    serializer_class = ModelDraftSerializer
    filterset_fields = ("message", "pain", "job")

    @extend_schema(request=None, responses={201: VariantSerializer})
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: int) -> Response:
        """Make a variant of a draft. The gates are asked again; 409 if one says no now."""
        variant = keep_model_draft(access=access_of(request), draft=self.get_object())
        return Response(VariantSerializer(variant).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: ModelDraft) -> None:
        discard_model_draft(access=access_of(self.request), draft=instance)

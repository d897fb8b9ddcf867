"""What we sell, how it eases each pain, what proves it, and how we speak."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.models import Claim, Offer, Proof, Relief, Voice
from messaging.voice_terms import faults_of
from messaging.writing.gates.rule_files import packs
from personas.grammar.slot_shape import check_slot
from workspaces.access import Access
from workspaces.api.idempotency import IdempotentMixin
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of
from workspaces.changes import change_row, create_row, one_record


class OfferSerializer(TenantSerializer):
    features = serializers.ListField(child=serializers.CharField(max_length=300), required=False)

    class Meta:
        model = Offer
        fields = ("id", "name", "what_it_is", "features", "created_at")


class ReliefSerializer(TenantSerializer):
    class Meta:
        model = Relief
        fields = ("id", "offer", "pain", "text")

    def validate_text(self, value: str) -> str:
        advice = check_slot("relief", value)
        if not advice.ok:
            raise serializers.ValidationError(advice.message, code="slot_shape")
        return value


class ProofSerializer(TenantSerializer):
    class Meta:
        model = Proof
        fields = ("id", "offer", "text", "link", "expires_on")


class VoiceSerializer(TenantSerializer):
    banned_words = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    preferred_terms = serializers.DictField(
        child=serializers.CharField(max_length=80),
        required=False,
        help_text="The term to avoid, and the one to use in its place.",
    )

    packs = serializers.MultipleChoiceField(
        choices=[(key, book.name) for key, book in packs().items()],
        required=False,
        help_text="The packs of regulated trades that hold.",
    )

    class Meta:
        model = Voice
        fields = ("tone", "banned_words", "preferred_terms", "packs", "checked_at", "updated_at")
        read_only_fields = ("checked_at",)

    def validate_packs(self, value: set[str]) -> list[str]:
        return sorted(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        stored = self.instance or Voice()
        banned = attrs.get("banned_words", stored.banned_words)
        preferred = attrs.get("preferred_terms", stored.preferred_terms)
        faults = faults_of(banned, preferred)
        if faults and ("banned_words" in attrs or "preferred_terms" in attrs):
            field = "preferred_terms" if "preferred_terms" in attrs else "banned_words"
            raise serializers.ValidationError({field: faults}, code="terms_conflict")
        return attrs


class ClaimSerializer(TenantSerializer):
    class Meta:
        model = Claim
        fields = ("id", "text", "proof", "proof_text", "expires_on")


class OfferViewSet(TenantViewSet):
    queryset = Offer.objects.all()
    serializer_class = OfferSerializer


class ReliefViewSet(TenantViewSet):
    """How an offer eases one pain: a verb phrase in its base form."""

    queryset = Relief.objects.all()
    serializer_class = ReliefSerializer
    filterset_fields = ("offer", "pain")


class ProofViewSet(TenantViewSet):
    """Facts that back what is claimed."""

    queryset = Proof.objects.all()
    serializer_class = ProofSerializer
    filterset_fields = ("offer",)


class ClaimViewSet(TenantViewSet):
    """What may be said only with its proof."""

    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        access = access_of(self.request)
        claim = Claim(**serializer.validated_data)
        with one_record(access=access, action="created", target=claim):
            claim.voice = _voice(access)
            create_row(access=access, instance=claim)
        serializer.instance = claim


class VoiceView(IdempotentMixin, APIView):
    """How the brand speaks: one for each workspace."""

    @extend_schema(responses=VoiceSerializer)
    def get(self, request: Request) -> Response:
        voice = Voice.objects.for_workspace(access_of(request).workspace).first()
        return Response(VoiceSerializer(voice or Voice()).data)

    @extend_schema(request=VoiceSerializer, responses=VoiceSerializer)
    def patch(self, request: Request) -> Response:
        access = access_of(request)
        voice = Voice.objects.for_workspace(access.workspace).first()
        context = {"request": request}
        serializer = VoiceSerializer(voice, data=request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        if voice is not None:
            change_row(access=access, instance=voice, changes=serializer.validated_data)
        elif serializer.validated_data:
            voice = Voice(**serializer.validated_data)
            create_row(access=access, instance=voice)
        return Response(VoiceSerializer(voice or Voice()).data)


def _voice(access: Access) -> Voice:
    """The workspace's voice, begun if there is none."""
    voice: Voice | None = Voice.objects.for_workspace(access.workspace).first()
    if voice is None:
        voice = Voice()
        create_row(access=access, instance=voice)
    return voice

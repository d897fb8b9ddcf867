"""Ask-tests over REST: made, closed, and what people preferred. No conversion is in here."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.ask_results import ask_results
from messaging.ask_tests import (
    FEWEST,
    MOST,
    Asking,
    ask_test_address,
    change_ask_test,
    close_ask_test,
    create_ask_test,
    remove_ask_test,
    reopen_ask_test,
)
from messaging.models import AskAnswer, AskPair, AskTest, Variant
from personas.ask_customers import is_open
from personas.survey_words import languages
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import (
    InWorkspace,
    TenantReadViewSet,
    TenantSerializer,
    TenantViewSet,
    access_of,
)


class AskPairSerializer(TenantSerializer):
    class Meta:
        model = AskPair
        fields = ("id", "first", "second", "first_texts", "second_texts")
        read_only_fields = fields


class AskTestSerializer(TenantSerializer):
    variants = InWorkspace(
        many=True,
        write_only=True,
        required=False,
        queryset=Variant.objects.select_related("message__placement"),
        help_text=f"{FEWEST} to {MOST} texts; each is set beside each other. Fixed once made.",
    )
    language = serializers.ChoiceField(choices=list(languages().items()), required=False)
    pairs = AskPairSerializer(many=True, read_only=True)
    address = serializers.SerializerMethodField(help_text="Where customers are sent.")
    is_open = serializers.SerializerMethodField()

    class Meta:
        model = AskTest
        fields = (
            "id",
            "persona",
            "title",
            "question",
            "language",
            "closes_at",
            "closed_at",
            "is_open",
            "address",
            "variants",
            "pairs",
            "created_at",
        )
        read_only_fields = ("closed_at", "created_at")
        extra_kwargs = {"title": {"required": False}, "question": {"required": False}}

    def get_address(self, test: AskTest) -> str:
        return ask_test_address(test)

    def get_is_open(self, test: AskTest) -> bool:
        return is_open(test)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            fixed = [name for name in ("persona", "variants", "language") if name in attrs]
            if fixed:
                raise serializers.ValidationError({fixed[0]: "This stays as it is."})
        elif not attrs.get("variants"):
            raise serializers.ValidationError({"variants": "Say which texts."}, code="required")
        return attrs


class ShareSerializer(serializers.Serializer[Any]):
    chosen = serializers.IntegerField()
    of = serializers.IntegerField(help_text="Who chose one of the two; neither is left out.")
    value = serializers.FloatField(help_text="0 to 1.")
    low = serializers.FloatField(help_text="The 95 % interval (Wilson).")
    high = serializers.FloatField()


class PairResultSerializer(serializers.Serializer[Any]):
    pair = serializers.IntegerField(source="pair.pk")
    first = serializers.IntegerField(source="pair.first_id")
    second = serializers.IntegerField(source="pair.second_id")
    preferred_first = serializers.IntegerField(source="counted.first")
    preferred_second = serializers.IntegerField(source="counted.second")
    neither = serializers.IntegerField(source="counted.neither")
    chance = serializers.FloatField(
        source="counted.chance", help_text="How often tossing a coin is at least as one-sided."
    )
    sentence = serializers.CharField()


class RankedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    share = ShareSerializer()


class PreferencesSerializer(serializers.Serializer[Any]):
    """What people would rather read; it says nothing of what they do."""

    people = serializers.IntegerField()
    pairs = PairResultSerializer(many=True)
    variants = RankedSerializer(many=True)
    pains = RankedSerializer(many=True)


class AskTestFilter(FilterSet):
    persona = IdFilter(field_name="persona_id")


class AskTestViewSet(RefusalMixin, TenantViewSet):
    """Texts shown in pairs to customers under a link: which sounds like your problem, and why?"""

    queryset: "QuerySet[AskTest]" = AskTest.objects.select_related("workspace").prefetch_related(
        "pairs"
    )
    serializer_class = AskTestSerializer
    filterset_class = AskTestFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = serializer.validated_data
        asking = {
            name: said[name]
            for name in ("title", "question", "language", "closes_at")
            if name in said
        }
        serializer.instance = create_ask_test(
            access=access_of(self.request),
            persona=said["persona"],
            variants=said["variants"],
            asking=Asking(**asking),
        )

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, AskTest)
        change_ask_test(
            access=access_of(self.request),
            test=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Any) -> None:
        remove_ask_test(access=access_of(self.request), test=instance)

    @extend_schema(request=None, responses=AskTestSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Take no more answers."""
        test = self.get_object()
        close_ask_test(access=access_of(request), test=test)
        return Response(self.get_serializer(test).data)

    @extend_schema(request=None, responses=AskTestSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take answers again, under the same link."""
        test = self.get_object()
        reopen_ask_test(access=access_of(request), test=test)
        return Response(self.get_serializer(test).data)

    @extend_schema(responses=PreferencesSerializer)
    @action(detail=True, methods=["get"])
    def results(self, request: Request, pk: str) -> Response:
        """Each pair, each text and each pain: how often it was preferred."""
        found = ask_results(access=access_of(request), test=self.get_object())
        return Response(PreferencesSerializer(found).data)


class AskAnswerSerializer(TenantSerializer):
    reason = serializers.CharField(source="evidence.text", default="", read_only=True)

    class Meta:
        model = AskAnswer
        fields = ("id", "pair", "chosen", "reason", "evidence", "came_from", "created_at")
        read_only_fields = fields


class AskAnswerFilter(FilterSet):
    ask_test = IdFilter(field_name="pair__ask_test_id")
    pair = IdFilter(field_name="pair_id")
    chosen = IdFilter(field_name="chosen_id")


class AskAnswerViewSet(TenantReadViewSet):
    """What one person chose of one pair (`chosen` is null for neither), and why."""

    queryset: "QuerySet[AskAnswer]" = AskAnswer.objects.select_related("evidence")
    serializer_class = AskAnswerSerializer
    filterset_class = AskAnswerFilter

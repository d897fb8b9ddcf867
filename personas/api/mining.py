"""Searching quotes for pains, deciding on what was found, and what slots stand on, over REST."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Conflict
from personas.decide_candidates import (
    CandidateStateError,
    accept_candidate,
    merge_candidates,
    reject_candidate,
    reopen_candidate,
)
from personas.mine_pains import MiningStateError, start_mining
from personas.models import (
    Candidate,
    CandidateQuote,
    Evidence,
    Mining,
    PainPoint,
    Persona,
    SlotSource,
)
from personas.slot_sources import MARKED_SLOTS, SlotError, fill_slot, forget_source
from personas.split_candidates import ask_to_split, split_off
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.jobs import JobSerializer
from workspaces.api.views import (
    InWorkspace,
    TenantReadViewSet,
    TenantRows,
    TenantSerializer,
    access_of,
)

MOST_GROUPS = 1_000
QUOTES_A_CALL = 1_000


class MiningSerializer(TenantSerializer):
    job = JobSerializer(read_only=True, allow_null=True)
    clusters = serializers.IntegerField(
        min_value=1,
        max_value=MOST_GROUPS,
        required=False,
        write_only=True,
        help_text="So many candidates; without it the number follows from the quotes.",
    )

    class Meta:
        model = Mining
        fields = ("id", "persona", "clusters", "state", "settings", "counted", "job", "created_at")
        read_only_fields = ("state", "settings", "counted", "created_at")


class MiningFilter(FilterSet):
    persona = IdFilter(field_name="persona_id")
    state = filters.ChoiceFilter(choices=Mining.State.choices)


class MiningViewSet(mixins.CreateModelMixin, TenantReadViewSet):
    """Searches for pains among the quotes that stand behind none."""

    queryset: "QuerySet[Mining]" = Mining.objects.select_related("job")
    serializer_class = MiningSerializer
    filterset_class = MiningFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        try:
            serializer.instance = start_mining(
                access=access_of(self.request), **serializer.validated_data
            )
        except MiningStateError as error:
            raise Conflict(str(error)) from error


class CandidateQuoteSerializer(serializers.ModelSerializer[CandidateQuote]):
    text = serializers.CharField(source="evidence.text", read_only=True)

    class Meta:
        model = CandidateQuote
        fields = ("evidence", "text", "closeness")
        read_only_fields = fields


class CandidateSerializer(TenantSerializer):
    class Meta:
        model = Candidate
        fields = (
            "id",
            "mining",
            "title",
            "words",
            "size",
            "rest",
            "state",
            "pain",
            "into",
            "split_from",
            "decided_at",
        )
        read_only_fields = fields


class AcceptSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=120, required=False, default="")
    persona = InWorkspace(
        queryset=Persona.objects.all(), required=False, allow_null=True, default=None
    )
    pain = InWorkspace(
        queryset=PainPoint.objects.all(), required=False, allow_null=True, default=None
    )

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["persona"] is None and said["pain"] is None:
            raise serializers.ValidationError({"persona": "Say whose pain it is, or which pain."})
        return said


class MergeSerializer(serializers.Serializer[Any]):
    into = InWorkspace(queryset=Candidate.objects.all())


class SplitSerializer(serializers.Serializer[Any]):
    evidence = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        default=list,
        max_length=QUOTES_A_CALL,
        help_text="Quotes that become a candidate of their own; none: a job splits it by likeness.",
    )


class SplitAnswerSerializer(serializers.Serializer[Any]):
    candidate = CandidateSerializer()
    job = JobSerializer(allow_null=True)


class CandidateFilter(FilterSet):
    mining = IdFilter(field_name="mining_id")
    pain = IdFilter(field_name="pain_id")
    evidence = IdFilter(field_name="quotes__evidence_id", help_text="Holds this quote.")
    state = filters.ChoiceFilter(choices=Candidate.State.choices)
    rest = filters.BooleanFilter()


class CandidateViewSet(TenantReadViewSet):
    """Groups of like quotes that may be pains, until somebody says so."""

    queryset: "QuerySet[Candidate]" = Candidate.objects.select_related("mining", "pain", "into")
    serializer_class = CandidateSerializer
    filterset_class = CandidateFilter

    @extend_schema(request=AcceptSerializer, responses=CandidateSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: int) -> Response:
        """Make a pain of it, or attach its quotes to one there is."""
        return self._decide(request, accept_candidate, AcceptSerializer)

    @extend_schema(request=None, responses=CandidateSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: int) -> Response:
        """Say that it is no pain; later searches leave its quotes out."""
        return self._decide(request, reject_candidate)

    @extend_schema(request=MergeSerializer, responses=CandidateSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """Add its quotes to another open candidate."""
        return self._decide(request, merge_candidates, MergeSerializer)

    @extend_schema(request=None, responses=CandidateSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Take the decision back."""
        return self._decide(request, reopen_candidate)

    @extend_schema(request=SplitSerializer, responses=SplitAnswerSerializer)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: int) -> Response:
        """In two by the quotes named; without any, by likeness, which a job does."""
        candidate = self.get_object()
        serializer = SplitSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        chosen, job, access = serializer.validated_data["evidence"], None, access_of(request)
        try:
            if chosen:
                split_off(access=access, candidate=candidate, evidence=chosen)
            else:
                job = ask_to_split(access=access, candidate=candidate)
        except CandidateStateError as error:
            raise Conflict(str(error)) from error
        return Response(SplitAnswerSerializer({"candidate": candidate, "job": job}).data)

    @extend_schema(responses=CandidateQuoteSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def quotes(self, request: Request, pk: int) -> Response:
        """Its quotes, the most typical first."""
        rows = (
            CandidateQuote.objects.for_workspace(access_of(request).workspace)
            .filter(candidate=self.get_object())
            .select_related("evidence")
        )
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(CandidateQuoteSerializer(page, many=True).data)

    def _decide(
        self,
        request: Request,
        decide: Callable[..., Any],
        needs: type[serializers.Serializer[Any]] | None = None,
    ) -> Response:
        candidate = self.get_object()
        said: dict[str, Any] = {}
        if needs is not None:
            serializer = needs(data=request.data, context={"request": request})
            serializer.is_valid(raise_exception=True)
            said = serializer.validated_data
        try:
            decide(access=access_of(request), candidate=candidate, **said)
        except CandidateStateError as error:
            raise Conflict(str(error)) from error
        candidate.refresh_from_db()
        return Response(self.get_serializer(candidate).data)


class SlotSourceSerializer(TenantSerializer):
    slot = serializers.ChoiceField(choices=[(slot, slot) for slot in MARKED_SLOTS])
    words = serializers.CharField(max_length=300, help_text="Words of the quote.")
    text = serializers.CharField(
        max_length=300,
        required=False,
        write_only=True,
        help_text="What fills the slot; without it the words, turned into the slot's shape.",
    )
    evidence = InWorkspace(queryset=Evidence.objects.all())

    class Meta:
        model = SlotSource
        fields = ("id", "pain", "slot", "evidence", "words", "text")
        # The same words of the same quote are no fault: they are what the slot stands on already.
        validators: list[Any] = []


class SlotSourceFilter(FilterSet):
    pain = IdFilter(field_name="pain_id")
    evidence = IdFilter(field_name="evidence_id")
    slot = filters.ChoiceFilter(choices=[(slot, slot) for slot in MARKED_SLOTS])


class SlotSourceViewSet(
    mixins.CreateModelMixin, mixins.ListModelMixin, mixins.DestroyModelMixin, TenantRows
):
    """The quotes, and the words in them, that the slots of pains stand on. Creating one fills the
    slot; a filled slot without any is assumed."""

    queryset: "QuerySet[SlotSource]" = SlotSource.objects.all()
    serializer_class = SlotSourceSerializer
    filterset_class = SlotSourceFilter

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        try:
            serializer.instance = fill_slot(
                access=access_of(self.request), **serializer.validated_data
            )
        except SlotError as error:
            raise serializers.ValidationError({"words": str(error)}) from error

    def perform_destroy(self, instance: Any) -> None:
        forget_source(access=access_of(self.request), source=instance)

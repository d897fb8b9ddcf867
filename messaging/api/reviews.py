"""Client reviews over REST: laid before a client, read, closed, and what they said settled."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.models import Campaign, Placement, Review, ReviewItem, ReviewNote, Variant
from messaging.review_making import (
    LONGEST_PASSWORD,
    MOST_REMINDED,
    SHORTEST_PASSWORD,
    Laying,
    change_review,
    close_review,
    create_review,
    remove_review,
    reopen_review,
    review_address,
    texts_to_lay,
)
from messaging.review_reading import Progress, is_open, progress_of
from messaging.review_settling import approve_approved, decline_note, take_wordings
from workspaces.access import APPROVE, EDIT
from workspaces.api.filters import FilterSet, IdFilter
from workspaces.api.views import (
    InWorkspace,
    TenantReadViewSet,
    TenantSerializer,
    TenantViewSet,
    access_of,
)

FIXED = ("campaign", "placements", "variants", "drafts")


class ProgressSerializer(serializers.Serializer[Any]):
    """Numbers of texts. Withdrawn ones are in none of the others."""

    total = serializers.IntegerField()
    answered = serializers.IntegerField()
    approved = serializers.IntegerField()
    rejected = serializers.IntegerField()
    waiting = serializers.IntegerField()
    withdrawn = serializers.IntegerField()


class ReviewNoteSerializer(TenantSerializer):
    """A comment, or another wording (`kind`) of the line at `place` and `index`."""

    class Meta:
        model = ReviewNote
        fields = (
            *("id", "item", "kind", "place", "index", "text", "author", "created_at"),
            *("state", "settled_at", "made"),
        )
        read_only_fields = fields


class EarlierSerializer(serializers.Serializer[Any]):
    verdict = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    by = serializers.CharField()
    at = serializers.CharField()


class ReviewItemSerializer(TenantSerializer):
    """One text as the client reads it, with the latest verdict and those before it."""

    notes = ReviewNoteSerializer(many=True, read_only=True)
    earlier = EarlierSerializer(many=True, read_only=True)

    class Meta:
        model = ReviewItem
        fields = (
            *("id", "variant", "position", "parts", "verdict", "reason", "decided_by"),
            *("decided_at", "earlier", "notes"),
        )
        read_only_fields = fields


class ReviewSerializer(TenantSerializer):
    campaign = InWorkspace(
        queryset=Campaign.objects.all(),
        required=False,
        allow_null=True,
        help_text="All its texts that wait for approval or have it. Fixed once made.",
    )
    placements = InWorkspace(
        queryset=Placement.objects.all(), many=True, write_only=True, required=False
    )
    variants = InWorkspace(
        queryset=Variant.objects.all(), many=True, write_only=True, required=False
    )
    drafts = serializers.BooleanField(
        write_only=True, required=False, help_text="Drafts of the campaign and the places, too."
    )
    password = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=LONGEST_PASSWORD,
        help_text=f"At least {SHORTEST_PASSWORD} letters; empty for none.",
    )
    is_protected = serializers.SerializerMethodField()
    remind = serializers.ListField(
        child=serializers.EmailField(), max_length=MOST_REMINDED, required=False
    )
    expires_at = serializers.DateTimeField(required=False)
    address = serializers.SerializerMethodField(help_text="Where the client is sent.")
    is_open = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = (
            *("id", "name", "note", "campaign", "placements", "variants", "drafts", "answer_by"),
            *("expires_at", "password", "is_protected", "remind", "reminded_at", "closed_at"),
            *("is_open", "address", "progress", "created_at"),
        )
        read_only_fields = ("reminded_at", "closed_at", "created_at")

    def get_is_protected(self, review: Review) -> bool:
        return bool(review.password)

    def get_address(self, review: Review) -> str:
        # Whoever knows it may answer as the client: who may only read is not told.
        access = access_of(self.context["request"])
        return review_address(review) if access.may(EDIT) else ""

    def get_is_open(self, review: Review) -> bool:
        return is_open(review)

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, review: Review) -> dict[str, int]:
        known: dict[int, Progress] = self.__dict__.setdefault("_known_progress", {})
        if review.pk not in known:
            many = isinstance(self.parent, serializers.ListSerializer)
            listed = self.parent.instance if many else [review]
            known |= progress_of(review.workspace, listed or [review])
        return dict(ProgressSerializer(known[review.pk]).data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            fixed = [name for name in FIXED if name in attrs]
            if fixed:
                raise serializers.ValidationError({fixed[0]: "This stays as it is."})
        elif not any(attrs.get(name) for name in ("campaign", "placements", "variants")):
            detail = "Say which texts, places or campaign."
            raise serializers.ValidationError({"variants": detail}, code="required")
        return attrs


class ReviewDetailSerializer(ReviewSerializer):
    """One review with its texts and what was said of each."""

    items = ReviewItemSerializer(many=True, read_only=True)

    class Meta(ReviewSerializer.Meta):
        fields = (*ReviewSerializer.Meta.fields, "items")  # type: ignore[assignment]


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one text; `why` is empty where it was approved."""

    variant = serializers.IntegerField(source="variant.pk")
    why = serializers.CharField(allow_blank=True)


class TakenSerializer(serializers.Serializer[Any]):
    """The new draft, and what stands against submitting it as it is."""

    variant = serializers.IntegerField(source="variant.pk")
    faults = serializers.ListField(child=serializers.CharField())


class ReviewFilter(FilterSet):
    campaign = IdFilter(field_name="campaign_id")


class ReviewViewSet(RefusalMixin, TenantViewSet):
    """Copy laid before a client, who answers under `address` without an account."""

    queryset: "QuerySet[Review]" = Review.objects.select_related("workspace")
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    permissions_by_action = {"approve": APPROVE}

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return ReviewDetailSerializer if self.action == "retrieve" else ReviewSerializer

    def get_queryset(self) -> "QuerySet[Any]":
        rows = super().get_queryset()
        return rows.prefetch_related("items__notes") if self.action == "retrieve" else rows

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said, access = serializer.validated_data, access_of(self.request)
        variants = texts_to_lay(
            access=access,
            campaign=said.get("campaign"),
            placements=said.get("placements", ()),
            chosen=[row.pk for row in said.get("variants", ())],
            drafts=said.get("drafts", False),
        )
        told = ("name", "note", "answer_by", "expires_at", "password", "remind", "campaign")
        laying = Laying(**{name: said[name] for name in told if name in said})
        serializer.instance = create_review(access=access, laying=laying, variants=variants).review

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        assert isinstance(serializer.instance, Review)
        change_review(
            access=access_of(self.request),
            review=serializer.instance,
            changes=serializer.validated_data,
        )

    def perform_destroy(self, instance: Any) -> None:
        remove_review(access=access_of(self.request), review=instance)

    @extend_schema(request=None, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Take no more answers. What was said stays."""
        review = self.get_object()
        close_review(access=access_of(request), review=review)
        return Response(self.get_serializer(review).data)

    @extend_schema(request=None, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take answers again, under the same link."""
        review = self.get_object()
        reopen_review(access=access_of(request), review=review)
        return Response(self.get_serializer(review).data)

    @extend_schema(request=None, responses=OutcomeSerializer(many=True))
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def approve(self, request: Request, pk: str) -> Response:
        """Approve the submitted texts to which the client said yes, each that is fit."""
        outcomes = approve_approved(access=access_of(request), review=self.get_object())
        return Response(OutcomeSerializer(outcomes, many=True).data)


class ReviewNoteFilter(FilterSet):
    review = IdFilter(field_name="item__review_id")
    item = IdFilter(field_name="item_id")


class ReviewNoteViewSet(RefusalMixin, TenantReadViewSet):
    """What clients said of lines: comments, and other wordings to take or to decline."""

    queryset: "QuerySet[ReviewNote]" = ReviewNote.objects.select_related("item")
    serializer_class = ReviewNoteSerializer
    filterset_class = ReviewNoteFilter

    @extend_schema(request=None, responses=TakenSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """A new draft with this rewording, derived from the text."""
        taken = take_wordings(access=access_of(request), notes=[self.get_object()])
        return Response(TakenSerializer(taken).data)

    @extend_schema(request=None, responses=ReviewNoteSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """No to a rewording; of a comment: it is dealt with."""
        note = self.get_object()
        decline_note(access=access_of(request), note=note)
        return Response(self.get_serializer(note).data)

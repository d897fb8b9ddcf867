"""Bringing in what is live today, over REST: hand it in, read the guesses, confirm, apply, undo."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.pagination import PagesInOrder
from config.api.parsers import JsonParser
from messaging.api.refusals import RefusalMixin
from messaging.bring_in import bring_mail, bring_page, bring_sheet, discard, map_columns
from messaging.bring_in_apply import Wanted, bring_in
from messaging.bring_in_confirm import DoesNotFitError, confirm
from messaging.bring_in_undo import undo
from messaging.channels_here import channels_of
from messaging.models import BroughtIn, BroughtText, Placement
from messaging.using_elsewhere import LONGEST_PLACE, WHERE
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import APPROVE
from workspaces.api.views import InWorkspace, TenantReadViewSet, TenantSerializer, access_of

LONGEST_HTML = 2_000_000
MOST_AT_ONCE = 200
LARGEST_ID = 2**63 - 1


class BroughtInSerializer(TenantSerializer):
    url = serializers.CharField(read_only=True, help_text="Empty unless a page was fetched.")

    class Meta:
        model = BroughtIn
        fields = (
            *("id", "source", "name", "url", "channel", "where", "place", "persona", "state"),
            *("refusal", "created_at", "applied_at"),
        )
        read_only_fields = fields


class BroughtTextSerializer(TenantSerializer):
    """``pain_share`` is how alike its words are to those of the guessed pain, 0 to 1; null where
    somebody said the pain. ``made`` is ours that says the same, or the text it became."""

    class Meta:
        model = BroughtText
        fields = (
            *("id", "number", "name", "channel", "parts", "pain", "pain_share", "stage"),
            *("placement", "since", "score", "faults", "left_out", "made"),
        )
        read_only_fields = fields


class HandInSerializer(serializers.Serializer[Any]):
    """One of a page (`url` or `html`), an e-mail (`subject`, `preheader`, `body`) or a sheet
    (`sheet`, as multipart/form-data)."""

    url = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    html = serializers.CharField(max_length=LONGEST_HTML, required=False, allow_blank=True)
    subject = serializers.CharField(max_length=500, required=False, allow_blank=True)
    preheader = serializers.CharField(max_length=500, required=False, allow_blank=True)
    body = serializers.CharField(max_length=200_000, required=False, allow_blank=True)
    sheet = serializers.FileField(required=False)
    persona = InWorkspace(queryset=Persona.objects.all(), required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kinds = (("sheet",), ("url", "html"), ("subject", "body"))
        given = [names for names in kinds if any(attrs.get(name) for name in names)]
        if len(given) != 1:
            raise serializers.ValidationError("Hand in one thing: a page, an e-mail or a sheet.")
        return attrs

    def validate_sheet(self, file: Any) -> Any:
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 2**20
            raise serializers.ValidationError(f"This file is larger than {limit} MB. Split it.")
        return file


class ColumnsSerializer(serializers.Serializer[Any]):
    channel = serializers.CharField(max_length=40)
    columns = serializers.DictField(
        child=serializers.CharField(max_length=80),
        help_text="Number of a column, from 0 -> `part:<key>`, `name`, `since` or `state`.",
    )

    def validate_channel(self, key: str) -> str:
        if key not in channels_of(access_of(self.context["request"])):
            raise serializers.ValidationError("There is no such channel.")
        return key


class ConfirmTextSerializer(serializers.Serializer[Any]):
    """What is not sent stays as it is."""

    id = serializers.IntegerField()
    pain = InWorkspace(queryset=PainPoint.objects.all(), required=False, allow_null=True)
    stage = InWorkspace(queryset=JourneyStage.objects.all(), required=False, allow_null=True)
    placement = InWorkspace(queryset=Placement.objects.all(), required=False, allow_null=True)
    left_out = serializers.BooleanField(required=False)

    def validate_id(self, pk: int) -> int:
        if not 0 < pk <= LARGEST_ID:
            raise serializers.ValidationError("There is no such text.")
        return pk


class ConfirmSerializer(serializers.Serializer[Any]):
    texts = ConfirmTextSerializer(many=True)

    def to_internal_value(self, data: Any) -> Any:
        # Counted first: what each of them names is looked up.
        texts = data.get("texts") if isinstance(data, dict) else None
        if isinstance(texts, list) and len(texts) > MOST_AT_ONCE:
            detail = f"At most {MOST_AT_ONCE} texts at once."
            raise serializers.ValidationError({"texts": [detail]})
        return super().to_internal_value(data)


class ApplySerializer(serializers.Serializer[Any]):
    where = serializers.ChoiceField(choices=list(WHERE.items()))
    place = serializers.CharField(
        max_length=LONGEST_PLACE, required=False, allow_blank=True, default=""
    )
    since = serializers.DateField(required=False, allow_null=True, default=None)
    go_live = serializers.BooleanField(
        required=False, default=False, help_text="Approve and set live, too: the scope approve."
    )


class BroughtInViewSet(RefusalMixin, TenantReadViewSet):
    """What runs elsewhere, on its way in. Nothing becomes a text before it is applied."""

    queryset: "QuerySet[BroughtIn]" = BroughtIn.objects.order_by("-pk")
    serializer_class = BroughtInSerializer
    parser_classes = (JsonParser, MultiPartParser)
    filterset_fields = ("state", "source")

    @extend_schema(request=HandInSerializer, responses={201: BroughtInSerializer})
    def create(self, request: Request) -> Response:
        """Hand in a page, an e-mail or a sheet. A sheet waits for its columns to be named."""
        said = self._said(HandInSerializer)
        access, persona = access_of(request), said.get("persona")
        try:
            if said.get("sheet"):
                batch = bring_sheet(access=access, file=said["sheet"], persona=persona)
            elif said.get("url") or said.get("html"):
                given = {"url": said.get("url", ""), "html": said.get("html", "")}
                batch = bring_page(access=access, persona=persona, **given)
            else:
                mail = {name: said.get(name, "") for name in ("subject", "preheader", "body")}
                batch = bring_mail(access=access, persona=persona, **mail)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        return Response(self.get_serializer(batch).data, status=201)

    @extend_schema(responses=BroughtTextSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=PagesInOrder)
    def texts(self, request: Request, pk: str) -> Response:
        """Its texts with our guesses, in their order."""
        rows = BroughtText.objects.filter(workspace=access_of(request).workspace)
        rows = rows.filter(batch=self.get_object())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(BroughtTextSerializer(page, many=True).data)

    @extend_schema(request=ColumnsSerializer, responses=BroughtInSerializer)
    @action(detail=True, methods=["post"])
    def columns(self, request: Request, pk: str) -> Response:
        """Say what the columns of a sheet hold; its rows are read by a job."""
        batch = self.get_object()
        said = self._said(ColumnsSerializer)
        return self._done(map_columns, batch, **said)

    @extend_schema(request=ConfirmSerializer, responses=BroughtInSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Set pain, stage and place of texts, or leave them out."""
        batch = self.get_object()
        said = self._said(ConfirmSerializer)["texts"]
        values = {each["id"]: {k: v for k, v in each.items() if k != "id"} for each in said}
        return self._done(confirm, batch, values=values)

    @extend_schema(request=ApplySerializer, responses=BroughtInSerializer)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str) -> Response:
        """Make texts of what was confirmed, in use where they run; many are a job."""
        batch = self.get_object()
        said = self._said(ApplySerializer)
        if said["go_live"]:
            access_of(request).require(APPROVE)
        return self._done(bring_in, batch, wanted=Wanted(**said))

    @extend_schema(request=None, responses=BroughtInSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take out what came in, but for what people have worked with since."""
        return self._done(undo, self.get_object())

    @extend_schema(request=None, responses=BroughtInSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Put it away before it came in."""
        return self._done(discard, self.get_object())

    def _said(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        serializer = kind(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _done(self, act: Any, batch: BroughtIn, **arguments: Any) -> Response:
        try:
            act(access=access_of(self.request), batch=batch, **arguments)
        except (ValueError, DoesNotFitError) as error:
            raise serializers.ValidationError(str(error)) from error
        return Response(self.get_serializer(self.get_object()).data)

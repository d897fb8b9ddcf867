"""What texts did elsewhere, and how to run a test there, over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.api.base import RefusalMixin
from experiments.api.result_forms import Plain
from experiments.models import Experiment
from experiments.results_home_list import results_elsewhere
from experiments.test_card import platforms
from experiments.test_card_of import card_of
from workspaces.api.views import TenantRows, access_of

PAGE = OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 10_000}, default=1)


class ElsewhereSerializer(Plain):
    variant = serializers.IntegerField(source="variant.pk")
    key = serializers.CharField(source="variant.key")
    platform = serializers.CharField(help_text="What people call it.")
    unit = serializers.CharField()
    counted = serializers.CharField(help_text="The platform's name of what was done.")
    shown = serializers.IntegerField()
    did = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    as_of = serializers.DateField()


class ElsewhereView(APIView):
    """What texts did where no test of ours counts them: seen, not tested."""

    @extend_schema(parameters=[PAGE], responses={200: ElsewhereSerializer(many=True)})
    def get(self, request: Request) -> Response:
        page = request.query_params.get("page", "1")[:6]
        _, rows = results_elsewhere(access=access_of(request), number=page)
        return Response(ElsewhereSerializer(rows, many=True).data)


class CardArmSerializer(Plain):
    letter = serializers.CharField()
    key = serializers.CharField()
    words = serializers.CharField()
    share = serializers.FloatField()


class CardSerializer(Plain):
    title = serializers.CharField()
    platform = serializers.CharField()
    platform_name = serializers.CharField()
    question = serializers.CharField()
    arms = CardArmSerializer(many=True)
    key_place = serializers.CharField()
    split = serializers.CharField()
    unit = serializers.CharField()
    goal = serializers.CharField()
    size = serializers.CharField()
    end = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    do_not = serializers.ListField(child=serializers.CharField())
    bring = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    checked_on = serializers.CharField()


class TestCardViewSet(RefusalMixin, mixins.RetrieveModelMixin, TenantRows):
    """How to run a test on a platform, by the id of the experiment."""

    queryset = Experiment.objects.select_related("message__placement")
    serializer_class = CardSerializer
    may_not_fit = True  # a test that Cuppa splits has no card

    @extend_schema(
        parameters=[OpenApiParameter("platform", str, enum=sorted(platforms()))],
        responses={200: CardSerializer},
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The card. 409 where Cuppa itself splits the test."""
        card = card_of(
            access=access_of(request),
            experiment=self.get_object(),
            platform=request.query_params.get("platform", ""),
        )
        return Response(CardSerializer(card).data)

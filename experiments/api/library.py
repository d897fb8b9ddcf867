"""The library of finished tests over REST."""

from django.core.paginator import Paginator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.api.result_forms import Plain, RangeSerializer
from experiments.library import SORTS, VERDICTS, described, sorted_ids
from experiments.library_given import read_wanted
from workspaces.api.views import access_of

A_PAGE = 50


class FinishedTestSerializer(Plain):
    id = serializers.IntegerField(source="experiment.pk")
    key = serializers.CharField(source="experiment.key")
    name = serializers.CharField(source="experiment.name")
    message = serializers.IntegerField(source="experiment.message_id")
    changed = serializers.CharField(
        source="experiment.factor", help_text="What differed: pain, framework, proof and so on."
    )
    hypothesis = serializers.CharField(source="experiment.hypothesis")
    verdict = serializers.CharField(help_text="As in the results; empty where nobody was counted.")
    sentence = serializers.CharField()
    visitors = serializers.IntegerField()
    simulated = serializers.BooleanField()
    ended = serializers.DateTimeField()
    arm = serializers.CharField(
        help_text="The text the lift is that of: the winner, else the best."
    )
    corrected_lift = RangeSerializer(source="lift", allow_null=True)
    learning_note = serializers.CharField(source="experiment.learning_note")
    archived = serializers.BooleanField(source="is_archived")


class LibraryPageSerializer(Plain):
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = FinishedTestSerializer(many=True)


def _asked(name: str, said: str, kind: type = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=said)


class LibraryView(APIView):
    """Finished tests, archived ones too, with what came out and what was learned."""

    @extend_schema(
        parameters=[
            _asked("q", "Words in the question, the texts, their pains or the notes."),
            OpenApiParameter("verdict", str, enum=list(VERDICTS)),
            _asked("pain", "Tests with a text about this pain.", int),
            _asked("persona", "Tests that spoke to this persona.", int),
            _asked("stage", "Tests at this stage.", int),
            _asked("placement", "Tests at this place.", int),
            _asked("framework", "Tests with a text told in this way."),
            _asked("since", "The first day on which they may have ended, as 2026-03-31."),
            _asked("until", "The last day."),
            OpenApiParameter("sort", str, enum=list(SORTS)),
            _asked("page", f"Of {A_PAGE} tests each, from 1.", int),
        ],
        responses={200: LibraryPageSerializer},
    )
    def get(self, request: Request) -> Response:
        access = access_of(request)
        ids = sorted_ids(access=access, wanted=read_wanted(request.query_params))
        page = Paginator(ids, A_PAGE).get_page(request.query_params.get("page"))
        told = {
            "count": len(ids),
            "page": page.number,
            "pages": page.paginator.num_pages,
            "results": described(access=access, ids=list(page.object_list)),
        }
        return Response(LibraryPageSerializer(told).data)

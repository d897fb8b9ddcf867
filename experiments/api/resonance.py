from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from experiments.api.result_forms import ResonanceTableSerializer
from experiments.resonance import resonance_of
from workspaces.api.views import access_of


class ResonanceView(APIView):
    """Which pain and which framework moves people, pooled over all finished tests."""

    @extend_schema(responses={200: ResonanceTableSerializer})
    def get(self, request: Request) -> Response:
        table = resonance_of(workspace_id=access_of(request).workspace.pk)
        return Response(ResonanceTableSerializer(table).data)

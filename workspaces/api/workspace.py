"""Which workspace a key belongs to, and what it may do there."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from workspaces.access import VIEW
from workspaces.api.views import access_of


class WorkspaceSerializer(serializers.Serializer[dict[str, object]]):
    name = serializers.CharField()
    slug = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())


class WorkspaceView(APIView):
    permission = VIEW

    @extend_schema(responses=WorkspaceSerializer)
    def get(self, request: Request) -> Response:
        """The workspace of the key the request carries: a first call to see that a key works."""
        access = access_of(request)
        workspace = access.workspace
        return Response(
            {
                "name": workspace.name,
                "slug": workspace.slug,
                "language": workspace.language,
                "time_zone": workspace.time_zone,
                "permissions": sorted(access.permissions),
            }
        )

"""What colleagues say about texts and campaigns."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.refusals import RefusalMixin
from messaging.comments import add_comment, remove_comment, resolve_comment
from messaging.models import Comment
from workspaces.access import VIEW
from workspaces.api.views import TenantSerializer, TenantViewSet, access_of


class CommentSerializer(TenantSerializer):
    """``place`` is the part of the text it is about, where it is about one."""

    class Meta:
        model = Comment
        fields = ("id", "variant", "campaign", "place", "text", "created_at", "resolved_at")
        read_only_fields = ("created_at", "resolved_at")
        extra_kwargs = {"text": {"max_length": 2_000}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("variant") is None) == (attrs.get("campaign") is None):
            detail = "Say which text or which campaign it is about, one of the two."
            raise serializers.ValidationError({"variant": detail})
        return attrs


class CommentViewSet(RefusalMixin, TenantViewSet):
    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    http_method_names = ["get", "post", "delete", "head", "options"]
    filterset_fields = ("variant", "campaign")
    permissions_by_action = {"create": VIEW, "destroy": VIEW}

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = serializer.validated_data
        serializer.instance = add_comment(
            access=access_of(self.request),
            text=said["text"],
            about=said.get("variant") or said["campaign"],
            place=said.get("place", ""),
        )

    def perform_destroy(self, instance: Any) -> None:
        remove_comment(access=access_of(self.request), comment=instance)

    @extend_schema(request=None, responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Say that it is dealt with."""
        return self._settled(is_resolved=True)

    @extend_schema(request=None, responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        return self._settled(is_resolved=False)

    def _settled(self, *, is_resolved: bool) -> Response:
        row = self.get_object()
        resolve_comment(access=access_of(self.request), comment=row, is_resolved=is_resolved)
        return Response(self.get_serializer(row).data)

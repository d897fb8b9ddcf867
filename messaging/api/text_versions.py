"""What a text said before, and whose turn it is: actions of a variant."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.assigning import assign_variant, workers
from messaging.models import Variant, VariantVersion
from messaging.text_versions import version_at, versions_of
from messaging.wording import restore_version
from workspaces.api.views import access_of


class VariantVersionSerializer(serializers.ModelSerializer[VariantVersion]):
    """``number`` is the variant's revision at the time."""

    parts = serializers.DictField()
    pins = serializers.DictField()

    class Meta:
        model = VariantVersion
        fields = ("number", "parts", "pins", "pain", "proof", "made_at")
        read_only_fields = fields


class RestoreSerializer(serializers.Serializer[dict[str, Any]]):
    number = serializers.IntegerField(min_value=1, help_text="The version to say again.")
    revision = serializers.IntegerField(min_value=1, help_text="The revision you read.")


class AssignSerializer(serializers.Serializer[dict[str, Any]]):
    """Whose turn it is; null where it is nobody's in particular."""

    assignee = serializers.EmailField(
        allow_null=True, help_text="The e-mail address of a member who may edit."
    )
    due_on = serializers.DateField(allow_null=True, required=False)


AssignedSerializer = inline_serializer(
    "Assigned",
    {
        "assignee": serializers.EmailField(allow_null=True),
        "due_on": serializers.DateField(allow_null=True),
    },
)


class WorkingActions:
    """For the view of variants: versions, bringing one back, and whose turn it is."""

    @extend_schema(responses=VariantVersionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """The last versions, the newest first."""
        kept = versions_of(access=access_of(request), variant=self._variant())
        return Response(VariantVersionSerializer([each.version for each in kept], many=True).data)

    @action(detail=True, methods=["post"], url_path="restore-version")
    def restore_version(self, request: Request, pk: str) -> Response:
        """Say again what a version said. Of what was submitted, a new draft is made."""
        variant, access = self._variant(), access_of(request)
        serializer = RestoreSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        version = version_at(access=access, variant=variant, number=asked["number"])
        if version is None:
            raise Http404("There is no such version.")
        saved = restore_version(
            access=access, variant=variant, version=version, revision=asked["revision"]
        )
        code = 200 if saved.pk == variant.pk else 201
        view: Any = self
        return Response(view.get_serializer(saved).data, status=code)

    @extend_schema(request=AssignSerializer, responses=AssignedSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Give the text to a member until a day, or to nobody in particular."""
        variant, access = self._variant(), access_of(request)
        serializer = AssignSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        who = None
        if asked["assignee"]:
            who = workers(access=access).filter(email__iexact=asked["assignee"]).first()
            if who is None:
                detail = "Nobody of this workspace who may edit has this address."
                raise serializers.ValidationError({"assignee": detail})
        due = asked.get("due_on")
        assign_variant(access=access, variant=variant, assignee=who, due_on=due)
        return Response({"assignee": who.email if who else None, "due_on": due})

    def _variant(self) -> Variant:
        view: Any = self
        found: Variant = view.get_object()
        return found

"""Who may see what, over REST: share links, and the campaigns that agencies see."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.refusals import RefusalMixin
from messaging.campaign_guests import (
    NotAnAgencyError,
    agencies_of,
    share_campaign,
    unshare_campaign,
)
from messaging.models import Campaign, CampaignGuest, ShareLink, ShareSettings
from messaging.share_links import (
    LONGEST_PASSWORD,
    MOST_OPEN_DAYS,
    OPEN_DAYS,
    SHORTEST_PASSWORD,
    STATES,
    Sharing,
    change_link,
    link_address,
    make_file_anew,
    make_link,
    revoke_link,
    state_of,
)
from messaging.share_settings import settings_of
from messaging.sharing.export import FORMATS, WORKBOOK
from workspaces.access import EDIT, VIEW
from workspaces.api.views import InWorkspace, TenantRows, TenantSerializer, access_of

FIXED = ("campaign", "file_format")
"""What is in a link stays what it was when the link was sent."""


class ShareLinkSerializer(TenantSerializer):
    """No ``campaign`` means all approved copy. ``days`` is how long it is open, from now."""

    file_format = serializers.ChoiceField(choices=list(FORMATS.items()), default=WORKBOOK)
    password = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        help_text="Empty for none. It is stored hashed, and never told again.",
    )
    days = serializers.IntegerField(
        write_only=True, required=False, min_value=1, max_value=MOST_OPEN_DAYS
    )
    has_password = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField(help_text=", ".join(STATES))
    address = serializers.SerializerMethodField(
        help_text="Whoever knows it, and the password, gets the file."
    )

    class Meta:
        model = ShareLink
        fields = (
            "id",
            "name",
            "campaign",
            "file_format",
            "password",
            "has_password",
            "days",
            "may_upload",
            "state",
            "address",
            "job",
            "expires_at",
            "revoked_at",
            "last_opened_at",
            "created_at",
        )
        read_only_fields = (
            "job",
            "expires_at",
            "revoked_at",
            "last_opened_at",
            "created_at",
        )

    def get_has_password(self, link: ShareLink) -> bool:
        return bool(link.password)

    @extend_schema_field(serializers.ChoiceField(choices=list(STATES)))
    def get_state(self, link: ShareLink) -> str:
        return state_of(link)

    def get_address(self, link: ShareLink) -> str:
        return link_address(link)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            for name in FIXED:
                if name in attrs:
                    message = "This stays as it is. Make another link."
                    raise serializers.ValidationError({name: message})
        return attrs


class ShareLinkViewSet(
    RefusalMixin,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    TenantRows,
):
    """Addresses under which people without an account fetch a file of approved copy, and may send
    it back. A key that may only read does not see them."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = ShareLink.objects.select_related("workspace")
    serializer_class = ShareLinkSerializer
    filterset_fields = ("campaign",)
    permission = EDIT

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = {"days": OPEN_DAYS} | serializer.validated_data
        serializer.instance = make_link(access=access_of(self.request), sharing=Sharing(**said))

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        link = serializer.instance
        assert isinstance(link, ShareLink)
        changes = dict(serializer.validated_data)
        change_link(access=access_of(self.request), link=link, changes=changes)
        serializer.instance = self.get_queryset().get(pk=link.pk)

    @extend_schema(request=None, responses=ShareLinkSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: int) -> Response:
        """Close it, at once and for good."""
        link = self.get_object()
        revoke_link(access=access_of(request), link=link)
        return Response(self.get_serializer(link).data)

    @extend_schema(request=None, responses=ShareLinkSerializer)
    @action(detail=True, methods=["post"], url_path="new-file", url_name="new-file")
    def new_file(self, request: Request, pk: int) -> Response:
        """Have its file made anew from what is approved now: ``job`` says how far it is."""
        link = self.get_object()
        make_file_anew(access=access_of(request), link=link)
        return Response(self.get_serializer(link).data)


class CampaignGuestSerializer(TenantSerializer):
    """``member`` is the e-mail address of somebody here with the role of an agency."""

    campaign = InWorkspace(queryset=Campaign.objects.all())
    member = serializers.EmailField(source="user.email")

    class Meta:
        model = CampaignGuest
        fields = ("id", "campaign", "member", "created_at")
        read_only_fields = ("created_at",)


class CampaignGuestViewSet(
    RefusalMixin,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    TenantRows,
):
    """Which agency sees which campaign. It sees no other."""

    queryset = CampaignGuest.objects.select_related("user")
    serializer_class = CampaignGuestSerializer
    filterset_fields = ("campaign",)

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said, access = serializer.validated_data, access_of(self.request)
        member = agencies_of(access).filter(user__email__iexact=said["user"]["email"]).first()
        if member is None:
            message = "Nobody here with the role of an agency has this address."
            raise serializers.ValidationError({"member": message})
        try:
            serializer.instance = share_campaign(
                access=access, campaign=said["campaign"], member=member
            )
        except NotAnAgencyError as error:
            raise serializers.ValidationError({"member": str(error)}) from error

    def perform_destroy(self, instance: CampaignGuest) -> None:
        unshare_campaign(access=access_of(self.request), guest=instance)


class ShareSettingsSerializer(TenantSerializer):
    class Meta:
        model = ShareSettings
        fields = ("keep_files_days", "agency_name")


class ShareSettingsView(APIView):
    """How long files that left or came are kept, and whose name reports carry."""

    permission = VIEW

    @extend_schema(responses=ShareSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Owners change it on the site, under Settings, Sharing."""
        row = settings_of(access_of(request).workspace)
        return Response(ShareSettingsSerializer(row, context={"request": request}).data)

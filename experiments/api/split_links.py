"""Split links over REST: one public address for several landing pages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from experiments.api.base import ExperimentsViewSet
from experiments.models import SplitLink, SplitPage
from experiments.split_links import (
    address_of_link,
    change_split_link,
    create_split_link,
    remove_split_link,
)
from messaging.models import Variant
from workspaces.api.views import InWorkspace, TenantSerializer, access_of

MOST_PAGES = 100


class SplitPageSerializer(serializers.Serializer[SplitPage]):
    """Where those go who get this text."""

    variant = InWorkspace(queryset=Variant.objects.all())
    url = serializers.CharField(max_length=500)


class SplitLinkSerializer(TenantSerializer):
    address = serializers.SerializerMethodField(
        help_text="The public address. Add ?v= with your own number of the visitor, if you have "
        "one; what else it carries is passed on."
    )
    pages = SplitPageSerializer(
        many=True,
        required=False,
        help_text="All pages: those not named are taken away. Left out, they stay as they are.",
    )

    class Meta:
        model = SplitLink
        fields = [
            *("id", "name", "placement", "url", "is_on", "remembers"),
            *("pages", "address", "created_at"),
        ]
        read_only_fields = ["created_at"]
        extra_kwargs = {
            "url": {"help_text": "Where everybody goes who is in no test. http or https."},
            "remembers": {
                "help_text": "Whether a cookie may keep a visitor's number, so that who clicks "
                "twice counts once."
            },
        }

    @extend_schema_field(serializers.URLField)
    def get_address(self, row: SplitLink) -> str:
        return address_of_link(row)


def _pages(said: dict[str, Any]) -> dict[Variant, str] | None:
    """Variant -> address of what was sent, or None if nothing was."""
    pages = said.pop("pages", None)
    if pages is None:
        return None
    if len(pages) > MOST_PAGES:
        raise serializers.ValidationError({"pages": [f"Give at most {MOST_PAGES} pages."]})
    found: dict[Variant, str] = {}
    for page in pages:
        if page["variant"] in found:
            raise serializers.ValidationError({"pages": ["Each text has one page."]})
        found[page["variant"]] = page["url"]
    return found


class SplitLinkViewSet(ExperimentsViewSet):
    """One public address that sends each visitor to the landing page of their text, and counts
    them as shown it. The placement of a link stays."""

    queryset = SplitLink.objects.prefetch_related("pages__variant")
    serializer_class = SplitLinkSerializer
    filterset_fields = ["placement", "is_on"]

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        said = dict(serializer.validated_data)
        pages = _pages(said)
        serializer.instance = create_split_link(access=access_of(self.request), pages=pages, **said)

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        link = serializer.instance
        assert isinstance(link, SplitLink)
        said = dict(serializer.validated_data)
        if said.get("placement") == link.placement:
            said.pop("placement")
        pages = _pages(said)
        change_split_link(access=access_of(self.request), link=link, changes=said, pages=pages)
        serializer.instance = self.get_queryset().get(pk=link.pk)

    def perform_destroy(self, instance: Any) -> None:
        remove_split_link(access=access_of(self.request), link=instance)

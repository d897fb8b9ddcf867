"""Which campaigns an agency sees: those that were shared with it, and nothing of any other.

Everybody else who may hand copy on sees all campaigns of the workspace. A file that waits to be
made remembers for whom it is (``Selection.guest``) and looks again when it is written, so what was
taken back in between does not leave.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from messaging.models import Campaign, CampaignGuest, Variant
from workspaces.access import EDIT, SHARE, Access
from workspaces.arrivals import Welcome, offer_welcome
from workspaces.changes import create_row, remove_row
from workspaces.models import Membership, Role, User, Workspace


class NotAnAgencyError(ValueError):
    """Only members with the role of an agency are shown single campaigns."""


def guest_of(access: Access) -> int | None:
    """The number of the person whose campaigns limit what ``access`` sees; None: no limit."""
    if access.role != Role.AGENCY:
        return None
    return access.user.pk if access.user is not None else 0


def visible_campaigns(access: Access) -> "QuerySet[Campaign]":
    """The campaigns whose copy whoever acts may see."""
    rows: QuerySet[Campaign] = Campaign.objects.for_workspace(access.workspace)
    guest = guest_of(access)
    if guest is None:
        return rows
    return rows.filter(pk__in=shared_with(access.workspace, guest))


def may_share(access: Access, rows: "QuerySet[Variant]") -> "QuerySet[Variant]":
    """Those of ``rows`` that whoever acts may hand on."""
    if guest_of(access) is None:
        return rows
    return rows.filter(message__placement__campaign__in=visible_campaigns(access))


def shared_with(workspace: Workspace, guest: int) -> "QuerySet[CampaignGuest, int]":
    """The numbers of the open campaigns that are shared with a person who belongs here now."""
    belongs = Membership.objects.filter(workspace=OuterRef("workspace"), user=OuterRef("user"))
    rows = CampaignGuest.objects.for_workspace(workspace).filter(
        Exists(belongs), user=guest, campaign__archived_at=None
    )
    return rows.order_by().values_list("campaign", flat=True)


def guests_of(access: Access, campaign: Campaign) -> "QuerySet[CampaignGuest]":
    """With whom a campaign is shared, by address."""
    rows: QuerySet[CampaignGuest] = CampaignGuest.objects.for_workspace(access.workspace)
    return rows.filter(campaign=campaign).select_related("user").order_by("user__email", "pk")


def agencies_of(access: Access) -> "QuerySet[Membership]":
    """The members a campaign can be shared with."""
    return (
        Membership.objects.filter(workspace=access.workspace, role=Role.AGENCY)
        .select_related("user")
        .order_by("user__email", "pk")
    )


@transaction.atomic
def share_campaign(*, access: Access, campaign: Campaign, member: Membership) -> CampaignGuest:
    """Let an agency see a campaign; what it sees already stays as it is.

    NotAnAgencyError where the member sees everything anyhow.
    """
    access.require(SHARE)
    access.require(EDIT)
    if not agencies_of(access).filter(pk=member.pk).exists():
        raise NotAnAgencyError(
            f"{member.user.email} has another role than an agency, and sees every campaign."
        )
    # Held, so that two who press the button share it once.
    Campaign.objects.for_workspace(access.workspace).select_for_update().get(pk=campaign.pk)
    known = guests_of(access, campaign).filter(user=member.user).first()
    if known is not None:
        return known
    guest = CampaignGuest(campaign=campaign, user=member.user, created_by=access.user)
    create_row(access=access, instance=guest, action="shared")
    return guest


@transaction.atomic
def unshare_campaign(*, access: Access, guest: CampaignGuest) -> None:
    """Let an agency no longer see a campaign; nothing happens where it does not."""
    access.require(SHARE)
    access.require(EDIT)
    held = CampaignGuest.objects.for_workspace(access.workspace).select_for_update()
    stored = held.filter(pk=guest.pk).first()
    if stored is not None:
        remove_row(access=access, instance=stored, action="no longer shared")


def welcome_agencies() -> None:
    """Have whoever invites an agency name campaigns, so that it does not come to an empty page."""
    offer_welcome(
        Welcome(
            role=Role.AGENCY,
            label="Campaigns an agency sees from the start",
            help_text="An agency sees nothing but the campaigns shared with it; more can follow.",
            choices=_open_campaigns,
            give=_share_from_the_start,
        )
    )


def _open_campaigns(access: Access) -> list[tuple[int, str]]:
    rows = Campaign.objects.for_workspace(access.workspace).filter(archived_at=None)
    return list(rows.order_by("name", "pk").values_list("pk", "name"))


def _share_from_the_start(
    access: Access, member: Membership, campaigns: Collection[int], by: User | None
) -> None:
    rows = Campaign.objects.for_workspace(access.workspace).filter(pk__in=list(campaigns))
    known = CampaignGuest.objects.for_workspace(access.workspace).filter(user=member.user)
    new = rows.exclude(pk__in=known.order_by().values("campaign"))
    for campaign in new.order_by("pk").select_for_update():
        guest = CampaignGuest(campaign=campaign, user=member.user, created_by=by)
        create_row(access=access, instance=guest, action="shared")

"""An agency sees the campaigns that were shared with it, and nothing of any other."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from messaging.campaign_guests import (
    NotAnAgencyError,
    guest_of,
    may_share,
    share_campaign,
    unshare_campaign,
    visible_campaigns,
)
from messaging.models import Campaign, CampaignGuest, Variant
from messaging.sharing.collect_lines import (
    WHICH_STATES,
    Selection,
    collect_lines,
    selected_variants,
)
from messaging.sharing.export import FORMATS, NothingToExportError, request_export
from messaging.sharing.export_job import selection_from
from messaging.web.share_form import ExportForm
from tests.conftest import Cast
from tests.messaging.share_link_cast import placed_text
from workspaces.membership import remove_member
from workspaces.models import AuditRecord, Job, Membership, User


def member(cast: Cast, user: User) -> Membership:
    return Membership.objects.get(workspace=cast.workspace, user=user)


def share(cast: Cast, variant: Variant) -> CampaignGuest:
    campaign = variant.message.placement.campaign
    assert campaign is not None
    return share_campaign(access=cast.access, campaign=campaign, member=member(cast, cast.agency))


def seen(cast: Cast) -> set[Any]:
    rows = may_share(cast.access_of(cast.agency), Variant.objects.for_workspace(cast.workspace))
    return set(rows.values_list("key", flat=True))


def test_it_works(cast: Cast) -> None:
    ours, other = placed_text(cast, "Spring"), placed_text(cast, "Autumn")
    access = cast.access_of(cast.agency)
    assert seen(cast) == set()
    guest = share(cast, ours)
    assert seen(cast) == {ours.key}
    assert [row.name for row in visible_campaigns(access)] == ["Spring"]
    assert visible_campaigns(cast.access_of(cast.viewer)).count() == 2
    unshare_campaign(access=cast.access, guest=guest)
    assert seen(cast) == set()
    assert other.key not in seen(cast)


def test_each_is_told_once(cast: Cast) -> None:
    variant = placed_text(cast)
    before = AuditRecord.objects.count()
    guest = share(cast, variant)
    assert share(cast, variant).pk == guest.pk
    unshare_campaign(access=cast.access, guest=guest)
    unshare_campaign(access=cast.access, guest=guest)
    rows = AuditRecord.objects.order_by("pk")[before:]
    assert [row.action for row in rows] == ["shared", "no longer shared"]
    assert rows[0].target_label == "Spring for agency@example.org"


@pytest.mark.parametrize("role", ["viewer", "agency"])
def test_only_who_may_edit_shares(cast: Cast, role: str) -> None:
    variant = placed_text(cast)
    campaign = variant.message.placement.campaign
    assert campaign is not None
    guest = share(cast, variant)
    access = cast.access_of(getattr(cast, role))
    with pytest.raises(PermissionDenied):
        share_campaign(access=access, campaign=campaign, member=member(cast, cast.agency))
    with pytest.raises(PermissionDenied):
        unshare_campaign(access=access, guest=guest)


def test_everybody_else_sees_it_anyhow(cast: Cast) -> None:
    campaign = placed_text(cast).message.placement.campaign
    assert campaign is not None
    with pytest.raises(NotAnAgencyError, match="sees every campaign"):
        share_campaign(access=cast.access, campaign=campaign, member=member(cast, cast.viewer))
    stranger = Membership.objects.get(workspace=cast.other.workspace)
    with pytest.raises(NotAnAgencyError):
        share_campaign(access=cast.access, campaign=campaign, member=stranger)


@pytest.mark.parametrize("file_format", list(FORMATS))
def test_no_format_holds_what_was_not_shared(cast: Cast, file_format: str) -> None:
    placed_text(cast, "Autumn")
    access = cast.access_of(cast.agency)
    with pytest.raises(NothingToExportError):
        request_export(access=access, file_format=file_format, selection=Selection())
    assert not Job.objects.exists()


def test_naming_what_was_not_shared_gets_nothing(cast: Cast) -> None:
    ours, other = placed_text(cast, "Spring"), placed_text(cast, "Autumn")
    share(cast, ours)
    place = other.message.placement
    assert place.campaign_id is not None
    access = cast.access_of(cast.agency)
    for wanted in (
        Selection(placements=(place.pk,)),
        Selection(campaigns=(place.campaign_id,)),
        Selection(campaigns=(place.campaign_id,), guest=None, which="all"),
    ):
        with pytest.raises(NothingToExportError):
            request_export(access=access, file_format="workbook", selection=wanted)


def test_a_file_that_waits_leaves_out_what_was_taken_back(cast: Cast) -> None:
    ours, other = placed_text(cast, "Spring"), placed_text(cast, "Autumn")
    first, second = share(cast, ours), share(cast, other)
    job = request_export(
        access=cast.access_of(cast.agency), file_format="workbook", selection=Selection()
    )

    def in_file() -> set[str]:
        return {line.key for line in collect_lines(cast.workspace, selection_from(job.arguments))}

    assert in_file() == {ours.key, other.key}
    unshare_campaign(access=cast.access, guest=second)
    assert in_file() == {ours.key}
    Campaign.objects.filter(pk=first.campaign_id).update(archived_at=timezone.now())
    assert in_file() == set()


def test_what_is_still_written_is_no_agencys(cast: Cast) -> None:
    ours = placed_text(cast)
    share(cast, ours)
    draft = Variant.objects.create(
        workspace=cast.workspace, message=ours.message, key="draft", parts=ours.parts
    )
    job = request_export(
        access=cast.access_of(cast.agency), file_format="workbook", selection=Selection("all")
    )
    rows = selected_variants(cast.workspace, selection_from(job.arguments))
    assert list(rows.values_list("key", flat=True)) == [ours.key]
    assert draft.state == "draft"
    assert job.arguments["consented_only"] is True
    everybody, agency = (
        {key for key, _ in ExportForm(access=access).fields["which"].choices}  # type: ignore[attr-defined]
        for access in (cast.access, cast.access_of(cast.agency))
    )
    assert (everybody, agency) == (set(WHICH_STATES), {"approved", "live"})


def test_who_no_longer_belongs_here_sees_nothing(cast: Cast) -> None:
    ours = placed_text(cast)
    share(cast, ours)
    access = cast.access_of(cast.agency)
    assert guest_of(access) == cast.agency.pk
    remove_member(access=cast.access, membership=member(cast, cast.agency))
    assert not may_share(access, Variant.objects.for_workspace(cast.workspace)).exists()

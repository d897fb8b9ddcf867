"""The pages of links, of guests of campaigns, of what left and came, and of the settings."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from messaging.models import CampaignGuest, ShareLink, ShareSettings, SheetImport
from messaging.share_links import (
    MOST_OPEN_DAYS,
    ShareLinkError,
    Sharing,
    change_link,
    make_link,
    revoke_link,
)
from tests.conftest import Cast
from tests.messaging.share_link_cast import finish, linked, placed_text
from tests.pictures import png
from workspaces.models import AuditRecord, Job

FORM = {"name": "For North & Co", "file_format": "workbook", "days": 14, "may_upload": "on"}


def read(cast: Cast, path: str) -> str:
    return unescape(cast.client(cast.owner).get(cast.url(path)).content.decode())


def test_it_works(cast: Cast) -> None:
    campaign = placed_text(cast).message.placement.campaign
    assert campaign is not None
    assert "Nobody has a link yet" in read(cast, "share/links/")
    client = cast.client(cast.editor)
    data = {**FORM, "campaign": campaign.pk, "password": "a cup of green tea"}
    answer = client.post(cast.url("share/links/"), data)
    link = ShareLink.objects.get()
    assert answer.headers["Location"] == cast.url(f"share/links/{link.pk}/")
    assert (link.campaign, link.created_by) == (campaign, cast.editor)
    assert 13 <= (link.expires_at - timezone.now()).days <= 14
    assert link.job is not None
    assert link.job.arguments["consented_only"] is True
    assert link.job.arguments["campaigns"] == [campaign.pk]
    page = read(cast, f"share/links/{link.pk}/")
    assert f"/shared/{link.token}/" in page
    assert "It is being made" in page
    finish(link)
    page = read(cast, f"share/links/{link.pk}/")
    assert "tea.xlsx" in page
    assert "Not opened yet" in page
    assert "For North & Co" in read(cast, "share/links/")
    client.post(cast.url(f"share/links/{link.pk}/file/"))
    link.refresh_from_db()
    assert link.job.state == Job.State.QUEUED
    client.post(cast.url(f"share/links/{link.pk}/revoke/"))
    assert "Revoked" in read(cast, f"share/links/{link.pk}/")
    assert link.token not in read(cast, f"share/links/{link.pk}/")


def test_a_viewer_sees_links_but_no_address(cast: Cast) -> None:
    link = linked(cast)
    client = cast.client(cast.viewer)
    page = client.get(cast.url(f"share/links/{link.pk}/")).content.decode()
    assert link.name.replace("&", "&amp;") in page
    assert link.token not in page
    assert client.post(cast.url("share/links/"), FORM).status_code == 403
    assert cast.client(cast.agency).get(cast.url("share/links/")).status_code == 403


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"password": "short"}, "at least 8"),
        ({"days": MOST_OPEN_DAYS + 1}, "less than or equal to 90"),
        ({"days": 0}, "greater than or equal to 1"),
        ({"file_format": "fax"}, "Select a valid choice"),
        ({"campaign": 987_654_321}, "Select a valid choice"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    cast: Cast, changed: dict[str, Any], says: str
) -> None:
    placed_text(cast)
    answer = cast.client(cast.owner).post(cast.url("share/links/"), FORM | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert changed.get("name") == "" or "For North &amp; Co" in page
    assert not ShareLink.objects.exists()


def test_a_campaign_of_another_workspace_is_none(cast: Cast) -> None:
    from messaging.models import Campaign

    theirs = Campaign.objects.create(workspace=cast.other.workspace, name="Theirs")
    placed_text(cast)
    answer = cast.client(cast.owner).post(cast.url("share/links/"), FORM | {"campaign": theirs.pk})
    assert answer.status_code == 422
    assert not ShareLink.objects.exists()
    page = cast.client(cast.owner).get(cast.url(f"write/campaigns/{theirs.pk}/guests/"))
    assert page.status_code == 404


def test_nothing_to_share_is_said(cast: Cast) -> None:
    with pytest.raises(ShareLinkError, match="nothing to export yet"):
        make_link(access=cast.access, sharing=Sharing("Empty"))
    assert not ShareLink.objects.exists()


def test_a_link_is_extended_and_locked(cast: Cast) -> None:
    link = linked(cast)
    ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    url = cast.url(f"share/links/{link.pk}/")
    data = {"name": "Spring", "days": 5, "password": "a cup of green tea", "may_upload": ""}
    assert cast.client(cast.editor).post(url, data).status_code == 302
    link.refresh_from_db()
    assert link.expires_at > timezone.now()
    assert (link.name, link.may_upload, bool(link.password)) == ("Spring", False, True)
    cast.client(cast.editor).post(url, {"name": "Spring", "no_password": "on"})
    link.refresh_from_db()
    assert link.password == ""
    before = AuditRecord.objects.count()
    cast.client(cast.editor).post(url, {"name": "Spring"})
    assert AuditRecord.objects.count() == before, "nothing differs"


def test_what_is_revoked_stays_so(cast: Cast) -> None:
    link = linked(cast)
    assert revoke_link(access=cast.access, link=link)
    assert not revoke_link(access=cast.access, link=link)
    with pytest.raises(ShareLinkError, match="for good"):
        change_link(access=cast.access, link=link, changes={"days": 5})
    answer = cast.client(cast.owner).post(cast.url(f"share/links/{link.pk}/"), {"name": "x"})
    assert answer.status_code == 422
    page = cast.client(cast.owner).post(cast.url(f"share/links/{link.pk}/file/"), follow=True)
    assert "no longer open" in page.content.decode()


def test_a_campaign_is_shared_with_an_agency(cast: Cast) -> None:
    variant = placed_text(cast)
    campaign = variant.message.placement.campaign
    assert campaign is not None
    path = f"write/campaigns/{campaign.pk}/guests/"
    member = cast.workspace.memberships.get(user=cast.agency)
    agency = cast.client(cast.agency)
    assert "Nothing is shared with you yet" in agency.get(cast.url("share/")).content.decode()
    assert "No agency sees this campaign" in read(cast, path)
    cast.client(cast.editor).post(cast.url(path), {"member": member.pk})
    guest = CampaignGuest.objects.get()
    assert "agency@example.org" in read(cast, path)
    assert "Every agency of this workspace sees it already" in read(cast, path)
    assert "Nothing is shared with you" not in agency.get(cast.url("share/")).content.decode()
    cast.client(cast.editor).post(cast.url(f"write/campaigns/guests/{guest.pk}/remove/"))
    assert not CampaignGuest.objects.exists()
    assert "Nothing is shared with you yet" in agency.get(cast.url("share/")).content.decode()


def test_only_an_agency_can_be_chosen(cast: Cast) -> None:
    campaign = placed_text(cast).message.placement.campaign
    assert campaign is not None
    viewer = cast.workspace.memberships.get(user=cast.viewer)
    path = cast.url(f"write/campaigns/{campaign.pk}/guests/")
    assert cast.client(cast.owner).post(path, {"member": viewer.pk}).status_code == 422
    assert not CampaignGuest.objects.exists()


def test_history_tells_what_left_and_came(cast: Cast) -> None:
    assert "Nothing left or came yet" in read(cast, "share/history/")
    link = linked(cast)
    SheetImport.objects.create(
        workspace=cast.workspace,
        token=f"{1:032}",
        file_name="=cmd|back.xlsx",
        link=link,
        sender="Ada of North",
        total_rows=7,
    )
    page = read(cast, "share/history/")
    assert "tea.xlsx" in page
    assert "Workbook (XLSX) · approved · Spring · for the link “For North & Co”" in page
    assert "Ada of North" in page
    assert "by the link “For North & Co”" in page
    only = read(cast, "share/history/?way=back")
    assert "tea.xlsx" not in only
    assert "Ada of North" in only
    answer = cast.client(cast.owner).get(cast.url("share/history/download/"))
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=cmd|back.xlsx" in lines[1]
    assert "not kept any more" in lines[1]
    assert lines[2].endswith(",1,Done,yes")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=9999", "way=x", "page=-1"])
def test_history_takes_any_query(cast: Cast, query: str) -> None:
    assert "History" in read(cast, f"share/history/?{query}")


def test_settings_are_kept_with_a_logo(cast: Cast) -> None:
    path = cast.url("settings/sharing/")
    client = cast.client(cast.owner)
    logo = SimpleUploadedFile("logo.exe", png(40, 20))
    data = {"keep_files_days": 30, "agency_name": "North & Co", "logo": logo}
    last = AuditRecord.objects.count()
    assert client.post(path, data).status_code == 302
    assert AuditRecord.objects.count() == last + 1
    row = ShareSettings.objects.get()
    assert (row.keep_files_days, row.agency_name) == (30, "North & Co")
    shown = client.get(cast.url("settings/sharing/logo/"))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.getvalue() == png(40, 20)
    first = row.logo
    client.post(path, data | {"logo": SimpleUploadedFile("new.png", png(50, 20))})
    row = ShareSettings.objects.get()
    assert row.logo.storage.exists(str(row.logo.name))
    assert first.name != row.logo.name
    client.post(path, {"keep_files_days": 30, "agency_name": ""})
    assert ShareSettings.objects.get().logo, "no picture sent means it stays"
    client.post(cast.url("settings/sharing/logo/remove/"))
    assert not ShareSettings.objects.get().logo
    assert client.get(cast.url("settings/sharing/logo/")).status_code == 404


def test_a_picture_that_is_none_is_refused_and_the_rest_stays_typed(cast: Cast) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'></svg>")
    data = {"keep_files_days": 30, "agency_name": "North & Co", "logo": svg}
    answer = cast.client(cast.owner).post(cast.url("settings/sharing/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no PNG and no JPEG" in page
    assert "North &amp; Co" in page
    assert not ShareSettings.objects.exists()

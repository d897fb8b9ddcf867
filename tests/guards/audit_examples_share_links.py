"""Examples of who may see what: links, guests of campaigns, the settings of sharing."""

from messaging.models import Campaign, CampaignGuest, Placement, ShareLink
from messaging.share_links import Sharing, make_link
from messaging.share_settings import change_settings
from tests import make
from tests.guards.audit_table import Ask, Example, Scene
from tests.pictures import png
from workspaces.models import Job, Membership

PASSWORD = "a cup of green tea"
DAYS = {"keep_files_days": 30, "agency_name": "North & Co"}


def campaign(scene: Scene) -> Campaign:
    """One with a live text."""
    row: Campaign = Campaign.objects.create(workspace=scene.workspace, name="Spring, shared")
    place = Placement.objects.create(
        workspace=scene.workspace,
        campaign=row,
        channel="web_hero",
        key="spring-shared",
        name="Spring, shared",
    )
    make.make_live(make.make_message(scene.workspace, placement=place))
    return row


def link(scene: Scene) -> ShareLink:
    """One whose file is made."""
    sharing = Sharing("For North & Co", campaign(scene), password=PASSWORD)
    row = make_link(access=scene.access, sharing=sharing)
    assert row.job is not None
    Job.objects.filter(pk=row.job.pk).update(state=Job.State.DONE)
    return row


def new_link(scene: Scene) -> Ask:
    data = {"name": "For North & Co", "campaign": campaign(scene).pk, "file_format": "workbook"}
    return Ask(data=data | {"days": 14, "password": PASSWORD, "may_upload": True})


def changed_link(scene: Scene) -> Ask:
    return Ask(link(scene), {"name": "For North", "may_upload": True})


def agency(scene: Scene) -> Membership:
    user = make.make_user("north@example.org")
    row: Membership = Membership.objects.create(workspace=scene.workspace, user=user, role="agency")
    return row


def guest(scene: Scene) -> CampaignGuest:
    row: CampaignGuest = CampaignGuest.objects.create(
        workspace=scene.workspace, campaign=campaign(scene), user=agency(scene).user
    )
    return row


def with_logo(scene: Scene) -> Ask:
    change_settings(access=scene.access, changes={}, logo=png(40, 40))
    return Ask()


PAGES = [
    Example("share-links", "created", "sharelink", new_link, again=1),
    Example("share-link", "changed", "sharelink", changed_link),
    Example("share-link-revoke", "revoked", "sharelink", lambda scene: Ask(link(scene))),
    Example("share-link-file", "made anew", "sharelink", lambda scene: Ask(link(scene))),
    Example(
        "write-campaign-guests",
        "shared",
        "campaignguest",
        lambda scene: Ask(campaign(scene), {"member": agency(scene).pk}),
    ),
    Example(
        "write-guest-remove",
        "no longer shared",
        "campaignguest",
        lambda scene: Ask(guest(scene)),
    ),
    Example("settings-sharing", "created", "sharesettings", lambda scene: Ask(data=DAYS)),
    Example("settings-sharing-logo-remove", "changed", "sharesettings", with_logo),
]
REST = [
    Example("api-share-link-list", "created", "sharelink", new_link, again=1),
    Example("api-share-link-detail", "changed", "sharelink", changed_link, method="PATCH"),
    Example("api-share-link-revoke", "revoked", "sharelink", lambda scene: Ask(link(scene))),
    Example("api-share-link-new-file", "made anew", "sharelink", lambda scene: Ask(link(scene))),
    Example(
        "api-campaign-guest-list",
        "shared",
        "campaignguest",
        lambda scene: Ask(
            data={"campaign": campaign(scene).pk, "member": agency(scene).user.email}
        ),
    ),
    Example(
        "api-campaign-guest-detail",
        "no longer shared",
        "campaignguest",
        lambda scene: Ask(guest(scene)),
        method="DELETE",
    ),
]

"""An agency that is invited finds the campaigns whoever invited it has named."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from messaging.campaign_guests import visible_campaigns
from messaging.models import Campaign, CampaignGuest
from tests import make
from tests.conftest import Cast
from workspaces.access import SHARE, access_workspace
from workspaces.invitations import accept_invitation, invite
from workspaces.models import AuditRecord, Invitation, Membership, Role, User, Workspace

PEOPLE = "settings/people/"
EMAIL = "ann@agency.example"


def campaign(workspace: Workspace, name: str) -> Campaign:
    return Campaign.objects.create(workspace=workspace, name=name)


def come(invitation: Invitation) -> User:
    """The invited person makes an account and goes in."""
    user = make.make_user(EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    accept_invitation(user=user, invitation=invitation)
    return user


def seen(cast: Cast, user: User) -> set[str]:
    access = access_workspace(user=user, slug=cast.workspace.slug, permission=SHARE)
    return {each.name for each in visible_campaigns(access)}


def test_it_works(cast: Cast) -> None:
    autumn, _ = campaign(cast.workspace, "Autumn"), campaign(cast.workspace, "Spring")
    client = cast.client(cast.owner)
    html = client.get(cast.url(PEOPLE)).content.decode()
    assert "Campaigns an agency sees from the start" in html
    said = {"email": EMAIL, "role": "agency", "shown-agency": [autumn.pk]}
    answer = client.post(cast.url(PEOPLE), said, follow=True)
    assert "with 1 campaign<" in answer.content.decode()
    invitation = Invitation.objects.get(email=EMAIL)
    user = come(invitation)
    assert seen(cast, user) == {"Autumn"}
    guest = CampaignGuest.objects.get(user=user)
    assert (guest.campaign, guest.created_by) == (autumn, cast.owner)
    invited = AuditRecord.objects.get(action="invited", target_id=invitation.pk)
    assert invited.after == {"role": "agency", "shown": [autumn.pk]}
    assert AuditRecord.objects.filter(action="shared", target_id=guest.pk).exists()


def test_only_what_is_there_and_ours(cast: Cast) -> None:
    """Then, and when they come: one may have been put away or have gone in between."""
    kept, away, gone = (campaign(cast.workspace, name) for name in ("Kept", "Away", "Gone"))
    theirs = campaign(cast.other.workspace, "Theirs")
    ids = [each.pk for each in (kept, away, gone, theirs)]
    letter = invite(access=cast.access, email=EMAIL, role=Role.AGENCY, shown=ids)
    assert letter.invitation.shown == sorted(ids[:3])
    gone.delete()
    Campaign.objects.filter(pk=away.pk).update(archived_at=timezone.now())
    assert seen(cast, come(letter.invitation)) == {"Kept"}


def test_another_role_sees_all_of_them(cast: Cast) -> None:
    autumn = campaign(cast.workspace, "Autumn")
    said = {"email": EMAIL, "role": "viewer", "shown-agency": [autumn.pk]}
    html = cast.client(cast.owner).post(cast.url(PEOPLE), said).content.decode()
    assert "Another role sees all of them" in html
    assert not Invitation.objects.exists()
    letter = invite(access=cast.access, email=EMAIL, role="viewer", shown=[autumn.pk])
    come(letter.invitation)
    assert not CampaignGuest.objects.exists()


def test_a_member_with_another_role_is_shown_nothing_more(cast: Cast) -> None:
    autumn = campaign(cast.workspace, "Autumn")
    letter = invite(access=cast.access, email=EMAIL, role=Role.AGENCY, shown=[autumn.pk])
    user = make.make_user(EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    Membership.objects.create(workspace=cast.workspace, user=user, role=Role.VIEWER)
    accept_invitation(user=user, invitation=letter.invitation)
    assert not CampaignGuest.objects.exists()


def test_the_page_says_why_an_agency_sees_nothing(cast: Cast) -> None:
    said = "An agency sees nothing until a campaign is shared with it."
    html = cast.client(cast.owner).get(cast.url(PEOPLE)).content.decode()
    assert said in html
    assert "Campaigns an agency sees from the start" not in html  # there is none to choose
    assert said not in cast.client(cast.viewer).get(cast.url(PEOPLE)).content.decode()
    Membership.objects.filter(role=Role.AGENCY).delete()
    assert said not in cast.client(cast.owner).get(cast.url(PEOPLE)).content.decode()

"""Inviting people, and what they can do with the link."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.conftest import Cast
from workspaces import invitations
from workspaces.invitations import (
    WHAT,
    AlreadyMemberError,
    InvitationError,
    OtherAddressError,
    TooManyInvitationsError,
    accept_invitation,
    find_invitation,
    invite,
    send_again,
    withdraw_invitation,
)
from workspaces.models import AuditRecord, Invitation, Membership, Role, User

PEOPLE = "settings/people/"


def confirmed(email: str) -> User:
    user = make.make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def ask(cast: Cast, email: str = "ann@example.org", role: str = "editor") -> str:
    """Invite through the page; the path of the link in the letter."""
    answer = cast.client(cast.owner).post(cast.url(PEOPLE), {"email": email, "role": role})
    assert answer.status_code == 302
    letter = mail.outbox[-1]
    assert letter.to == [email.lower()]
    link = re.search(r"http://127\.0\.0\.1:8000(/invitations/\S+/)", str(letter.body))
    assert link is not None
    return link[1]


def test_it_works(cast: Cast) -> None:
    link = ask(cast, "Ann@Example.org", "approver")
    client = cast.client(confirmed("ann@example.org"))
    page = client.get(link, follow=True)
    text = page.content.decode()
    assert "Tea and Sons" in text
    assert "owner@example.org" in text
    assert "approver" in text
    answer = client.post("/invitations/")
    assert answer.headers["Location"] == cast.url()
    member = Membership.objects.get(workspace=cast.workspace, user__email="ann@example.org")
    assert member.role == Role.APPROVER
    last = AuditRecord.objects.for_workspace(cast.workspace).first()
    assert last is not None
    assert (last.action, last.actor) == ("accepted", "ann@example.org")


def test_only_the_fingerprint_of_the_link_is_kept(cast: Cast) -> None:
    token = ask(cast).split("/")[2]
    assert len(token) >= 40
    row = Invitation.objects.for_workspace(cast.workspace).get()
    assert token not in str(row.__dict__)
    audit = AuditRecord.objects.for_workspace(cast.workspace).values_list("after", "before")
    assert token not in str(list(audit))
    assert find_invitation(token) == row


def test_a_link_works_once(cast: Cast) -> None:
    link = ask(cast)
    ann = confirmed("ann@example.org")
    client = cast.client(ann)
    client.get(link)
    assert client.post("/invitations/").status_code == 302
    Membership.objects.get(user=ann).delete()
    assert client.get(link).status_code == 404
    assert client.post("/invitations/").status_code == 404
    assert not Membership.objects.filter(user=ann).exists()


def test_a_link_that_has_run_out_opens_nothing_and_can_be_sent_again(cast: Cast) -> None:
    link = ask(cast)
    Invitation.objects.for_workspace(cast.workspace).update(expires_at=timezone.now())
    client = cast.client(confirmed("ann@example.org"))
    assert client.get(link).status_code == 404
    owner = cast.client(cast.owner)
    assert "Has run out" in owner.get(cast.url(PEOPLE)).content.decode()
    row = Invitation.objects.for_workspace(cast.workspace).get()
    owner.post(cast.url(f"{PEOPLE}invitations/{row.pk}/again/"))
    assert client.get(link).status_code == 404, "the old link stays dead"
    fresh = re.search(r"/invitations/\S+/", str(mail.outbox[-1].body))
    assert fresh is not None
    assert client.get(fresh[0]).status_code == 302
    row.refresh_from_db()
    assert row.expires_at - timezone.now() > timedelta(days=6, hours=23)


def test_a_withdrawn_link_opens_nothing(cast: Cast) -> None:
    link = ask(cast)
    client = cast.client(confirmed("ann@example.org"))
    client.get(link)
    row = Invitation.objects.for_workspace(cast.workspace).get()
    cast.client(cast.owner).post(cast.url(f"{PEOPLE}invitations/{row.pk}/withdraw/"))
    assert client.post("/invitations/").status_code == 404
    assert client.get(link).status_code == 404
    with pytest.raises(InvitationError, match="in the meantime"):
        withdraw_invitation(access=cast.access, invitation=row)


def test_another_account_is_told_plainly_and_kept_out(cast: Cast) -> None:
    link = ask(cast)
    client = cast.client(confirmed("bob@example.org"))
    text = client.get(link, follow=True).content.decode()
    assert "You are signed in as <strong>bob@example.org</strong>" in text
    assert "ann@example.org" in text
    client.post("/invitations/")
    assert not Membership.objects.filter(user__email="bob@example.org").exists()


def test_an_address_that_was_never_confirmed_is_not_enough(cast: Cast) -> None:
    """Or somebody signs up with another's address and waits for their invitation."""
    link = ask(cast)
    client = cast.client(make.make_user("ann@example.org"))
    assert "First confirm" in client.get(link, follow=True).content.decode()
    client.post("/invitations/")
    assert not Membership.objects.filter(user__email="ann@example.org").exists()
    row = Invitation.objects.for_workspace(cast.workspace).get()
    with pytest.raises(OtherAddressError):
        accept_invitation(user=cast.outsider, invitation=row)


def test_a_new_person_signs_up_though_the_site_is_closed(cast: Cast, settings: Settings) -> None:
    settings.SIGNUP_OPEN = False
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert "password1" not in Client().get("/accounts/signup/").content.decode()
    client = Client()
    page = client.get(ask(cast, role="agency"), follow=True).content.decode()
    sign_up = re.search(r"/accounts/signup/\?[^\"]+", page)
    assert sign_up is not None
    form = client.get(sign_up[0].replace("&amp;", "&")).content.decode()
    assert 'value="ann@example.org"' in form
    data = {"password1": "a long and quiet pot", "next": "/invitations/"}
    refused = client.post("/accounts/signup/", data | {"email": "else@example.org"})
    assert not User.objects.filter(email="else@example.org").exists()
    assert refused.status_code != 500
    answer = client.post("/accounts/signup/", data | {"email": "ann@example.org"})
    assert answer.headers["Location"] == "/invitations/"
    assert "Go in" in client.get("/invitations/").content.decode(), "the letter confirmed it"
    assert client.post("/invitations/").headers["Location"] == cast.url("share/")


def test_a_link_slipped_in_confirms_nothing_about_another_account(cast: Cast) -> None:
    """A stranger's link must not put the stranger's address into an account made here."""
    client = Client()
    client.get(ask(cast, "stranger@example.org"))
    client.post(
        "/accounts/signup/", {"email": "ann@example.org", "password1": "a long and quiet pot"}
    )
    rows = EmailAddress.objects.filter(user__email="ann@example.org")
    assert [(row.email, row.verified) for row in rows] == [("ann@example.org", False)]


def test_the_answer_tells_nothing_about_accounts(cast: Cast) -> None:
    said = []
    for email in ("outsider@example.org", "nobody@example.org"):
        client = cast.client(cast.owner)
        page = client.post(cast.url(PEOPLE), {"email": email, "role": "viewer"}, follow=True)
        text = page.content.decode().replace(email, "x")
        said.append(re.findall(r'class="toast[^>]*>.*?</', text, re.DOTALL))
    assert said[0]
    assert said[0] == said[1]


def test_a_member_is_not_invited_and_a_second_letter_replaces_the_first(cast: Cast) -> None:
    with pytest.raises(AlreadyMemberError):
        invite(access=cast.access, email="VIEWER@example.org", role="owner")
    first = invite(access=cast.access, email="ann@example.org", role="viewer")
    second = invite(access=cast.access, email="Ann@example.org", role="editor")
    assert find_invitation(first.token) is None
    assert find_invitation(second.token) == second.invitation


def test_a_member_keeps_their_role(cast: Cast) -> None:
    letter = invite(access=cast.access, email="ann@example.org", role="viewer")
    EmailAddress.objects.create(user=cast.owner, email="ann@example.org", verified=True)
    accept_invitation(user=cast.owner, invitation=letter.invitation)
    assert Membership.objects.get(workspace=cast.workspace, user=cast.owner).role == Role.OWNER


def test_a_day_allows_only_so_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "INVITATIONS_A_DAY", 2)
    letter = invite(access=cast.access, email="one@example.org", role="viewer")
    send_again(access=cast.access, invitation=letter.invitation)
    with pytest.raises(TooManyInvitationsError):
        send_again(access=cast.access, invitation=letter.invitation)
    with pytest.raises(TooManyInvitationsError):
        invite(access=cast.access, email="two@example.org", role="viewer")
    monkeypatch.setattr(invitations, "INVITATIONS_A_DAY", 9)
    monkeypatch.setattr(invitations, "INVITATIONS_OF_A_PERSON_A_DAY", 2)
    with pytest.raises(TooManyInvitationsError):
        invite(access=cast.access, email="two@example.org", role="viewer")


def test_only_an_owner_invites(cast: Cast) -> None:
    letter = invite(access=cast.access, email="ann@example.org", role="viewer")
    row = letter.invitation
    for role in ("approver", "editor", "viewer", "agency"):
        client = cast.client(getattr(cast, role))
        data = {"email": "bob@example.org", "role": "owner"}
        assert client.post(cast.url(PEOPLE), data).status_code == 403
        for step in ("again", "withdraw"):
            url = cast.url(f"{PEOPLE}invitations/{row.pk}/{step}/")
            assert client.post(url).status_code == 403
        assert "ann@example.org" not in client.get(cast.url(PEOPLE)).content.decode()
    with pytest.raises(PermissionDenied):
        invite(access=cast.access_of(cast.editor), email="bob@example.org", role="owner")
    elsewhere = f"/w/elsewhere/{PEOPLE}invitations/{row.pk}/withdraw/"
    assert cast.client(cast.outsider).post(elsewhere).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_an_archived_workspace_lets_nobody_in(cast: Cast) -> None:
    letter = invite(access=cast.access, email="ann@example.org", role="viewer")
    cast.workspace.archived_at = timezone.now()
    cast.workspace.save()
    assert find_invitation(letter.token) is None
    with pytest.raises(InvitationError):
        accept_invitation(user=confirmed("ann@example.org"), invitation=letter.invitation)


def test_post_that_refuses_a_letter_is_told(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    data = {"email": "ann@example.org", "role": "viewer"}
    page = cast.client(cast.owner).post(cast.url(PEOPLE), data, follow=True).content.decode()
    assert "did not take the letter" in page
    assert "ann@example.org" in page


def test_a_name_with_a_line_break_breaks_no_letter(cast: Cast) -> None:
    cast.workspace.name = "Tea\nBcc: all@example.org"
    cast.workspace.save()
    letter = invite(access=cast.access, email="ann@example.org", role="viewer")
    letter.send()
    assert mail.outbox[-1].subject == "[Cuppa] You are invited to Tea Bcc: all@example.org"


@pytest.mark.parametrize("role", Role.values)
def test_the_letter_says_what_somebody_of_that_role_does(cast: Cast, role: str) -> None:
    invite(access=cast.access, email="ann@example.org", role=role).send()
    letter = mail.outbox[-1]
    assert isinstance(letter, EmailMultiAlternatives)
    for said in (str(letter.body), str(letter.alternatives[0][0])):
        assert f"as {role}: {WHAT[Role(role)]}" in said

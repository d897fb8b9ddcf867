"""Inviting people, and what they do with it.

The link goes to one address and proves that whoever opens it reads what is sent there. It lets in
only an account that has confirmed that address: a link that was passed on opens nothing.
Nothing here tells whether the invited person has an account already.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from workspaces.access import MANAGE, ROLE_PERMISSIONS, SITE, Access
from workspaces.arrivals import welcome_of
from workspaces.changes import record
from workspaces.constants import (
    INVITATION_DAYS,
    INVITATIONS_A_DAY,
    INVITATIONS_OF_A_PERSON_A_DAY,
)
from workspaces.membership import lock_workspace
from workspaces.models import AuditRecord, Invitation, Membership, Role, User, Workspace
from workspaces.models.invitations import InvitationQuerySet

SESSION_KEY = "invitation_token"
WHAT = {
    Role.OWNER: "you manage the workspace and the people in it.",
    Role.APPROVER: "you say yes or no to what customers will see.",
    Role.EDITOR: "you listen, write and plan tests; somebody else says yes.",
    Role.VIEWER: "you read along and change nothing.",
    Role.AGENCY: "you fetch approved copy, and send it back edited.",
}
"""What somebody of each role does, as their invitation says it."""
SENT = ("invited", "sent again")


class InvitationError(ValueError):
    """Why an invitation cannot be sent or accepted, in a sentence a person can act on."""


class AlreadyMemberError(InvitationError):
    """Whoever is invited belongs to the workspace."""


class TooManyInvitationsError(InvitationError):
    """The workspace or the person has sent as many as a day allows."""


class OtherAddressError(InvitationError):
    """The invitation is for an address that this account has not confirmed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An invitation with its token, which is known only until the letter is sent."""

    invitation: Invitation
    token: str

    def send(self) -> None:
        """Send it by e-mail; OSError where the mail server cannot be reached or refuses."""
        invitation = self.invitation
        context = {
            "invitation": invitation,
            "workspace": invitation.workspace,
            "inviter": invitation.invited_by,
            "link": settings.SITE_URL + reverse("invitation-open", args=[self.token]),
            "days": INVITATION_DAYS,
            "what": WHAT[Role(invitation.role)],
        }
        # A subject is one line, whatever a workspace is called.
        subject = " ".join(f"You are invited to {invitation.workspace.name}".split())
        send_mail(
            f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
            render_to_string("invitations/letter.txt", context),
            None,
            [invitation.email],
            html_message=render_to_string("invitations/letter.html", context),
        )


def hash_token(token: str) -> str:
    """SHA-256, hexadecimal: what is kept of a link, and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, access: Access, email: str, role: str, shown: Collection[int] = ()) -> Letter:
    """A place for whoever reads this address; an open invitation to it is replaced. ``shown`` is
    what they see from the start, where their role sees single things only.

    Raises AlreadyMemberError or TooManyInvitationsError.
    """
    access.require(MANAGE)
    workspace = lock_workspace(access.workspace)
    email = email.strip().lower()
    members = Membership.objects.filter(workspace=workspace)
    if members.filter(user__email__iexact=email).exists():
        raise AlreadyMemberError(f"{email} belongs to this workspace already.")
    _check_number(access)
    open_ones = Invitation.objects.for_workspace(workspace).open().filter(email__iexact=email)
    open_ones.update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        shown=_shown(access, role, shown),
        token_hash=hash_token(token),
        invited_by=access.user,
        expires_at=_end(),
    )
    after = {"role": role} | ({"shown": invitation.shown} if invitation.shown else {})
    record(access=access, action="invited", target=invitation, after=after)
    return Letter(invitation, token)


@transaction.atomic
def send_again(*, access: Access, invitation: Invitation) -> Letter:
    """A new link for an open invitation, with all its days; the old link opens nothing more."""
    access.require(MANAGE)
    lock_workspace(access.workspace)
    _check_number(access)
    token = secrets.token_urlsafe(32)
    until = _end()
    if not _still_open(access, invitation).update(token_hash=hash_token(token), expires_at=until):
        raise InvitationError("This invitation was accepted or withdrawn in the meantime.")
    before = {"expires_at": invitation.expires_at.isoformat()}
    invitation.expires_at = until
    record(
        access=access,
        action="sent again",
        target=invitation,
        before=before,
        after={"expires_at": until.isoformat()},
    )
    return Letter(invitation, token)


@transaction.atomic
def withdraw_invitation(*, access: Access, invitation: Invitation) -> None:
    """Take it back: the link opens nothing from now on. InvitationError if it was accepted."""
    access.require(MANAGE)
    if not _still_open(access, invitation).update(withdrawn_at=timezone.now()):
        raise InvitationError("This invitation was accepted or withdrawn in the meantime.")
    record(access=access, action="withdrawn", target=invitation)


def find_invitation(token: str) -> Invitation | None:
    """The open invitation this link is, or None; looked up by hash, so timing tells nothing."""
    found: Invitation | None = (
        Invitation.objects.open()
        .filter(
            token_hash=hash_token(token),
            expires_at__gt=timezone.now(),
            workspace__in=Workspace.objects.filter(archived_at=None),
        )
        .select_related("workspace", "invited_by")
        .first()
    )
    return found


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The open invitation whose link was opened in this browser."""
    token = request.session.get(SESSION_KEY)
    return find_invitation(token) if isinstance(token, str) else None


def may_sign_up(request: HttpRequest) -> bool:
    """Whether whoever is here was invited, and so may make an account where nobody else may.

    The account is for the invited address: with another one the way stays closed.
    """
    invitation = invitation_of(request)
    if invitation is None:
        return False
    given = request.POST.get("email", "") or invitation.email
    return given.strip().lower() == invitation.email.lower()


def proved_by_letter(request: HttpRequest, email: str) -> bool:
    """Whether the link that was opened in this browser had been sent to this very address.

    The address is compared, not remembered: a link that somebody else slipped in confirms nothing
    about the account that is made here.
    """
    invitation = invitation_of(request)
    return invitation is not None and invitation.email.lower() == email.lower()


def owns_address(user: User, email: str) -> bool:
    """Whether the account has confirmed this address."""
    rows = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return bool(rows.exists())


@transaction.atomic
def accept_invitation(
    *, user: User, invitation: Invitation, address: str | None = None
) -> Membership:
    """Take the place: once, and only by an account that has confirmed the invited address.

    Whoever belongs to the workspace already keeps the role they have. Raises OtherAddressError,
    or InvitationError where the invitation has run out or was used or withdrawn.
    """
    if not owns_address(user, invitation.email):
        raise OtherAddressError(f"This invitation is for {invitation.email}.")
    workspace = lock_workspace(invitation.workspace)
    now = timezone.now()
    open_now = Invitation.objects.for_workspace(workspace).open().filter(expires_at__gt=now)
    if workspace.archived_at or not open_now.filter(
        pk=invitation.pk, token_hash=invitation.token_hash
    ).update(accepted_at=now):
        raise InvitationError("This invitation is no longer open. Ask for a new one.")
    membership, _ = Membership.objects.get_or_create(
        workspace=workspace, user=user, defaults={"role": invitation.role}
    )
    access = Access(
        workspace=workspace,
        permissions=ROLE_PERMISSIONS[membership.role],
        user=user,
        role=membership.role,
        address=address,
        via=SITE,
    )
    record(
        access=access,
        action="accepted",
        target=invitation,
        after={"role": membership.role, "membership": membership.pk},
    )
    if invitation.shown and (welcome := welcome_of(membership.role)):
        welcome.give(access, membership, invitation.shown, invitation.invited_by)
    return membership


def _shown(access: Access, role: str, wanted: Collection[int]) -> list[int]:
    """Of what is wanted that which whoever invites could choose."""
    welcome = welcome_of(role)
    if not wanted or welcome is None:
        return []
    return sorted({number for number, _ in welcome.choices(access)} & set(wanted))


def _end() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def _still_open(access: Access, invitation: Invitation) -> InvitationQuerySet:
    rows: InvitationQuerySet = Invitation.objects.for_workspace(access.workspace)
    return rows.open().filter(pk=invitation.pk)


def _check_number(access: Access) -> None:
    """Refuse more letters than a day allows; the audit log knows each that was sent."""
    day = timezone.now() - timedelta(days=1)
    sent = AuditRecord.objects.filter(target_type="invitation", action__in=SENT, at__gte=day)
    here = sent.for_workspace(access.workspace).count()
    by_person = 0
    if access.user is not None:
        mine = Workspace.objects.filter(memberships__user=access.user)
        by_person = sent.filter(workspace__in=mine, user=access.user).count()
    if here >= INVITATIONS_A_DAY or by_person >= INVITATIONS_OF_A_PERSON_A_DAY:
        raise TooManyInvitationsError(
            "You have sent as many invitations as a day allows. Go on tomorrow."
        )

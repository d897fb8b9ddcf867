"""What operators of the site do to accounts: for support, and when one was taken over.

They see who is where and what runs, never what a workspace says. Each change is a line of the
logger ``cuppa.security``; changes in a workspace are in its audit log besides.
"""

import logging
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from workspaces.access import ADMIN, ROLE_PERMISSIONS, Access
from workspaces.models import Role, User, Workspace

logger = logging.getLogger("cuppa.security")


class OwnAccountError(ValueError):
    """An operator may not do this to their own account."""


def operator_access(*, operator: User, workspace: Workspace, address: str | None) -> Access:
    """What an operator does in a workspace without being a member of it."""
    return Access(
        workspace=workspace,
        permissions=ROLE_PERMISSIONS[Role.OWNER],
        user=operator,
        address=address,
        via=ADMIN,
        actor=f"operator {operator.email}",
    )


@transaction.atomic
def deactivate_user(*, operator: User, user: User, address: str | None) -> bool:
    """Let somebody in no more, and end what they have open; False if that was so already."""
    _not_oneself(operator, user)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return False
    get_adapter().end_sessions(list(UserSession.objects.filter(user=user)))
    _write("deactivated", operator, user, address)
    return True


@transaction.atomic
def reactivate_user(*, operator: User, user: User, address: str | None) -> bool:
    """Let somebody in again; False if they were not kept out."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return False
    _write("reactivated", operator, user, address)
    return True


@transaction.atomic
def reset_two_step(*, operator: User, user: User, address: str | None) -> bool:
    """Take every second step away from an account, for somebody who has lost theirs.

    They are told by e-mail, and signed out everywhere: who asked for it may not be them. False if
    there was none.
    """
    _not_oneself(operator, user)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return False
    get_adapter().end_sessions(list(UserSession.objects.filter(user=user)))
    _write("took the second step away from", operator, user, address)
    # Robust: a mail server that is away undoes nothing and is told in the log.
    transaction.on_commit(partial(_tell, user.email), robust=True)
    return True


def _tell(email: str) -> None:
    folder = "operators/email/second_step_removed"
    subject = render_to_string(f"{folder}_subject.txt").strip()
    message = render_to_string(f"{folder}_message.txt", {"site_url": settings.SITE_URL})
    send_mail(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}", message, None, [email])


def _not_oneself(operator: User, user: User) -> None:
    if operator.pk == user.pk:
        raise OwnAccountError("Another operator must do this for you.")


def _write(words: str, operator: User, user: User, address: str | None) -> None:
    logger.warning("operator %s %s user %s from %s", operator.pk, words, user.pk, address)

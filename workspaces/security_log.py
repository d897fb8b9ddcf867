"""Who came in, who tried to, and what changed about how an account is protected.

Lines of the logger ``cuppa.security``, for whoever watches the site. They name people by the id of
their account and by network address; never by what was typed, which may be a password in the
wrong field.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from workspaces.addresses import address_of
from workspaces.models import User

logger = logging.getLogger("cuppa.security")

CHANGES = (
    (account.user_signed_up, "made an account"),
    (account.password_changed, "changed the password"),
    (account.password_set, "set a password"),
    (account.password_reset, "reset the password"),
    (account.email_changed, "changed the main address"),
    (account.email_added, "added an address"),
    (account.email_removed, "removed an address"),
    (mfa.authenticator_added, "added a second step"),
    (mfa.authenticator_removed, "removed a second step"),
    (mfa.authenticator_reset, "made new recovery codes"),
)


def write_failed_sign_in(request: HttpRequest, email: str) -> None:
    known = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    who = f"user {known}" if known else "an address nobody has"
    logger.warning("sign-in failed: %s from %s: wrong password", who, address_of(request))


def write_too_many(request: HttpRequest) -> None:
    logger.warning("too many attempts at %s from %s", request.path, address_of(request))


def _signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    ways = [record.get("method", "?") for record in get_authentication_records(request, user)]
    by = ", ".join(dict.fromkeys(ways)) or "?"
    logger.info("signed in: user %s from %s by %s", user.pk, address_of(request), by)


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        logger.info("signed out: user %s from %s", user.pk, address_of(request))


def _wrong_code(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    logger.warning("sign-in failed: user %s from %s: wrong code", user.pk, address_of(request))


def connect() -> None:
    """Listen; called once, when the site starts."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="security log: in")
    user_logged_out.connect(_signed_out, dispatch_uid="security log: out")
    mfa.authentication_failed.connect(_wrong_code, dispatch_uid="security log: code")
    for signal, words in CHANGES:
        # Not weak: nobody else keeps these functions.
        signal.connect(_writer(words), weak=False, dispatch_uid=f"security log: {words}")


def _writer(words: str) -> Any:
    def write(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        logger.info("%s: user %s from %s", words, user.pk, address_of(request))

    return write

"""How people get into their accounts (django-allauth's hooks)."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from workspaces.addresses import address_of
from workspaces.invitations import may_sign_up, proved_by_letter
from workspaces.models import User
from workspaces.sealing import seal, unseal
from workspaces.security_log import write_failed_sign_in, write_too_many

NOBODY = "0.0.0.0"  # noqa: S104 -- said of a connection through a socket, which has no address
TOO_MANY = "Too many attempts. Wait a quarter of an hour, or reset your password."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "This address and this password do not go together. Look for a slip in either."
        ),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": "That was a lot at once. Wait a moment, then try again.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not your password.",
        "incorrect_code": "That is not the code. Codes change every thirty seconds: try the next.",
        "duplicate_email": "This address is on your account already.",
        "cannot_remove_primary_email": "This is your main address: make another one that first.",
        "max_email_addresses": "An account can have %d addresses. Remove one first.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this person may make an account: anybody, or who was invited."""
        return bool(settings.SIGNUP_OPEN) or may_sign_up(request)

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whoever came by a letter to this very address has confirmed it by that."""
        return proved_by_letter(request, email)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NOBODY

    # Links in e-mails start with SITE_URL, whatever host name the request claims.

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        return _on_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL} | context)

    def send_account_already_exists_mail(self, email: str) -> None:
        # A new account costs one hash of a password. This one takes as long, or the time taken
        # would tell that the address is known.
        make_password("known already")
        super().send_account_already_exists_mail(email)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        write_failed_sign_in(request, str(credentials.get("email", "")))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in ("too_many_login_attempts", "rate_limited"):
            # Read by workspaces/web/too_many.py, which makes the answer a 429.
            context.request.too_many = True
            write_too_many(context.request)
        error: ValidationError = super().validation_error(code, *args)
        return error


class MultiFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of one-time codes and of recovery codes lie sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That did not match. Codes change every thirty seconds: try the next.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Cuppa"}


def _on_our_site(url: str) -> str:
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")

"""Single sign-on with the operator's own OpenID provider (django-allauth's hooks).

Whom the provider vouches for is let in; so what it says is checked, and an account that is here
already is given only to whom it surely belongs to:

- the ID token is signed by a key of the configured issuer, for us, and speaks of the same person
  as the user information;
- an account is found by the provider's own id of the person. By e-mail address only the first
  time, only where both the provider and we have seen it confirmed, and only while the account is
  not joined to another id: an address can be given to a new colleague.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from workspaces.addresses import address_of
from workspaces.invitations import proved_by_letter
from workspaces.models import User
from workspaces.security_log import logger

PROVIDER = "sso"
DESCRIPTION_SECONDS = 10 * 60
"""How long what the provider says of itself is believed without asking again."""
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")

NO_CONFIRMED_ADDRESS = (
    "{name} has not told us an e-mail address of yours that is confirmed there, and we need one."
)
UNCONFIRMED_HERE = (
    "There is an account with your address here that nobody has confirmed. Sign in to it with its "
    "password, confirm the address, then come back this way."
)
JOINED_TO_ANOTHER = (
    "The account with your address here belongs to another person of {name}. "
    "Whoever looks after this site can help."
)
NOT_THE_SAME = "What {name} told us about you does not fit together. Try again."


class Door(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """How we talk to the provider."""

    @property
    def openid_config(self) -> dict[str, Any]:
        key = f"sso-description-{settings.SSO_ISSUER}"
        config: dict[str, Any] | None = cache.get(key)
        if config is None:
            try:
                config = dict(super().openid_config)
            except (RequestException, ValueError) as error:
                raise OAuth2Error("The provider does not answer.") from error
            if config.get("issuer", "").rstrip("/") != settings.SSO_ISSUER:
                raise OAuth2Error("The provider calls itself by another name than SSO_ISSUER.")
            cache.set(key, config, DESCRIPTION_SECONDS)
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.SITE_URL}{reverse('sso-callback')}"

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Always with its signature: a token that came over TLS could do without."""
        header = jwtkit.jwt.get_unverified_header(id_token)
        if header.get("alg") not in ASYMMETRIC or "kid" not in header:
            raise OAuth2Error("The ID token is not signed with a public key.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no ID token.")
        try:
            return super().complete_login(request, app, token, **kwargs)
        except (jwtkit.jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The provider's answer cannot be read.") from error


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Door


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings; rows of the database open no other way in."""
        if not settings.SSO_ISSUER:
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=settings.SSO_NAME,
                client_id=settings.SSO_CLIENT_ID,
                secret=settings.SSO_CLIENT_SECRET,
                settings={"server_url": settings.SSO_ISSUER, "oauth_pkce_enabled": True},
            )
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        return Provider(request, app=self.get_app(request, provider=provider))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        invited = any(proved_by_letter(request, email) for email in _confirmed(sociallogin))
        return bool(settings.SIGNUP_OPEN or settings.SSO_SIGNUP or invited)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return True

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        for email in _confirmed(sociallogin):
            row = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
            if row and not SocialAccount.objects.filter(user=row.user, provider=PROVIDER).exists():
                return row.user, row.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        told = sociallogin.account.extra_data
        if told.get("userinfo", {}).get("sub") != told.get("id_token", {}).get("sub"):
            self._refuse(request, NOT_THE_SAME)
        if sociallogin.is_existing:
            return
        confirmed = _confirmed(sociallogin)
        if not confirmed:
            self._refuse(request, NO_CONFIRMED_ADDRESS)
        if EmailAddress.objects.filter(email__iexact=confirmed[0], verified=True).exists():
            self._refuse(request, JOINED_TO_ANOTHER)
        if User.objects.filter(email__iexact=confirmed[0]).exists():
            self._refuse(request, UNCONFIRMED_HERE)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(part for part in parts if part)
        user.name = str(name)[:150]
        return user

    def _refuse(self, request: HttpRequest, reason: str) -> None:
        logger.warning("single sign-on refused from %s: %s", address_of(request), reason[:40])
        shown = {"reason": reason.format(name=settings.SSO_NAME)}
        raise ImmediateHttpResponse(render(request, "sso/refused.html", shown, status=403))


def _confirmed(sociallogin: SocialLogin) -> list[str]:
    """The addresses the provider has confirmed. A text such as "false" is no yes."""
    return [row.email for row in sociallogin.email_addresses if row.verified is True]

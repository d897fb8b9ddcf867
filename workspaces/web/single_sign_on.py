"""The way to the operator's OpenID provider and back: addresses there are only with SSO_ISSUER."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from workspaces.security_log import logger
from workspaces.single_sign_on import PROVIDER, Door


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider."""
    provider = get_adapter().get_provider(request, PROVIDER)
    where = get_next_redirect_url(request)
    try:
        answer: HttpResponse = provider.redirect(request, AuthProcess.LOGIN, next_url=where)
    except OAuth2Error as error:
        logger.error("single sign-on: %s", error)
        answer = render_authentication_error(request, provider, exception=error)
    return answer


@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """The provider has sent the person back with a code: ask it who they are."""
    view = OAuth2CallbackView.adapter_view(Door(request, PROVIDER))
    answer: HttpResponse = view(request)
    return answer


@require_GET
def cancelled(request: HttpRequest) -> HttpResponse:
    reason = f"You stopped at {settings.SSO_NAME}. Nothing has changed."
    return render(request, "sso/refused.html", {"reason": reason})


urlpatterns = [
    path("sso/", sign_in, name="sso"),
    path("sso/callback/", come_back, name="sso-callback"),
    # Named as django-allauth asks for it.
    path("sso/cancelled/", cancelled, name="socialaccount_login_cancelled"),
]

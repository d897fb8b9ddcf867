"""What the sign-in page offers."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def single_sign_on() -> str:
    """The name of the provider people may sign in with, or the empty text."""
    return str(settings.SSO_NAME) if settings.SSO_ISSUER else ""


@register.simple_tag(takes_context=True)
def sign_up_is_open(context: dict[str, Any]) -> bool:
    """Whether this person may make an account."""
    request = context["request"]
    return bool(get_adapter(request).is_open_for_signup(request))

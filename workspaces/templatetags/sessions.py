"""Words of the sessions page."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django import template

from workspaces import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    return devices.device_name(user_agent)


@register.filter
def newest_first(sessions: Iterable[UserSession]) -> list[UserSession]:
    """The one in use, then the others by when they were last seen."""
    by_time = sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)
    return sorted(by_time, key=lambda session: not session.is_current())

"""Where a person is signed in, and ending one of those sessions."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from workspaces.devices import device_name
from workspaces.session_store import STARTED

SEEN_EVERY_SECONDS = 5 * 60
"""How exact "last seen" is: a write for every page would cost more than it tells."""


class LastSeen:
    """Keeps when and from where each session was last used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        key = request.session.session_key
        # Whoever was not asked for has not been looked up: a page that needs nobody stays quick.
        # What a call over REST sets in its place may be nobody at all.
        user = getattr(request, "_cached_user", None)
        if key and user is not None and user.is_authenticated and _not_lately(key):
            UserSession.objects.create_from_request(request)
        return answer


def _not_lately(key: str) -> bool:
    """Whether this session was not seen in the last minutes; from now on it was."""
    mark = f"seen-{sha256(key.encode()).hexdigest()}"
    return bool(cache.add(mark, 1, SEEN_EVERY_SECONDS))


def _signed_in(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Signing in has just been written down by django-allauth."""
    request.session[STARTED] = time.time()
    if request.session.session_key:
        _not_lately(request.session.session_key)


def connect() -> None:
    """Called once, when the site starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="last seen")


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one of the person's other sessions."""
    session = UserSession.objects.filter(user=request.user, pk=pk).first()
    if session is None:
        raise Http404("There is no such session.")
    if session.is_current():
        messages.info(request, "That is the session you are using. Sign out to end it.")
    else:
        get_adapter().end_sessions([session])
        messages.success(request, f"{device_name(session.user_agent)} is signed out.")
    return redirect("usersessions_list")

"""What somebody typed is not lost because a sign-in ended, or changed, before it was sent.

A form sent after the session ended, or with a page older than the sign-in, is answered with a page
that still holds every word and can send it again. It is offered only to the person who sent it
from a page of ours: what another site sends is refused without being repeated.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.csrf import csrf_failure

MOST_LETTERS = 200_000
"""More than any form of ours holds but the upload of a file, which is chosen again."""
NEVER_REPEATED = ("csrfmiddlewaretoken", "password", "secret", "key", "code")


def signed_out(request: HttpRequest) -> HttpResponseBase | None:
    """The answer to a form whose sender is no longer signed in; None where signing in is enough."""
    if request.method != "POST" or not _came_from_us(request):
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)  # htmx swaps nothing then: the words stay in their fields
    fields = _fields(request)
    if not fields:
        return None
    sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _page(request)})}"
    context = {"fields": fields, "sign_in": sign_in, "is_out": True}
    return render(request, "kept_words.html", context, status=401)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without a good token, with the words where we may repeat them."""
    fields = _fields(request) if _came_from_us(request) else []
    if not fields or request.path.startswith("/accounts/"):
        return csrf_failure(request, reason)
    return render(request, "kept_words.html", {"fields": fields}, status=403)


def _came_from_us(request: HttpRequest) -> bool:
    """Whether a page of this site sent it, as the browser says: no script can pretend that."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _page(request: HttpRequest) -> str:
    """A page to go on from once signed in: the one the form stood on, or where it was sent."""
    return request.get_full_path()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field as it was sent, but for secrets; nothing where there is a file, or too much."""
    if request.FILES:
        return []
    data: Any = request.POST
    found = [
        (name, value)
        for name, values in data.lists()
        for value in values
        if not any(word in name.lower() for word in NEVER_REPEATED)
    ]
    dropped = any(word in name.lower() for name in data for word in NEVER_REPEATED[1:])
    if dropped or sum(len(name) + len(value) for name, value in found) > MOST_LETTERS:
        return []
    return found

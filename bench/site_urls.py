"""The project's addresses, and two views as small as Django allows behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler404
from config.urls import urlpatterns as project_urls
from workspaces.keys import hash_key

KNOWN: set[str] = set()
"""Hashes of the keys that were seen: the reference checks one as simply as it can be done."""


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse(b'{"ok":true}', content_type="application/json")


def bare_with_key(request: HttpRequest) -> HttpResponse:
    """A key hashed and looked up in a set."""
    token = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if not token:
        return HttpResponse(status=401)
    hashed = hash_key(token)
    if hashed not in KNOWN:
        KNOWN.add(hashed)
    return HttpResponse(b'{"ok":true}', content_type="application/json")


urlpatterns = [
    path("bench/bare", bare),
    path("bench/key", bare_with_key),
    *project_urls,
]
__all__ = ["handler404", "urlpatterns"]

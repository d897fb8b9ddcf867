"""The door every page of a workspace goes through."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from workspaces.access import EDIT, SHARE, VIEW, Access, access_workspace
from workspaces.addresses import address_of
from workspaces.models import User
from workspaces.web.kept_words import signed_out

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")
PAGE_METHODS = (*SAFE_METHODS, "POST")
"""All that a browser sends to a page; a page that only shows, or only changes, takes fewer."""


def workspace_page(
    *, permission: str = VIEW, change: str = EDIT
) -> Callable[[Page[P]], Callable[..., HttpResponseBase]]:
    """A view below ``/w/<slug>/``: signed in, a member, and allowed.

    ``permission`` is needed to look, ``change`` for any method that changes something. The view
    gets the ``Access`` in place of the slug; templates find it as ``access`` and ``workspace``.
    """

    def decorate(view: Page[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            assert isinstance(request.user, User)
            access = access_workspace(
                user=request.user, slug=slug, permission=SHARE, address=address_of(request)
            )
            # Before the refusal, so that its page has the frame with what they may see.
            request.access = access  # type: ignore[attr-defined]
            access.require(permission if request.method in SAFE_METHODS else change)
            return view(request, access, *args, **kwargs)

        with_words = login_required(page)

        @wraps(page)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                kept = signed_out(request)
                if kept is not None:
                    return kept
            return with_words(request, *args, **kwargs)

        return require_http_methods(PAGE_METHODS)(door)

    return decorate

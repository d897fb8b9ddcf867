"""The operators' admin: Django's, behind a door of its own.

Whoever is no operator finds nothing here, as at an address that does not exist. An operator needs
a second step, used in this session within the hour.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from workspaces.models import User

FRESH_SECONDS = 60 * 60
View = Callable[..., HttpResponseBase]


def is_operator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_staff


def used_second_step(request: HttpRequest) -> bool:
    """Whether the person signed in has given a second step in this session, of late."""
    since = time.time() - FRESH_SECONDS
    return any(
        each.get("method") == "mfa" and each.get("at", 0) > since
        for each in get_authentication_records(request, request.user)
    )


class OperatorsSite(AdminSite):
    site_header = "Cuppa: operators"
    site_title = "Cuppa operators"
    index_title = "People, workspaces and what runs"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        if not is_operator(request):
            return False
        assert isinstance(request.user, User)
        # Django asks for every model and link of a page; the answer is one query.
        known = getattr(request, "may_operate", None)
        if known is None:
            known = bool(is_mfa_enabled(request.user)) and used_second_step(request)
            request.may_operate = known  # type: ignore[attr-defined]
        return bool(known)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_operator(request):
                raise Http404
            if not self.has_permission(request):
                return self._ask_for_second_step(request)
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return door

    def _ask_for_second_step(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        if is_mfa_enabled(request.user):
            back = urlencode({"next": reverse("admin:index")})
            return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
        return render(request, "operators/second_step.html", status=403)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """People sign in where all do; this address tells nobody that there is an admin."""
        if not is_operator(request):
            raise Http404
        return redirect("admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")


operators = OperatorsSite()


def without_slash(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Keeps Django from sending everybody on to the address with a slash, which exists."""
    if not is_operator(request):
        raise Http404
    return HttpResponsePermanentRedirect(reverse("admin:index"))

"""The public address of a split link: no account, no page, a visitor sent on.

Whoever has the address may open it, like any link. It looks at no session. A cookie is set only
where the link allows it, for this link alone, so that no two customers' visitors can be joined.
"""

from urllib.parse import quote, unquote
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from experiments.delivery.events import CONTROL, MAX_VISITOR
from experiments.delivery.split_snapshot import VISITOR, VISITOR_GIVEN, SplitLinkSnapshot
from experiments.follow_split_link import Click, UnknownLinkError, find_link, follow
from workspaces.addresses import address_of, network_of
from workspaces.throttle import Throttle

BURST_SECONDS = 2
COOKIE_SECONDS = 180 * 24 * 60 * 60
BEFOREHAND = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
NOT_NOW = 503
"""A browser that fetches pages on suspicion takes this for “ask again when they click”."""

clicks = Throttle()
"""Clicks in this process, by link and network: those beyond go on, and count nothing."""


@require_safe
def split_link_go(request: HttpRequest, token: str) -> HttpResponse:
    """GET /go/{token}: 302 to the page of the visitor's arm."""
    if _is_beforehand(request):
        return _closed(HttpResponse(status=NOT_NOW))
    try:
        workspace_id, link = find_link(token)
    except UnknownLinkError:
        raise Http404("There is no such link.") from None
    visitor = _visitor(request, link)
    followed = follow(workspace_id=workspace_id, link=link, click=_click(request, token, visitor))
    answer = _closed(HttpResponseRedirect(followed.url))
    # What the browser tells the next page of where people came from is up to the page before us.
    answer["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if followed.remembers:
        answer.set_cookie(
            VISITOR,
            quote(visitor, safe=""),  # a header has no letters beyond Latin-1
            max_age=COOKIE_SECONDS,
            path=request.path,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _click(request: HttpRequest, token: str, visitor: str) -> Click:
    meta = request.META
    limit: int = settings.DELIVERY_LIMIT_PER_ADDRESS
    name = (token, network_of(address_of(request)))
    wait = clicks.take(name, rate=limit, burst=limit * BURST_SECONDS) if limit else 0
    return Click(
        asked_with=[(key, text) for key, texts in request.GET.lists() for text in texts],
        visitor=visitor,
        locale=meta.get("HTTP_ACCEPT_LANGUAGE", "")[:80].partition(",")[0].partition(";")[0],
        referrer=meta.get("HTTP_REFERER", ""),
        user_agent=meta.get("HTTP_USER_AGENT", ""),
        counts=request.method == "GET" and not wait,
        at=timezone.now(),
    )


def _visitor(request: HttpRequest, link: SplitLinkSnapshot) -> str:
    """Who it is: as the address says, as our cookie says where the link keeps one, else new."""
    kept = unquote(request.COOKIES.get(VISITOR, "")) if link.remembers else ""
    for given in (request.GET.get(VISITOR_GIVEN, ""), kept):
        if given and len(given) <= MAX_VISITOR and not CONTROL.search(given):
            return given
    return uuid4().hex


def _is_beforehand(request: HttpRequest) -> bool:
    """Fetched by a browser before anybody clicked."""
    return any("prefetch" in request.META.get(name, "").lower() for name in BEFOREHAND)


def _closed(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer

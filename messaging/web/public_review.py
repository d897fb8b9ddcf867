"""The pages on which a client reviews copy: no account, no session, no script, found by nobody.

``csrf_exempt`` is right here: every form brings a ticket that is signed for this review and for the
reader whom a cookie of this one link names (messaging/review_reader.py). Another page has neither.
Django's own token would not do, since these pages send no referrer. docs/adr/0035 says more.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from messaging.models import Review
from messaging.review_answering import (
    ClosedReviewError,
    TooManyNotesError,
    WithdrawnError,
    answer_item,
    find_review,
)
from messaging.review_reader import (
    COOKIE,
    PASS_LASTS,
    Reader,
    is_ticket,
    knows_password,
    new_pass,
    new_ticket,
    read_pass,
)
from messaging.review_reading import ShownItem, is_open, items_of, progress_in
from messaging.web.public_review_form import AnswerForm, EnterForm, typed_texts
from workspaces.addresses import address_of, network_of
from workspaces.limits import wait_for_call, whole_seconds

NOT_FOUND, GONE, NOT_TAKEN, TOO_MANY = 404, 410, 422, 429
PER_READER, PER_LINK = 60, 600
"""Forms a minute, from one network and under one link."""
GUESSES, GUESSES_PER_LINK = 10, 60
"""Passwords a minute, from one network and under one link."""
TOO_FAST = "That was quicker than we can keep up with. Wait a minute, then send it again."
STALE = "This page lay open for too long. Nothing you typed is lost: send it again."
NO_COOKIE = (
    "Your browser did not keep who you are. Allow cookies for this page, then say it once more."
)
POLICY = {"script-src": [NONE], "connect-src": [NONE], "form-action": [SELF]}


def review_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the review that the token in the address names."""

    def page(request: HttpRequest, token: str, **blanks: Any) -> HttpResponse:
        try:
            row = find_review(token)
            answer = view(request, row, **blanks) if is_open(row) else closed(row, request.POST)
        except Http404:
            answer = HttpResponse(render_to_string("review/missing.html"), status=NOT_FOUND)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    return csp_replace(POLICY)(page)  # type: ignore[arg-type, return-value]


def show(name: str, row: Review, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the review. Made without the request: it must not look who is signed in."""
    context |= {"review": row, "workspace": row.workspace, "brand": row.workspace.name}
    return HttpResponse(render_to_string(f"review/{name}.html", context), status=status)


def closed(row: Review, typed: Any) -> HttpResponse:
    """For a link that was closed or has ended; what was typed comes back to be copied."""
    return show("closed", row, GONE, typed=typed_texts(typed))


def reader_of(request: HttpRequest, row: Review) -> Reader | None:
    return read_pass(row, request.COOKIES.get(COOKIE, ""))


def _wait(request: HttpRequest, row: Review, what: str, each: int, all_: int) -> float:
    """Seconds until the next may come, from this network and under this link."""
    link = hashlib.sha256(row.token.encode()).hexdigest()[:16]
    network = network_of(address_of(request))
    # In this order: what one network sends too often does not count for all others.
    return wait_for_call(f"review {what}:{link}:{network}", each) or wait_for_call(
        f"review {what}:{link}", all_
    )


def _later(answer: HttpResponse, wait: float) -> HttpResponse:
    answer.headers["Retry-After"] = str(whole_seconds(wait))
    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@review_page
def review(request: HttpRequest, row: Review) -> HttpResponse:
    """Who reads; then all texts, with how far they are."""
    if request.method == "POST":
        return _enter(request, row)
    reader = reader_of(request, row)
    if reader is None:
        fault = NO_COOKIE if "in" in request.GET else ""
        return _ask_who(row, EnterForm(has_password=bool(row.password)), fault=fault)
    items = items_of(row)
    waiting = next((each for each in items if each.is_waiting), None)
    context: dict[str, Any] = {"items": items, "progress": progress_in(items), "next": waiting}
    return show("texts", row, reader=reader, **context)


def _ask_who(row: Review, form: EnterForm, status: int = 200, **more: Any) -> HttpResponse:
    return show("enter", row, status, form=form, ticket=new_ticket(row, None), **more)


def _enter(request: HttpRequest, row: Review) -> HttpResponse:
    form = EnterForm(has_password=bool(row.password), data=request.POST)
    wait = _wait(request, row, "form", PER_READER, PER_LINK)
    if wait:
        return _later(_ask_who(row, form, TOO_MANY, fault=TOO_FAST), wait)
    if not is_ticket(row, None, request.POST.get("ticket", "")):
        return _ask_who(row, form, NOT_TAKEN, fault=STALE)
    if form.name_fault:
        return _ask_who(row, form, NOT_TAKEN)
    if row.password:
        wait = _wait(request, row, "password", GUESSES, GUESSES_PER_LINK)
        if wait:
            return _later(_ask_who(row, form, TOO_MANY, fault=TOO_FAST), wait)
        if not knows_password(row, form.password):
            wrong = f"That is not the password. {row.workspace.name} can tell you which it is."
            return _ask_who(row, form, NOT_TAKEN, password_fault=wrong)
    address = reverse("review", args=[row.token])
    answer = HttpResponseRedirect(f"{address}?in=1")
    answer.set_cookie(
        COOKIE,
        new_pass(row, form.name),
        max_age=PASS_LASTS,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@review_page
def review_text(request: HttpRequest, row: Review, number: int) -> HttpResponse:
    """One text in its preview; yes, no, a comment, or other words line by line."""
    reader = reader_of(request, row)
    if reader is None:
        who = EnterForm(has_password=bool(row.password))
        typed = typed_texts(request.POST)
        return _ask_who(row, who, 403 if request.method == "POST" else 200, typed=typed)
    items = items_of(row)
    if not 1 <= number <= len(items):
        raise Http404("There is no such text.")
    shown = items[number - 1]
    if shown.is_withdrawn:
        return _withdrawn(request, row, items, number)
    if request.method == "POST":
        return _answer(request, row, reader, items, shown)
    form = AnswerForm(shown, reader.name)
    return _text(row, reader, items, form, kept="kept" in request.GET)


def _withdrawn(
    request: HttpRequest, row: Review, items: list[ShownItem], number: int
) -> HttpResponse:
    typed = typed_texts(request.POST)
    return show("withdrawn", row, GONE, number=number, next=_next(items, number), typed=typed)


def _text(
    row: Review,
    reader: Reader,
    items: list[ShownItem],
    form: AnswerForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = form.shown
    near = {each.number: each for each in items if not each.is_withdrawn}
    before = max((number for number in near if number < shown.number), default=None)
    after = min((number for number in near if number > shown.number), default=None)
    context = {
        "form": form,
        "shown": shown,
        "channel": shown.item.variant.message.placement.channel,
        "ticket": new_ticket(row, reader),
        "progress": progress_in(items),
        "before": before,
        "after": after,
        "has_tags": any("{{" in line.text for line in shown.lines),
    }
    return show("text", row, status, reader=reader, **context, **more)


def _next(items: list[ShownItem], number: int) -> ShownItem | None:
    """The next text that waits, after this one first."""
    waiting = [each for each in items if each.is_waiting and each.number != number]
    return next((each for each in waiting if each.number > number), next(iter(waiting), None))


def _answer(
    request: HttpRequest, row: Review, reader: Reader, items: list[ShownItem], shown: ShownItem
) -> HttpResponse:
    form = AnswerForm(shown, reader.name, data=request.POST)
    wait = _wait(request, row, "form", PER_READER, PER_LINK)
    if wait:
        return _later(_text(row, reader, items, form, TOO_MANY, fault=TOO_FAST), wait)
    if not is_ticket(row, reader, request.POST.get("ticket", "")):
        return _text(row, reader, items, form, NOT_TAKEN, fault=STALE)
    if form.faults:
        return _text(row, reader, items, form, NOT_TAKEN)
    try:
        answer_item(review=row, item=shown.item, name=reader.name, answer=form.answer())
    except ClosedReviewError:
        return closed(row, request.POST)
    except WithdrawnError:
        return _withdrawn(request, row, items, shown.number)
    except TooManyNotesError:
        fault = "That is more than can be kept in an hour. Send it again a little later."
        return _later(_text(row, reader, items, form, TOO_MANY, fault=fault), 600)
    following = _next(items, shown.number)
    if not form.verdict and shown.is_waiting:
        return HttpResponseRedirect(
            reverse("review-text", args=[row.token, shown.number]) + "?kept=1"
        )
    if following is None:
        return HttpResponseRedirect(reverse("review-done", args=[row.token]))
    return HttpResponseRedirect(reverse("review-text", args=[row.token, following.number]))


@require_safe
@review_page
def review_done(request: HttpRequest, row: Review) -> HttpResponse:
    """After the last one: what was said, and that it may still be changed."""
    reader = reader_of(request, row)
    if reader is None:
        return HttpResponseRedirect(reverse("review", args=[row.token]))
    items = items_of(row)
    return show("done", row, reader=reader, progress=progress_in(items), next=_next(items, 0))

"""Events that could not be taken: why, and what to do about them."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments.constants import REPLAY_AT_ONCE
from experiments.intake import ACCEPTED, DUPLICATE, replay
from experiments.models import QuarantinedEvent
from experiments.quarantine import codes_of, discard, waiting
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.models.tenancy import TenantQuerySet
from workspaces.web.views import workspace_page

EVENTS_A_PAGE = 50
LONGEST_SEARCH = 100
COLUMNS = ("received_at", "code", "detail", "body")


@require_safe
@workspace_page()
def quarantine(request: HttpRequest, access: Access) -> HttpResponse:
    """What waits, by code; with a search."""
    code, words = _asked(request.GET)
    rows = waiting(access, code=code, words=words)
    codes = codes_of(access)
    context = {
        "page": Paginator(rows, EVENTS_A_PAGE).get_page(request.GET.get("page")),
        "codes": codes,
        "total": sum(each["events"] for each in codes),
        "code": code,
        "words": words,
        "tab": "quarantine",
    }
    return render(request, "test/quarantine.html", context)


@require_safe
@workspace_page()
def quarantine_count(request: HttpRequest, access: Access) -> HttpResponse:
    """The fragment beside the tab's name: how many wait."""
    return render(request, "test/_quarantine_count.html", {"count": waiting(access).count()})


@require_POST
@workspace_page()
def quarantine_replay(request: HttpRequest, access: Access) -> HttpResponse:
    """Try the chosen events again, or all that the search shows: the oldest first."""
    rows = _chosen(request, access).order_by("received_at", "pk")
    chosen = list(rows[: REPLAY_AT_ONCE + 1])
    results = replay(access=access, events=chosen[:REPLAY_AT_ONCE])
    taken = sum(result.status in (ACCEPTED, DUPLICATE) for result in results)
    left = len(results) - taken
    if taken:
        messages.success(request, f"{taken} taken, and counted where they belong.")
    if left:
        messages.warning(request, f"{left} cannot be taken yet, for the reason that stands there.")
    if len(chosen) > REPLAY_AT_ONCE:
        messages.info(request, f"{REPLAY_AT_ONCE} were tried, the oldest. Go on with the rest.")
    if not results:
        messages.info(request, "Choose at least one event.")
    return redirect("test-quarantine", access.workspace.slug)


@require_POST
@workspace_page()
def quarantine_discard(request: HttpRequest, access: Access) -> HttpResponse:
    """Delete the chosen events, or all that the search shows, for good."""
    many = discard(access=access, events=_chosen(request, access))
    if many:
        messages.success(request, f"{many} deleted.")
    else:
        messages.info(request, "Choose at least one event.")
    return redirect("test-quarantine", access.workspace.slug)


@require_safe
@workspace_page()
def quarantine_download(request: HttpRequest, access: Access) -> StreamingHttpResponse:
    """What the search shows, as CSV."""
    code, words = _asked(request.GET)
    rows = waiting(access, code=code, words=words).values_list(*COLUMNS)
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected-events.csv"'
    return response


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for received_at, code, detail, body in rows.iterator(chunk_size=1_000):
        text = json.dumps(body, ensure_ascii=False)
        yield writer.writerow([received_at.isoformat(), code, *map(safe_cell, (detail, text))])


def _asked(given: Any) -> tuple[str, str]:
    return given.get("code", "")[:40], given.get("q", "").strip()[:LONGEST_SEARCH]


def _chosen(request: HttpRequest, access: Access) -> TenantQuerySet[QuarantinedEvent]:
    if "all" in request.POST:
        code, words = _asked(request.POST)
        return waiting(access, code=code, words=words)
    ids = [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 19]
    return waiting(access).filter(pk__in=ids)

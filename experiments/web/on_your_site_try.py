"""The test page: the real script on a page of ours, with a log of what it fetches and reports."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from experiments.models import Goal
from experiments.try_on_page import copy_to_try, take_tried
from experiments.web.on_your_site import live_places
from workspaces.access import VIEW, Access
from workspaces.web.views import workspace_page

LONGEST_VISITOR = 64
UNREADABLE = 400


@require_safe
@never_cache
@workspace_page()
def try_page(request: HttpRequest, access: Access) -> HttpResponse:
    """Every live placement, marked as on a customer's page, and every goal."""
    context = {
        "places": live_places(access),
        "goals": Goal.objects.for_workspace(access.workspace).order_by("name"),
        "tab": "site",
    }
    return render(request, "test/on_your_site_try.html", context)


@require_POST
@workspace_page(change=VIEW)
def try_copy(request: HttpRequest, access: Access) -> HttpResponse:
    """What the script asks for here, in place of POST /api/v1/copy."""
    data = _body(request)
    placements = data.get("placements")
    if not isinstance(placements, list) or not all(isinstance(each, str) for each in placements):
        return JsonResponse({"code": "parse_error"}, status=UNREADABLE)
    answer = copy_to_try(
        access=access,
        visitor=str(data.get("visitor") or "")[:LONGEST_VISITOR],
        locale=str(data.get("locale") or "")[:LONGEST_VISITOR],
        placements=placements,
    )
    return JsonResponse(answer)


@require_POST
@workspace_page(change=VIEW)
def try_events(request: HttpRequest, access: Access) -> HttpResponse:
    """What the script reports here, in place of POST /api/v1/events: kept as a preview."""
    events = _body(request).get("events")
    if not isinstance(events, list):
        return JsonResponse({"code": "parse_error"}, status=UNREADABLE)
    results = [
        {"id": each.id, "status": each.status, "code": each.code, "detail": each.detail}
        for each in take_tried(access=access, events=events)
    ]
    return JsonResponse({"results": results})


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}

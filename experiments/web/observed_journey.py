"""The journey as visitors really walk it, over the one that was planned."""

import csv
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from experiments.constants import GONE_AFTER_DAYS, JOURNEY_DAYS
from experiments.journey_flow import SEEN, UNPLANNED, UNSEEN, Flow, Way, draw_flow
from experiments.observed_journey import ask_for_observation
from experiments.observed_journey_read import Observed, WaySeen, read_observed
from personas.mapping.journey_graph import StageSpot
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

USUAL_DAYS = 30
COLUMNS = ("what", "from", "to", "visitors", "times", "median hours", "planned", "text", "left")
SECONDS_AN_HOUR = 3600
TIPS = (("s", 10), ("m", 17), ("l", 26))
"""Each size of an arrow's tip, in units of the drawing."""


@require_safe
@workspace_page()
def observed_journey(request: HttpRequest, access: Access) -> HttpResponse:
    """The drawing, its tables, and what was read where people left."""
    found = read_observed(access=access, days=_days(request))
    context = {
        "found": found,
        "flow": _flow(found) if found.plan else None,
        "ways": [(way, _add_url(access, found, way)) for way in found.ways],
        "leaving": [row for row in found.stages if row.exits],
        "copy": [
            (stage, list(rows)) for stage, rows in groupby(found.copy, key=lambda row: row.stage)
        ],
        "kinds": (SEEN, UNSEEN, UNPLANNED),
        "tips": TIPS,
        "all_days": JOURNEY_DAYS,
        "gone_after": GONE_AFTER_DAYS,
        "tab": "journey",
        "subtab": "observed",
    }
    return render(request, "learn/journey.html", context)


@require_POST
@workspace_page()
def observe(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask the worker to read the log again."""
    ask_for_observation(access=access)
    messages.success(request, "The journey is read from the log again. It takes about a minute.")
    return redirect("learn-journey", access.workspace.slug)


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access) -> HttpResponse:
    """Every number of the page as CSV."""
    found = read_observed(access=access, days=_days(request))
    name = f"observed-journey-{access.workspace.slug}-{found.days}-days.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    sheet.writerows(_rows(found))
    return answer


def _days(request: HttpRequest) -> int:
    given = request.GET.get("days", "")
    return next((days for days in JOURNEY_DAYS if str(days) == given), USUAL_DAYS)


def _flow(found: Observed) -> Flow:
    spots = [
        StageSpot(stage.pk, stage.name, stage.kind, (), stage.x, stage.y) for stage in found.plan
    ]
    ways = [
        Way(way.source.pk, way.target.pk, way.visitors, way.is_planned, _title(way))
        for way in found.ways
    ]
    return draw_flow(
        spots,
        ways,
        left={row.stage.pk: row.exits for row in found.stages},
        came_back={row.stage.pk: row.came_back for row in found.stages},
        visitors={row.stage.pk: row.visitors for row in found.stages},
    )


def _title(way: WaySeen) -> str:
    said = f"{way.source.name} to {way.target.name}: "
    if not way.visitors:
        return said + "planned, but nobody goes"
    return said + f"{way.visitors:,} visitors" + ("" if way.is_planned else ", not planned")


def _add_url(access: Access, found: Observed, way: WaySeen) -> str:
    """Where a way nobody planned is added to the plan, filled in as far as we know; empty for one
    that is planned."""
    if way.is_planned:
        return ""
    given: list[tuple[str, object]] = [("from", way.source.pk), ("to", way.target.pk)]
    given += [("signal", name) for name in found.signs.get(way.target.pk, ())]
    return f"{reverse('map-transition-add', args=[access.workspace.slug])}?{urlencode(given)}"


def _rows(found: Observed) -> Iterator[tuple[Any, ...]]:
    for way in found.ways:
        ends = (safe_cell(way.source.name), safe_cell(way.target.name))
        hours = "" if way.median_seconds is None else round(way.median_seconds / SECONDS_AN_HOUR, 2)
        planned = "yes" if way.is_planned else "no"
        yield ("way", *ends, way.visitors, way.moves, hours, planned, "", "")
    for row in found.stages:
        name = safe_cell(row.stage.name)
        counts = (("at", row.visitors), ("began", row.entries), ("left", row.exits))
        for what, visitors in (*counts, ("came back", row.came_back)):
            yield (what, name, "", visitors, "", "", "", "", "")
    for seen in found.copy:
        text = (safe_cell(seen.variant_key), seen.left)
        yield ("saw", safe_cell(seen.stage.name), "", seen.ended, "", "", "", *text)

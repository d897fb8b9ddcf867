"""The journey as a file: the drawing, a sheet of its moments, or everything as JSON."""

import csv
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.read_journey import Journey, read_journey
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

COLUMNS = ("number", "from", "to", "what sets it off", "question", "signals")


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access, form: str) -> HttpResponse:
    """``form`` is svg, csv or json."""
    journey = read_journey(access=access)
    if form == "svg":
        answer = render(
            request, "map/journey.svg", {"journey": journey}, content_type="image/svg+xml"
        )
    elif form == "csv":
        answer = _sheet(journey)
    elif form == "json":
        answer = HttpResponse(
            json.dumps(_plain(journey), ensure_ascii=False, indent=1),
            content_type="application/json",
        )
    else:
        raise Http404
    name = f"journey-{access.workspace.slug}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sheet(journey: Journey) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for number, row in enumerate(journey.transitions, start=1):
        texts = (row.from_stage.name, row.to_stage.name, row.event, row.question)
        sheet.writerow([number, *map(safe_cell, texts), safe_cell("; ".join(row.signals))])
    return answer


def _plain(journey: Journey) -> dict[str, list[dict[str, object]]]:
    """As the brand document has it, with what it has not; stages are named by their names."""
    return {
        "stages": [
            {
                "key": stage.key,
                "name": stage.name,
                "kind": stage.kind,
                "question": stage.question,
                "channels": stage.channels,
                "x": stage.x,
                "y": stage.y,
            }
            for stage in journey.stages
        ],
        "transitions": [
            {
                "from": row.from_stage.name,
                "to": row.to_stage.name,
                "event": row.event,
                "question": row.question,
                "signals": row.signals,
            }
            for row in journey.transitions
        ],
    }

"""The coverage matrix: a page, the list behind a cell, and a file."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.coverage import coverage
from messaging.models import Variant
from messaging.moment_coverage import moment_coverage
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

VARIANTS_A_PAGE = 30
COLUMNS = (
    "persona",
    "pain",
    "stage",
    "intensity",
    "quotes",
    "confidence",
    "opportunity",
    "live",
    "approved",
    "in_work",
    "gap",
)


@require_safe
@workspace_page()
def coverage_page(request: HttpRequest, access: Access) -> HttpResponse:
    persona = None
    if request.GET.get("persona"):
        persona = access_object(Persona.objects.all(), access, pk=request.GET["persona"])
    context = {
        "matrix": coverage(access=access, persona=persona),
        "moments": moment_coverage(access=access, persona=persona),
        "tab": "coverage",
        "persona": persona,
        "personas": Persona.objects.for_workspace(access.workspace).filter(archived_at=None),
    }
    return render(request, "map/coverage.html", context)


@require_safe
@workspace_page()
def coverage_file(request: HttpRequest, access: Access) -> HttpResponse:
    """Every cell as CSV, then every moment of decision."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coverage-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for cell in coverage(access=access).cells:
        sheet.writerow(
            [
                safe_cell(cell.pain.persona.name),
                safe_cell(cell.pain.title),
                safe_cell(cell.stage.name) if cell.stage else "any",
                cell.intensity,
                cell.opportunity.strength.quotes,
                cell.opportunity.strength.confidence,
                round(cell.opportunity.score, 2),
                cell.copy.live,
                cell.copy.approved,
                cell.copy.in_work,
                cell.gap,
            ]
        )
    for row in moment_coverage(access=access):
        told = row.strength
        where = f"{row.moment.from_stage.name} → {row.moment.to_stage.name}: {row.moment.event}"
        counts = [row.live, row.approved, row.in_work, ""]
        sheet.writerow(["", "", safe_cell(where), "", told.quotes, told.confidence, "", *counts])
    return answer


@require_safe
@workspace_page()
def variants(request: HttpRequest, access: Access) -> HttpResponse:
    """All variants, or those about one pain, at one stage, or in one state."""
    rows = Variant.objects.for_workspace(access.workspace).select_related(
        "message__placement", "message__persona", "message__stage", "message__transition", "pain"
    )
    chosen: dict[str, Any] = {"pain": None, "stage": None, "state": ""}
    if request.GET.get("pain"):
        chosen["pain"] = access_object(PainPoint.objects.all(), access, pk=request.GET["pain"])
        rows = rows.filter(pain=chosen["pain"])
    if request.GET.get("stage") == "any":
        rows = rows.filter(message__stage=None, message__transition=None)
    elif request.GET.get("stage"):
        stage = access_object(JourneyStage.objects.all(), access, pk=request.GET["stage"])
        chosen["stage"] = stage
        rows = rows.filter(Q(message__stage=stage) | Q(message__transition__to_stage=stage))
    if request.GET.get("state") in Variant.State.values:
        chosen["state"] = request.GET["state"]
        rows = rows.filter(state=chosen["state"])
    page = Paginator(rows, VARIANTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": Variant.State.choices, **chosen}
    return render(request, "write/variants.html", context)

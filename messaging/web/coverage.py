"""The coverage matrix: a page, the list behind a cell, and a file."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.coverage import coverage
from messaging.moment_coverage import moment_coverage
from personas.models import Persona
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

"""The map at a glance: who, what hurts, and where on the way."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.mapping.landscape import Point, draw_landscape
from personas.models import Persona
from personas.rank_pains import RankedPain, rank_pains
from personas.read_journey import read_journey
from personas.web.personas import with_counts, with_known
from personas.what_tests_said import lessons_by_pain
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

TOP = 5
COLUMNS = (
    "rank",
    "pain",
    "persona",
    "matters_of_10",
    "solved_of_10",
    "unsolved",
    "ratings",
    "unweighted_of_20",
    "quotes",
    "people",
    "kinds_of_source",
    "unprompted",
    "left_or_lost",
    "newest",
    "weight",
    "source_factor",
    "strength",
    "confidence",
    "opportunity_of_20",
    "tested_lift",
    "tested_low",
    "tested_high",
)


@require_safe
@workspace_page()
def overview(request: HttpRequest, access: Access) -> HttpResponse:
    ranked = rank_pains(access=access)
    context = {
        "cards": with_known(access, with_counts(access).filter(archived_at=None)),
        "top": ranked[:TOP],
        "pain_count": len(ranked),
        "journey": read_journey(access=access),
        "tab": "overview",
    }
    return render(request, "map/overview.html", context)


def points_of(ranked: list[RankedPain]) -> list[Point]:
    return [
        Point(
            key=row.pain.pk,
            number=row.rank,
            title=row.pain.title,
            importance=row.opportunity.importance,
            satisfaction=row.opportunity.satisfaction,
            strength=row.opportunity.strength.value,
            assumed=row.opportunity.strength.assumed,
            score=row.opportunity.score,
        )
        for row in ranked
    ]


def _wanted(request: HttpRequest, access: Access) -> Persona | None:
    asked = request.GET.get("persona")
    return access_object(Persona.objects.all(), access, pk=asked) if asked else None


@require_safe
@workspace_page()
def opportunities(request: HttpRequest, access: Access) -> HttpResponse:
    """Importance against satisfaction, drawn, with every term of each score in a table."""
    persona = _wanted(request, access)
    ranked = rank_pains(access=access, persona=persona)
    tested = lessons_by_pain(access.workspace)
    context = {
        "ranked": ranked,
        "rows": [(row, tested.get(row.pain.pk)) for row in ranked],
        "simulated": any(each.simulated for each in tested.values()),
        "landscape": draw_landscape(points_of(ranked)),
        "persona": persona,
        "personas": Persona.objects.for_workspace(access.workspace).filter(archived_at=None),
        "tab": "opportunities",
    }
    return render(request, "map/opportunities.html", context)


@require_safe
@workspace_page()
def opportunities_file(request: HttpRequest, access: Access) -> HttpResponse:
    """The same table as CSV."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"opportunities-{access.workspace.slug}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    tested = lessons_by_pain(access.workspace)
    for row in rank_pains(access=access, persona=_wanted(request, access)):
        said = tested.get(row.pain.pk)
        found, strength = row.opportunity, row.opportunity.strength
        sheet.writerow(
            [
                row.rank,
                safe_cell(row.pain.title),
                safe_cell(row.pain.persona.name),
                found.importance,
                found.satisfaction,
                found.unmet,
                "measured" if found.measured else "our guess",
                round(found.raw, 2),
                strength.quotes,
                strength.people,
                strength.sources,
                strength.unprompted,
                strength.ex_customers,
                strength.newest or "",
                round(strength.weight, 3),
                strength.source_factor,
                round(strength.value, 3),
                strength.confidence,
                round(found.score, 2),
                *((said.lift, said.low, said.high) if said else ("", "", "")),
            ]
        )
    return answer

"""The map at a glance: who, what hurts, and where on the way."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.mapping.landscape import Point, draw_landscape
from personas.models import Persona
from personas.rank_pains import RankedPain, rank_pains
from personas.read_journey import read_journey
from workspaces.access import Access
from workspaces.web.views import workspace_page

TOP = 5


@require_safe
@workspace_page()
def overview(request: HttpRequest, access: Access) -> HttpResponse:
    ranked = rank_pains(access=access)
    context = {
        "personas": (
            Persona.objects.for_workspace(access.workspace)
            .filter(archived_at=None)
            .annotate(
                pain_count=Count("pains", Q(pains__archived_at=None), distinct=True),
                quote_count=Count("evidence", distinct=True),
            )
        ),
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


@require_safe
@workspace_page()
def opportunities(request: HttpRequest, access: Access) -> HttpResponse:
    """Importance against satisfaction, drawn, with every term of each score in a table."""
    ranked = rank_pains(access=access)
    context = {
        "ranked": ranked,
        "landscape": draw_landscape(points_of(ranked)),
        "tab": "opportunities",
    }
    return render(request, "map/opportunities.html", context)

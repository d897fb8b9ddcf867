"""The pains of a workspace with their opportunity, best first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from personas.mapping.opportunity import Opportunity, QuoteFacts, opportunity, rank_order
from personas.mapping.ratings import Measured, mean_of_sums
from personas.models import EvidenceLink, PainPoint, PainRating, Persona
from workspaces.access import Access


@dataclass(frozen=True, slots=True)
class RankedPain:
    """``rank`` counts from 1."""

    rank: int
    pain: PainPoint
    opportunity: Opportunity


def rank_pains(*, access: Access, persona: Persona | None = None) -> list[RankedPain]:
    """All pains that are not put away (of one persona, if given). Three queries."""
    pains = (
        PainPoint.objects.for_workspace(access.workspace)
        .filter(archived_at=None, persona__archived_at=None)
        .select_related("persona")
    )
    if persona is not None:
        pains = pains.filter(persona=persona)
    found = list(pains)
    opportunities = opportunities_of(access=access, pains=found)
    found.sort(key=lambda pain: rank_order(opportunities[pain.pk], pain.frequency, pain.pk))
    return [
        RankedPain(rank, pain, opportunities[pain.pk]) for rank, pain in enumerate(found, start=1)
    ]


def opportunities_of(*, access: Access, pains: Iterable[PainPoint]) -> dict[int, Opportunity]:
    """Pain id -> opportunity, from the confirmed quotes and the ratings. Two queries."""
    today = timezone.localdate()
    pains = list(pains)
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(state=EvidenceLink.State.CONFIRMED, pain__in=[pain.pk for pain in pains])
        .values_list(
            "pain_id",
            "evidence__source",
            "evidence__customer_status",
            "evidence__asked",
            "evidence__said_on",
            "evidence__person_hash",
        )
    )
    quotes: dict[int, list[QuoteFacts]] = defaultdict(list)
    for pain_id, source, status, asked, said_on, person in links:
        quotes[pain_id].append(QuoteFacts(source, status, asked, said_on, person))
    rated = ratings_of(access=access, pains=pains)
    return {
        pain.pk: opportunity(
            pain.severity, pain.satisfaction, quotes[pain.pk], today, rated.get(pain.pk)
        )
        for pain in pains
    }


def ratings_of(*, access: Access, pains: Iterable[PainPoint]) -> dict[int, Measured]:
    """Pain id -> what customers said in surveys, for those that were rated. One query.

    A person counts once for each survey: the row of a rating is unique for an answer and a pain.
    """
    ids = [pain.pk for pain in pains]
    return measured_by_pain(PainRating.objects.for_workspace(access.workspace).filter(pain__in=ids))


def measured_by_pain(ratings: "QuerySet[PainRating]") -> dict[int, Measured]:
    """Pain id -> means, of these ratings."""
    rows = (
        ratings.order_by()
        .values("pain_id")
        .annotate(
            n=Count("pk"),
            matters=Sum("importance"),
            matters_squared=Sum(F("importance") * F("importance")),
            solved=Sum("satisfaction"),
            solved_squared=Sum(F("satisfaction") * F("satisfaction")),
        )
    )
    return {
        row["pain_id"]: Measured(
            mean_of_sums(row["n"], row["matters"], row["matters_squared"]),
            mean_of_sums(row["n"], row["solved"], row["solved_squared"]),
        )
        for row in rows
    }

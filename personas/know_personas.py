"""How well personas and pains are known: tallies of who was heard, in one query for many."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from personas.mapping.persona_meter import Heard, Known, how_known
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from workspaces.access import Access

TELLING = Q(junk="")
"""Quotes that say something; the others are kept, and count for nothing."""


def know_personas(*, access: Access, personas: Iterable[Persona]) -> dict[int, Known]:
    """Persona id -> how well they are known. One query."""
    wanted = [persona.pk for persona in personas]
    rows = Evidence.objects.for_workspace(access.workspace).filter(TELLING, persona__in=wanted)
    return _known(wanted, rows.order_by().values("persona_id").annotate(**_tallies("")))


def know_pains(*, access: Access, pains: Iterable[PainPoint]) -> dict[int, Known]:
    """Pain id -> how well it is known, from the confirmed quotes. One query."""
    wanted = [pain.pk for pain in pains]
    rows = EvidenceLink.objects.for_workspace(access.workspace).filter(
        state=EvidenceLink.State.CONFIRMED, pain__in=wanted
    )
    return _known(wanted, rows.order_by().values("pain_id").annotate(**_tallies("evidence__")))


def _tallies(to: str) -> dict[str, Any]:
    person, source = f"{to}person_hash", f"{to}source"
    unnamed, unasked = Q(**{person: ""}), Q(**{f"{to}asked": False})
    return {
        "quotes": Count("pk"),
        "named": Count(person, ~unnamed, distinct=True),
        "unnamed": Count("pk", unnamed),
        "unasked_named": Count(person, unasked & ~unnamed, distinct=True),
        "unasked_unnamed": Count("pk", unasked & unnamed),
        "unasked_sources": Count(source, unasked, distinct=True),
        "newest": Max(f"{to}said_on"),
    }


def _known(wanted: list[int], rows: Any) -> dict[int, Known]:
    today = timezone.localdate()
    found = dict.fromkeys(wanted, Heard())
    for row in rows:
        found[row.get("persona_id", row.get("pain_id"))] = Heard(
            quotes=row["quotes"],
            people=row["named"] + row["unnamed"],
            unprompted_people=row["unasked_named"] + row["unasked_unnamed"],
            unprompted_sources=row["unasked_sources"],
            newest=row["newest"],
        )
    return {pk: how_known(heard, today) for pk, heard in found.items()}

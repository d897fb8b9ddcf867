"""Many pains at once, each judged by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from personas.models import PainPoint, Persona
from personas.versions import keep_versions
from workspaces.access import EDIT, Access, from_file
from workspaces.changes import record

ADDED = "added"
DUPLICATE = "duplicate"
REJECTED = "rejected"
IDS_TOLD = 50


@dataclass(frozen=True, slots=True)
class PainResult:
    """What became of the row ``index``. ``faults``: field -> what is wrong."""

    index: int
    status: str
    pain: PainPoint | None = None
    faults: Mapping[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def add_pains(*, access: Access, rows: Sequence[Mapping[str, Any]]) -> list[PainResult]:
    """Add checked rows (fields of a pain, ``persona`` as an id); one audit record, few queries.

    A title that its persona has already is a duplicate, of a row before it too. A persona that is
    not there is a fault of its row alone.
    """
    access.require(EDIT)
    named = {row["persona"] for row in rows}
    personas = Persona.objects.for_workspace(access.workspace).in_bulk(named)
    mine = PainPoint.objects.for_workspace(access.workspace)
    there = {
        (pain.persona_id, pain.title): pain
        for pain in mine.filter(persona__in=personas, title__in={row["title"] for row in rows})
    }
    new: list[PainPoint] = []
    results: list[PainResult] = []
    for index, row in enumerate(rows):
        persona = personas.get(row["persona"])
        if persona is None:
            results.append(
                PainResult(index, REJECTED, faults={"persona": ["There is no such persona."]})
            )
            continue
        key = (persona.pk, row["title"])
        if key in there:
            results.append(PainResult(index, DUPLICATE, there[key]))
            continue
        pain = PainPoint(
            workspace=access.workspace,
            **{"language": access.workspace.language, **row, "persona": persona},
        )
        there[key] = pain
        new.append(pain)
        results.append(PainResult(index, ADDED, pain))
    PainPoint.objects.bulk_create(new)
    keep_versions(access=access, changes=[(None, pain) for pain in new])
    if new:
        ids = [pain.pk for pain in new[:IDS_TOLD]]
        record(
            access=from_file(access),
            action="pains added",
            target=access.workspace,
            after={"pains": len(new), "ids": ids},
        )
    return results

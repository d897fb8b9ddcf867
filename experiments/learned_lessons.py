"""What the reading of all tests says to those who write: to the brief, the drafts and the map."""

from collections.abc import Mapping
from typing import Any

from experiments.models import ResonanceReading
from personas.what_tests_said import Lessons, Tested
from workspaces.models import Workspace


def lessons(workspace: Workspace, persona: int | None, stage: int | None) -> Lessons:
    """From the narrowest cell there is for this persona at this stage. One query."""
    body = _body(workspace)
    pains = _narrowest(body, "pain", persona, stage)
    frameworks = _narrowest(body, "framework", persona, stage)
    return Lessons(
        pains={int(each["level"]): _tested(each, body) for each in pains},
        frameworks={each["level"]: _tested(each, body) for each in frameworks},
    )


def lessons_by_pain(workspace: Workspace) -> Mapping[int, Tested]:
    """Each pain from the widest cell that is about one persona, else from everybody. One query."""
    body = _body(workspace)
    cells = sorted(_cells(body, "pain"), key=lambda cell: cell["persona"] is None)
    found: dict[int, Tested] = {}
    for cell in cells:
        for each in cell["levels"]:
            found.setdefault(int(each["level"]), _tested(each, body))
    return found


def _body(workspace: Workspace) -> dict[str, Any]:
    row = ResonanceReading.objects.for_workspace(workspace).values_list("body", flat=True).first()
    return row or {}


def _cells(body: Mapping[str, Any], factor: str) -> list[dict[str, Any]]:
    return list(body.get("factors", {}).get(factor, ()))


def _narrowest(
    body: Mapping[str, Any], factor: str, persona: int | None, stage: int | None
) -> list[dict[str, Any]]:
    cells = {(cell["persona"], cell["stage"]): cell for cell in _cells(body, factor)}
    wanted = ((persona, stage), (persona, None), (None, None))
    return next((cells[key]["levels"] for key in wanted if key in cells), [])


def _tested(level: Mapping[str, Any], body: Mapping[str, Any]) -> Tested:
    low, lift, high = level["lift"]
    return Tested(
        lift=lift,
        low=low,
        high=high,
        chance_best=level["chance_best"],
        tests=level["tests"],
        simulated=bool(body.get("simulated")),
    )

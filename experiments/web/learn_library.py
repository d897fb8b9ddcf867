"""The library of finished tests: found, sorted, taken along as a file."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.library import SORTS, VERDICTS, Wanted, described, sorted_ids
from experiments.library_given import read_wanted
from experiments.web.learn import csv_response
from messaging.models import Placement
from messaging.writing.frameworks import frameworks
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

A_PAGE = 20
ROWS_AT_ONCE = 500
COLUMNS = (
    *("name", "key", "place", "speaks_to", "started", "ended", "state", "verdict", "sentence"),
    *("visitors", "text", "corrected_lift", "low", "high", "hypothesis", "learning_note"),
    *("changed", "archived", "simulated"),
)


@require_safe
@workspace_page()
def library(request: HttpRequest, access: Access) -> HttpResponse:
    """Every finished test, or those that were looked for."""
    wanted = read_wanted(request.GET)
    ids = sorted_ids(access=access, wanted=wanted)
    page = Paginator(ids, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "count": len(ids),
        "tests": described(access=access, ids=list(page.object_list)),
        "wanted": wanted,
        "is_filtered": wanted != Wanted(sort=wanted.sort),
        "tab": "library",
        **_choices(access),
    }
    return render(request, "learn/library.html", context)


@require_safe
@workspace_page()
def library_download(request: HttpRequest, access: Access) -> HttpResponse:
    """The tests that were looked for, as CSV."""
    ids = sorted_ids(access=access, wanted=read_wanted(request.GET))
    response = csv_response("finished-tests.csv")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        for test in described(access=access, ids=ids[start : start + ROWS_AT_ONCE]):
            writer.writerow(_cells(test))
    return response


def _cells(test: Any) -> list[Any]:
    experiment, lift = test.experiment, test.lift
    return [
        safe_cell(experiment.name),
        safe_cell(experiment.key),
        safe_cell(experiment.message.placement.name),
        safe_cell(experiment.message.aimed_at),
        experiment.started_at.date().isoformat() if experiment.started_at else "",
        test.ended.date().isoformat(),
        experiment.state,
        test.verdict,
        safe_cell(test.sentence),
        test.visitors,
        safe_cell(test.arm),
        lift.point if lift else "",
        lift.low if lift and lift.low is not None else "",
        lift.high if lift and lift.high is not None else "",
        safe_cell(experiment.hypothesis),
        safe_cell(experiment.learning_note),
        experiment.factor,
        "yes" if experiment.archived_at else "",
        "yes" if test.simulated else "",
    ]


def _choices(access: Access) -> dict[str, Any]:
    """What one can look for. Four queries."""
    workspace = access.workspace
    return {
        "pains": PainPoint.objects.for_workspace(workspace),
        "personas": Persona.objects.for_workspace(workspace),
        "stages": JourneyStage.objects.for_workspace(workspace),
        "placements": Placement.objects.for_workspace(workspace),
        "frameworks": [(each.key, each.name) for each in frameworks().values()],
        "verdicts": VERDICTS.items(),
        "sorts": SORTS.items(),
    }

"""What all finished tests say together."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.models import Experiment
from experiments.resonance import resonance_of
from experiments.results import headlines_of
from experiments.web.dot_chart import dot_chart
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

MOST_FINISHED = 50
FINISHED = (Experiment.State.DECIDED, Experiment.State.STOPPED, Experiment.State.ROLLED_BACK)


@require_safe
@workspace_page()
def learn(request: HttpRequest, access: Access) -> HttpResponse:
    """Which pain and which framework move people, then the library of finished tests."""
    table = resonance_of(workspace_id=access.workspace.pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    finished = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(state__in=FINISHED)
        .select_related(
            "message__placement", "message__persona", "message__stage", "message__transition"
        )
    )
    if words:
        finished = finished.filter(name__icontains=words)
    shown = list(finished[:MOST_FINISHED])
    headlines = headlines_of(
        workspace_id=access.workspace.pk, experiments=[row.pk for row in shown]
    )
    factors = [
        ("Pains", "Pain", table.pains),
        ("Ways of telling it", "Framework", table.frameworks),
    ]
    context = {
        "table": table,
        "factors": [
            {"title": title, "noun": noun, "rows": rows, "chart": dot_chart(rows)}
            for title, noun, rows in factors
        ],
        "finished": [(row, headlines.get(row.pk)) for row in shown],
        "q": words,
    }
    return render(request, "learn/learn.html", context)


@require_safe
@workspace_page()
def learn_download(request: HttpRequest, access: Access) -> HttpResponse:
    """The pooled table as CSV."""
    table = resonance_of(workspace_id=access.workspace.pk)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="resonance.csv"'},
    )
    writer = csv.writer(response)
    writer.writerow(["factor", "name", "tests", "won", "lift", "low", "high"])
    for factor, rows in (("pain", table.pains), ("framework", table.frameworks)):
        for row in rows:
            cells = (factor, safe_cell(row.name), row.tests, row.wins)
            writer.writerow([*cells, row.lift, row.low, row.high])
    return response

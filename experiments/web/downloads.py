"""What can be taken away from a test: tables, every event, and the picture of the answer."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments.models import Arm, Event, Experiment, ExperimentGoal
from experiments.result_tables import NAMES, tables_of
from experiments.result_workbook import request_workbook
from experiments.results import results_of
from experiments.web.arm_rows import chart_of, zone_of
from experiments.web.experiment_page import experiment_of
from workspaces.access import EDIT, Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

ROWS_AT_ONCE = 2_000
LINE_LENGTH, FIRST_LINE, LINE = 100, 68, 20
"""Of the sentence over a picture: characters, and units down."""
EVENT_COLUMNS = (
    *("event_id", "type", "class", "visitor", "at", "received_at", "phase", "arm", "goal"),
    *("value", "simulated"),
)


Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@require_safe
@workspace_page()
def test_download(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One table of the test as CSV; ``table`` says which, texts and goals if it does not."""
    experiment = experiment_of(access, pk)
    name = request.GET.get("table", "texts")
    if name not in NAMES:
        raise Http404("There is no such table.")
    table = next(table for table in tables_of(experiment) if table.name == name)
    response = _attachment(HttpResponse(), f"{experiment.key}-{name}.csv")
    writer = csv.writer(response)
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return response


@require_POST
@workspace_page()
def test_workbook(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Ask for the workbook; its job's page has the file."""
    job = request_workbook(access=access, experiment=experiment_of(access, pk))
    return redirect("job", access.workspace.slug, job.pk)


@require_safe
@workspace_page(permission=EDIT)
def test_events(request: HttpRequest, access: Access, pk: int) -> StreamingHttpResponse:
    """Every event of the test as it was told, line by line: who was shown what, and what those
    visitors did. Visitors are named as their site names them."""
    experiment = experiment_of(access, pk)
    lines = _event_lines(_events(experiment))
    return _attachment(StreamingHttpResponse(lines), f"{experiment.key}-events.csv")


@require_safe
@workspace_page()
def test_chart(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The lift of one text over time as a picture that stands for itself: an SVG file. ``arm`` is
    its position, 1 if nothing is said."""
    experiment = experiment_of(access, pk)
    results = results_of(experiment)
    asked = request.GET.get("arm", "1")
    position = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
    chart = chart_of(results, position, zone_of(experiment))
    if chart is None or position >= len(results.arms):
        raise Http404("There is no such picture.")
    context = {
        "experiment": experiment,
        "results": results,
        "chart": chart,
        "name": request.GET.get("name", "")[:120] or results.arms[position].key,
        "number": position % 6 + 1,
        "words": [
            (FIRST_LINE + LINE * number, line)
            for number, line in enumerate(list(_folded(results.sentence, LINE_LENGTH))[:3])
        ],
    }
    response = render(request, "test/interval_file.svg", context, content_type="image/svg+xml")
    if "save" in request.GET:
        name = f"{experiment.key}-{results.arms[position].key}.svg"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _attachment(response: Answer, name: str) -> Answer:
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _events(experiment: Experiment) -> Iterator[list[Any]]:
    """Exposures of the test, and conversions for its goals by visitors who took part."""
    links = ExperimentGoal.objects.filter(
        workspace_id=experiment.workspace_id, experiment=experiment
    )
    shown = Event.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
    rows = Event.objects.filter(workspace_id=experiment.workspace_id).filter(
        Q(experiment=experiment)
        | Q(
            goal__in=links.values("goal"),
            visitor__in=shown.order_by().values("visitor"),
        )
    )
    arms = dict(
        Arm.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment).values_list(
            "pk", "variant__key"
        )
    )
    phases = dict(experiment.phases.values_list("pk", "number"))
    goals = dict(links.values_list("goal_id", "goal__key"))
    last = 0
    columns = (
        *("pk", "event_id", "type", "event_class", "visitor", "at", "received_at"),
        *("phase_id", "arm_id", "goal_id", "value", "simulated"),
    )
    # By pages of ids, so that no cursor stays open however slowly somebody reads.
    while page := list(
        rows.filter(pk__gt=last).order_by("pk").values_list(*columns)[:ROWS_AT_ONCE]
    ):
        for _, *told, phase, arm, goal, value, simulated in page:
            yield [*told, phases.get(phase), arms.get(arm), goals.get(goal), value, simulated]
        last = page[-1][0]


def _event_lines(rows: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(EVENT_COLUMNS)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, (int, float)) else safe_cell(str(value))


def _folded(text: str, longest: int) -> Iterator[str]:
    """A sentence in lines that fit beside each other: SVG does not wrap."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > longest:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line

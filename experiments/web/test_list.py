"""The list of tests: which run, what they say, and how much longer they take."""

import csv
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.headlines import headlines_of
from experiments.models import Experiment, ExperimentGoal
from experiments.result_values import Headline
from experiments.web.forms import testable_messages
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

State = Experiment.State
TESTS_A_PAGE = 30
MOST_DOWNLOADED = 5_000
ALL, ARCHIVE = "", "archive"
FILTERS: dict[str, tuple[str, Q]] = {
    ALL: ("All", Q(archived_at=None)),
    "waiting": ("Planned", Q(archived_at=None, state__in=(State.DRAFT, State.PLANNED))),
    "running": ("Running", Q(archived_at=None, state__in=(State.RUNNING, State.PAUSED))),
    "stopped": ("To decide", Q(archived_at=None, state=State.STOPPED)),
    "decided": ("Decided", Q(archived_at=None, state__in=(State.DECIDED, State.ROLLED_BACK))),
    ARCHIVE: ("Archive", Q(archived_at__isnull=False)),
}
FIRST = Case(
    When(state__in=(State.RUNNING, State.PAUSED), then=Value(0)),
    When(state=State.STOPPED, then=Value(1)),
    When(state__in=(State.DRAFT, State.PLANNED), then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)
"""What needs somebody comes first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A test in the list; ``remaining`` says how much longer it takes, empty where none can."""

    experiment: Experiment
    headline: Headline | None
    goal: str
    remaining: str


@require_safe
@workspace_page()
def test_list(request: HttpRequest, access: Access) -> HttpResponse:
    """Tests of one state, those that need somebody first, with what each says."""
    show, words = _asked(request)
    found = _found(access, show, words)
    page = Paginator(found, TESTS_A_PAGE).get_page(request.GET.get("page"))
    counts = Experiment.objects.for_workspace(access.workspace).aggregate(
        **{
            f"n_{name or 'all'}": Count("pk", filter=wanted)
            for name, (_, wanted) in FILTERS.items()
        }
    )
    context = {
        "page": page,
        "rows": _rows(access, list(page.object_list)),
        "q": words,
        "show": show,
        "filters": [
            {"name": name, "label": label, "count": counts[f"n_{name or 'all'}"]}
            for name, (label, _) in FILTERS.items()
        ],
        "has_any": any(counts.values()),
        "can_plan": testable_messages(access.workspace).exists(),
        "tab": "tests",
    }
    return render(request, "test/list.html", context)


@require_safe
@workspace_page()
def test_list_download(request: HttpRequest, access: Access) -> HttpResponse:
    """The same tests as CSV, of all pages."""
    rows = _rows(access, list(_found(access, *_asked(request))[:MOST_DOWNLOADED]))
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="tests.csv"'},
    )
    writer = csv.writer(response)
    writer.writerow(
        [
            *("key", "name", "state", "message", "goal", "visitors", "simulated", "verdict"),
            *("sentence", "remaining", "started_at", "decided_at", "archived_at"),
        ]
    )
    for row in rows:
        test, told = row.experiment, row.headline
        moments = (test.started_at, test.decided_at, test.archived_at)
        writer.writerow(
            [
                *(safe_cell(test.key), safe_cell(test.name), test.state),
                *(safe_cell(str(test.message)), safe_cell(row.goal)),
                *((told.visitors, "yes" if told.simulated else "no") if told else (0, "no")),
                *((told.verdict, safe_cell(told.sentence)) if told else ("none", "")),
                row.remaining,
                *(moment.isoformat() if moment else "" for moment in moments),
            ]
        )
    return response


def _asked(request: HttpRequest) -> tuple[str, str]:
    show = request.GET.get("show", ALL)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    return (show if show in FILTERS else ALL), words


def _found(access: Access, show: str, words: str) -> "QuerySet[Experiment]":
    primary = ExperimentGoal.objects.filter(
        workspace_id=access.workspace.pk, experiment=OuterRef("pk"), role="primary"
    )
    rows: Any = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(FILTERS[show][1])
        .select_related(
            "message__placement", "message__persona", "message__stage", "message__transition"
        )
        .annotate(first=FIRST, goal_name=Subquery(primary.values("goal__name")[:1]))
        .order_by("first", "-created_at", "-id")
    )
    if words:
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(key__icontains=words)
            | Q(hypothesis__icontains=words)
            | Q(learning_note__icontains=words)
            | Q(message__placement__name__icontains=words)
        )
    found: QuerySet[Experiment] = rows
    return found


def _rows(access: Access, tests: list[Any]) -> list[Row]:
    headlines = headlines_of(
        workspace_id=access.workspace.pk, experiments=[test.pk for test in tests]
    )
    return [
        Row(test, headlines.get(test.pk), test.goal_name or "", _remaining(test, headlines))
        for test in tests
    ]


def _remaining(test: Experiment, headlines: dict[int, Headline]) -> str:
    """How much longer a running test takes, as far as anybody can tell."""
    told = headlines.get(test.pk)
    if test.state != State.RUNNING or told is None or told.verdict != "keep_going":
        return ""
    if told.days_needed is None:
        return ""
    if told.days_needed > 365:
        return "More than a year at this pace"
    days = max(round(told.days_needed), 1)
    if test.plan:
        return "About a day left" if days == 1 else f"About {days} days left"
    return "Needs about one more day" if days == 1 else f"Needs about {days} more days"

"""All texts of a workspace: found, sorted, taken along as a file, and handled several at once."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.assigning import workers
from messaging.channels_here import channels_of
from messaging.explanation import explain_variants
from messaging.find_variants import ELSEWHERE, LIVE, NOBODY, SORTS, Wanted, find_variants
from messaging.models import Placement, Variant
from messaging.web.bulk import undoable
from messaging.writing.compose_brief import day_here
from messaging.writing.frameworks import frameworks
from personas.models import JourneyStage, PainPoint, Persona
from workspaces.access import EDIT, Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

A_PAGE = 30
COLUMNS = (
    *("key", "place", "channel", "speaks to", "language", "pain", "state", "live", "writer"),
    *("framework", "lens", "text", "with", "until", "made on"),
)
ROWS_AT_ONCE = 500


@require_safe
@workspace_page()
def all_variants(request: HttpRequest, access: Access) -> HttpResponse:
    """Every wording, or those that were looked for."""
    wanted = _wanted(request, access)
    rows = _with_places(find_variants(access=access, wanted=wanted, today=day_here(access)))
    page = Paginator(rows.select_related("pain", "assignee"), A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    channels = channels_of(access)
    explained = explain_variants(
        access=access,
        variants=[(row, channels[row.message.placement.channel]) for row in shown],
    )
    people = list(workers(access=access))
    context: dict[str, Any] = {
        "page": page,
        "rows": list(zip(shown, explained, strict=True)),
        "wanted": wanted,
        "today": day_here(access),
        "tab": "variants",
        "is_filtered": wanted != Wanted(sort=wanted.sort),
        "people": people,
        "workers": people if access.may(EDIT) else (),
        "undo": undoable(request, access),
        **_choices(access),
    }
    return render(request, "write/variants.html", context)


@require_safe
@workspace_page()
def variants_file(request: HttpRequest, access: Access) -> HttpResponse:
    """The same texts as CSV, all pages of them."""
    rows = _with_places(
        find_variants(access=access, wanted=_wanted(request, access), today=day_here(access))
    ).select_related("pain", "assignee")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="texts-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    names = {key: each.name for key, each in frameworks().items()}
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        sheet.writerow([safe_cell(str(value)) for value in _cells(row, names)])
    return answer


def _with_places(rows: Any) -> Any:
    return rows.select_related(
        "message__placement", "message__persona", "message__stage", "message__transition"
    )


def _live(row: Variant) -> str:
    """Whether customers read it: here, or where it is in use elsewhere."""
    if row.message.live_variant_id == row.pk:
        return "yes"
    return "elsewhere" if getattr(row, "elsewhere", False) else ""


def _cells(row: Variant, frameworks_by_key: dict[str, str]) -> list[Any]:
    message = row.message
    return [
        row.key,
        message.placement.name,
        message.placement.channel,
        message.aimed_at,
        row.language,
        row.pain.title if row.pain else "",
        row.get_state_display(),
        _live(row),
        row.get_writer_display(),
        frameworks_by_key.get(row.framework, row.framework),
        "" if row.score is None else round(row.score, 1),
        "\n".join(text for _, text in row.sentences()),
        (row.assignee.name or row.assignee.email) if row.assignee else "",
        row.due_on or "",
        row.created_at.date(),
    ]


def _choices(access: Access) -> dict[str, Any]:
    """What one can look for. Four queries."""
    workspace = access.workspace
    placements = list(Placement.objects.for_workspace(workspace).filter(archived_at=None))
    channels = channels_of(access)
    used = sorted({each.channel for each in placements})
    languages = Variant.objects.for_workspace(workspace).order_by().values_list("language")
    return {
        "placements": placements,
        "channels": [(key, channels[key].name) for key in used if key in channels],
        "personas": Persona.objects.for_workspace(workspace).filter(archived_at=None),
        "pains": PainPoint.objects.for_workspace(workspace).filter(archived_at=None),
        "stages": JourneyStage.objects.for_workspace(workspace),
        "languages": sorted({code for (code,) in languages.distinct()}),
        "states": [(LIVE, "Live"), (ELSEWHERE, "In use elsewhere"), *Variant.State.choices],
        "writers": Variant.Writer.choices,
        "sorts": [(key, name) for key, (name, _) in SORTS.items()],
    }


def _wanted(request: HttpRequest, access: Access) -> Wanted:
    """What the address asks for; 404 for a row that is not here, nonsense does not matter."""
    given = request.GET
    rows: dict[str, Any] = {
        name: access_object(model.objects.all(), access, pk=given[name])
        for name, model in (
            ("placement", Placement),
            ("persona", Persona),
            ("pain", PainPoint),
            ("stage", JourneyStage),
        )
        if given.get(name) and given[name] != "any"
    }
    state, assignee = given.get("state", ""), given.get("assignee", "")
    return Wanted(
        words=given.get("q", "").replace("\x00", "").strip()[:100],
        state=state if state in (*Variant.State.values, LIVE, ELSEWHERE) else "",
        open_stage=given.get("stage") == "any",
        channel=given.get("channel", "").replace("\x00", "")[:40],
        language=given.get("language", "").replace("\x00", "")[:12],
        writer=given.get("writer", "") if given.get("writer") in Variant.Writer.values else "",
        assignee=assignee if assignee == NOBODY or row_id(assignee) else "",
        overdue=bool(given.get("overdue")),
        sort=given.get("sort", "") if given.get("sort") in SORTS else "newest",
        **rows,
    )

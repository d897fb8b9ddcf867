"""The plan of a campaign: seen, decided about, downloaded, written for."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging.campaigns_ask import OPEN, jobs_of_campaign, request_drafts
from messaging.campaigns_cells import Key, read_key
from messaging.campaigns_plan import Decision, decide_cells, plan_of
from messaging.campaigns_put import put_into_plan
from messaging.campaigns_undo import take_back_drafts, untouched
from messaging.conflicts import RefusedError
from messaging.models import Campaign
from messaging.web.campaigns_forms import DraftsForm, PainForm, PutForm
from messaging.writing.select import FIELDS
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

THIN_SHOWN = 20
COLUMNS = (
    "persona",
    "stage",
    "channel",
    "pain",
    "in_plan",
    "state",
    "drafts",
    "waiting",
    "approved",
    "live",
    "quotes",
    "confidence",
    "worth",
    "gap",
)


def _row(access: Access, pk: int) -> Campaign:
    return access_object(Campaign.objects.select_related("offer"), access, pk=pk)


@require_safe
@workspace_page()
def plan(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    return show_plan(request, access, _row(access, pk))


def show_plan(
    request: HttpRequest,
    access: Access,
    row: Campaign,
    *,
    form: DraftsForm | None = None,
    refusal: str = "",
    ticked: set[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = plan_of(access=access, campaign=row)
    in_journey = request.GET.get("order") == "journey"
    job = jobs_of_campaign(access, row).first()
    cells = {cell.name: cell for cell in found.cells}
    thin = list(job.result.get("thin", {}).items()) if job else []
    context = {
        "campaign": row,
        "plan": found,
        "rows": found.rows if in_journey else found.gaps_first,
        "in_journey": in_journey,
        "form": form or DraftsForm(),
        "refusal": refusal,
        "ticked": ticked or set(),
        "job": job,
        "is_writing": bool(job and job.state in OPEN),
        "can_take_back": untouched(access, job).count() if job and job.is_finished else 0,
        "thin": [(cells[name], _unlocks(what)) for name, what in thin if name in cells][
            :THIN_SHOWN
        ],
        "more_thin": max(0, len(thin) - THIN_SHOWN),
    }
    return render(request, "write/campaign_plan.html", context, status=status)


def _unlocks(fields: list[str]) -> list[tuple[str, str]]:
    """Fields of the brief with what each would make possible."""
    known = dict(FIELDS.values())
    return [(name, known.get(name, "")) for name in fields]


@require_POST
@workspace_page()
def decide(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Leave ticked cells out, put them back, or say which problem they speak to."""
    row = _row(access, pk)
    keys, names = _ticked(request)
    form = PainForm(request.POST, access=access)
    if not keys:
        return show_plan(request, access, row, refusal="Tick at least one cell.", status=422)
    if not form.is_valid():
        wrong = "There is no such problem here."
        return show_plan(request, access, row, refusal=wrong, ticked=names, status=422)
    do = request.POST.get("do")
    if do == "pain":
        decision = Decision(pain=form.cleaned_data["pain"], keep_pain=False)
    else:
        decision = Decision(is_out=do == "out")
    try:
        number = decide_cells(access=access, campaign=row, keys=keys, decision=decision)
    except RefusedError as error:
        return show_plan(request, access, row, refusal=error.message, ticked=names, status=409)
    messages.success(request, _said(number, do or ""))
    return _to_plan(request, access, row)


def _said(number: int, do: str) -> str:
    if not number:
        return "That was so already."
    cells = "One cell" if number == 1 else f"{number} cells"
    verb = "is" if number == 1 else "are"
    speaks = "speaks" if number == 1 else "speak"
    done = {"out": f"{verb} left out of the plan", "pain": f"{speaks} to that problem now"}
    return f"{cells} {done.get(do, f'{verb} in the plan again')}."


@require_POST
@workspace_page()
def generate(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Have drafts written for the empty cells, or for those that are ticked."""
    row = _row(access, pk)
    keys, names = _ticked(request)
    form = DraftsForm(request.POST)
    if not form.is_valid():
        return show_plan(request, access, row, form=form, ticked=names, status=422)
    wants_ticked = form.cleaned_data["which"] == "ticked"
    if wants_ticked and not keys:
        form.add_error("which", "Tick the cells first.")
        return show_plan(request, access, row, form=form, status=422)
    try:
        request_drafts(
            access=access,
            campaign=row,
            count=form.cleaned_data["count"],
            keys=keys if wants_ticked else None,
        )
    except RefusedError as error:
        return show_plan(
            request, access, row, form=form, refusal=error.message, ticked=names, status=409
        )
    messages.success(request, "Drafts are being written. You can leave this page.")
    return _to_plan(request, access, row)


@require_POST
@workspace_page()
def take_back(request: HttpRequest, access: Access, pk: int, job: int) -> HttpResponse:
    """Remove the drafts of one job that nobody has touched since."""
    row = _row(access, pk)
    work = access_object(jobs_of_campaign(access, row), access, pk=job)
    try:
        taken = take_back_drafts(access=access, campaign=row, job=work)
    except RefusedError as error:
        return show_plan(request, access, row, refusal=error.message, status=409)
    kept = f" {taken.kept} stay, since somebody worked on them." if taken.kept else ""
    messages.success(request, f"{taken.removed} drafts are taken back.{kept}")
    return _to_plan(request, access, row)


@require_safe
@workspace_page()
def plan_file(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Every cell as CSV, the dearest gaps first; no cell is a formula."""
    row = _row(access, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-{row.pk}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for cells in plan_of(access=access, campaign=row).gaps_first:
        for cell in cells.cells:
            told = cell.opportunity.strength if cell.opportunity else None
            sheet.writerow(
                [
                    safe_cell(cell.persona.name),
                    safe_cell(cell.stage.name),
                    safe_cell(cell.channel.name),
                    safe_cell(cell.pain.title) if cell.pain else "",
                    "no" if cell.is_out else "yes",
                    cell.state,
                    cell.texts.drafts,
                    cell.texts.waiting,
                    cell.texts.approved,
                    cell.texts.live,
                    told.quotes if told else "",
                    told.confidence if told else "",
                    round(cell.worth, 2),
                    round(cell.gap, 2),
                ]
            )
    return answer


@workspace_page(permission=EDIT)
def put(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put a gap of the coverage map into a campaign: which one, and then its plan. ``pk`` is the
    pain's; ``stage`` in the query says at which moment."""
    pain = access_object(PainPoint.objects.select_related("persona"), access, pk=pk)
    stage = None
    if request.GET.get("stage"):
        stage = access_object(JourneyStage.objects.all(), access, pk=request.GET["stage"])
    form = PutForm(request.POST if request.method == "POST" else None, access=access)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            row = form.cleaned_data["campaign"]
            try:
                put_into_plan(access=access, campaign=row, pain=pain, stage=stage)
            except RefusedError as error:
                form.add_error("campaign", error.message)
                status = 409
            else:
                messages.success(request, f"{row} speaks to “{pain.title}” now.")
                return redirect("write-campaign-plan", access.workspace.slug, row.pk)
    context: dict[str, Any] = {"form": form, "pain": pain, "stage": stage}
    context["has_any"] = form.fields["campaign"].queryset.exists()  # type: ignore[attr-defined]
    return render(request, "write/campaign_put.html", context, status=status)


def _ticked(request: HttpRequest) -> tuple[list[Key], set[str]]:
    names = request.POST.getlist("cell")
    keys = [key for name in names if (key := read_key(name)) is not None]
    return keys, set(names)


def _to_plan(request: HttpRequest, access: Access, row: Campaign) -> HttpResponse:
    answer = redirect("write-campaign-plan", access.workspace.slug, row.pk)
    if request.POST.get("order") == "journey":
        answer["Location"] += "?order=journey"
    return answer

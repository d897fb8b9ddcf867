"""Results that come home from where a text was shown: bring a report, look at it, count it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments.models import ResultReport, ResultRow
from experiments.refusals import ExperimentRefusedError
from experiments.results_home import (
    apply_report,
    assign_rows,
    discard_report,
    same_rows,
    undo_report,
)
from experiments.results_home_list import results_elsewhere
from experiments.results_home_sheet import columns_of
from experiments.results_home_take import change_columns, take_report
from experiments.web.results_home_forms import AssignForm, ColumnsForm, CountForm, ReportForm
from messaging.models import Variant
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access, access_object
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

REPORTS_A_PAGE = 20
ROWS_A_PAGE = 50
KEYS_OFFERED = 200
NOBODY = "Tick the rows first."
UNKNOWN = "There is no text with this key."


def report_of(access: Access, pk: int) -> ResultReport:
    """The report of this workspace."""
    rows = ResultReport.objects.select_related("created_by", "workspace")
    return access_object(rows, access, pk=pk)


@workspace_page()
def results_home(request: HttpRequest, access: Access) -> HttpResponse:
    """Bring a report, find those brought before, and what texts did elsewhere."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(*given, workspace=access.workspace)
    if request.method == "POST" and form.is_valid():
        try:
            report = take_report(
                access=access,
                file=form.cleaned_data["file"],
                taken_on=form.cleaned_data["taken_on"],
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        except ExperimentRefusedError as error:
            form.add_error("file", error.message)
        else:
            return redirect("share-results-one", access.workspace.slug, report.pk)
    reports = ResultReport.objects.for_workspace(access.workspace).select_related("created_by")
    reports = reports.order_by("-created_at", "-pk")
    texts, elsewhere = results_elsewhere(access=access, number=request.GET.get("texts"))
    context = {
        "form": form,
        "page": Paginator(reports, REPORTS_A_PAGE).get_page(request.GET.get("page")),
        "elsewhere": elsewhere,
        "texts": texts,
        "tab": "results",
    }
    return render(request, "share/results.html", context, status=409 if form.errors else 200)


@require_safe
@workspace_page()
def results_one(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What a report says, row by row, and what would become of it or did."""
    return _page(request, access, report_of(access, pk))


@require_POST
@workspace_page()
def results_columns(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say which column holds what, and read the file anew."""
    report = report_of(access, pk)
    form = ColumnsForm(request.POST, report=report)
    if not form.is_valid():
        return _page(request, access, report, columns_form=form)
    try:
        change_columns(
            access=access,
            report=report,
            columns=form.columns(),
            platform=form.cleaned_data["platform"],
            taken_on=form.cleaned_data["taken_on"],
        )
    except ExperimentRefusedError as error:
        form.add_error(None, error.message)
        return _page(request, access, report, columns_form=form)
    except UnreadableFileError as error:
        form.add_error(None, str(error))
        return _page(request, access, report, columns_form=form)
    return redirect("share-results-one", access.workspace.slug, pk)


@require_POST
@workspace_page()
def results_assign(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Give the ticked rows a text, or leave them out."""
    report = report_of(access, pk)
    form = AssignForm(request.POST)
    rows = row_ids(request.POST.getlist("rows"))
    variant, left_out = None, request.POST.get("do") == "out"
    if not rows:
        form.add_error(None, NOBODY)
    elif form.is_valid() and not left_out:
        key = form.cleaned_data["key"].strip().casefold()
        texts = Variant.objects.for_workspace(access.workspace)
        variant = texts.filter(key=key).first() if key else None
        if variant is None:
            form.add_error("key", UNKNOWN)
    if form.is_valid():
        try:
            assign_rows(access=access, report=report, rows=rows, variant=variant, left_out=left_out)
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            return redirect("share-results-one", access.workspace.slug, pk)
    return _page(request, access, report, assign_form=form, ticked=set(rows))


@require_POST
@workspace_page()
def results_apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    report = report_of(access, pk)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _page(request, access, report, count_form=form)
    try:
        apply_report(access=access, report=report, **form.cleaned_data)
    except (ExperimentRefusedError, ValueError) as error:
        form.add_error(None, str(error))
        return _page(request, access, report, count_form=form)
    messages.success(request, "It is counted. Readings of tests follow in seconds.")
    return redirect("share-results-one", access.workspace.slug, pk)


@require_POST
@workspace_page()
def results_undo(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        undo_report(access=access, report=report_of(access, pk))
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Its numbers count no longer.")
    return redirect("share-results-one", access.workspace.slug, pk)


@require_POST
@workspace_page()
def results_discard(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        discard_report(access=access, report=report_of(access, pk))
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
        return redirect("share-results-one", access.workspace.slug, pk)
    return redirect("share-results", access.workspace.slug)


def _page(request: HttpRequest, access: Access, report: ResultReport, **more: Any) -> HttpResponse:
    """The page of a report; ``more`` are forms that were refused."""
    rows = (
        ResultRow.objects.for_workspace(access.workspace)
        .filter(report=report)
        .select_related("variant", "arm__experiment")
        .order_by("left_out", F("variant").asc(nulls_first=True), "number", "pk")
    )
    is_open = report.state == ResultReport.State.OPEN
    may = is_open and access.may(EDIT)
    forms: dict[str, Any] = {}
    if may:
        forms = {
            "columns_form": ColumnsForm(report=report),
            "count_form": CountForm(),
            "assign_form": AssignForm(),
            "known_keys": _keys(access),
        }
    context = {
        "report": report,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "missing": columns_of(report).missing(),
        "again": same_rows(report) if is_open else None,
        "may": may,
        "unit": columns_of(report).unit,
        "part": "report",
        "tab": "results",
    }
    return render(
        request, "share/results_one.html", context | forms | more, status=409 if more else 200
    )


def _keys(access: Access) -> list[str]:
    """Keys to choose from: of the newest texts in tests and of others."""
    texts = Variant.objects.for_workspace(access.workspace).exclude(state=Variant.State.DRAFT)
    return sorted(texts.order_by("-pk").values_list("key", flat=True)[:KEYS_OFFERED])

"""A sheet of copy through the lens: upload it, see what its columns talk about, take it home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from messaging.copy_tables import NoSuchColumnError
from messaging.muting import RULE_NAMES
from messaging.sheet_reading import KIND, ask_for_reading
from messaging.web.lens_forms import SheetForm
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access, access_object
from workspaces.jobs import jobs_of
from workspaces.web.views import workspace_page

LATEST = 8


@workspace_page(permission=EDIT)
def lens_sheet(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask for a reading, and find the latest."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*given, access=access)
    if request.method == "POST" and form.is_valid():
        try:
            job = ask_for_reading(
                access=access,
                file=form.cleaned_data["file"],
                columns=form.cleaned_data["columns"],
                pain=form.cleaned_data["pain"],
            )
        except NoSuchColumnError as error:
            form.add_error("columns", str(error))
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("write-lens-sheet-read", access.workspace.slug, job.pk)
    jobs = jobs_of(access).filter(kind=KIND)[:LATEST]
    context = {"form": form, "jobs": jobs, "tab": "lens", "kind": "sheet"}
    return render(request, "write/lens_sheet.html", context)


@require_safe
@workspace_page(permission=EDIT)
def lens_sheet_read(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """How far the reading is, and what came of it."""
    job = access_object(jobs_of(access).filter(kind=KIND), access, pk=pk)
    context = {
        "job": job,
        "title": job.arguments.get("title", "A sheet"),
        "summaries": _named(job.result.get("summaries", [])) if job.state == "done" else [],
        "tab": "lens",
        "kind": "sheet",
    }
    return render(request, "write/lens_sheet_read.html", context)


def _named(summaries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Summaries with the names of their rules as people read them."""
    for summary in summaries:
        for each in summary["findings"]:
            each["name"] = RULE_NAMES.get(each["rule"], each["rule"])
    return summaries

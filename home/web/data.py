"""Settings, Data: take everything along, erase a person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from home.data_rights.constants import KEEP_DAYS, SHOWN_ROWS
from home.data_rights.erase_person import (
    NotWaitingError,
    erasures_of,
    request_erasure,
    request_search,
)
from home.data_rights.export_workspace import (
    AlreadyUnderWayError,
    exports_of,
    kept_until,
    request_workspace_export,
)
from home.data_rights.find_person import ERASE, FIND
from home.data_rights.places import places
from home.web.data_forms import EraseForm
from personas.models import Evidence
from workspaces.access import MANAGE, Access, access_object
from workspaces.models import Job
from workspaces.web.views import workspace_page

SHOWN = 10


@require_safe
@workspace_page(permission=MANAGE, change=MANAGE)
def data_page(request: HttpRequest, access: Access) -> HttpResponse:
    """What a workspace holds is its owner's: to take along, and to erase."""
    context = {
        "exports": [(job, kept_until(job)) for job in exports_of(access)[:SHOWN]],
        "erasures": erasures_of(access)[:SHOWN],
        "keep_days": KEEP_DAYS,
        "tab": "data",
    }
    return render(request, "settings/data.html", context)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def export(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        request_workspace_export(access=access)
    except AlreadyUnderWayError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The file is being made. You can leave this page.")
    return redirect("settings-data", access.workspace.slug)


@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def erase(request: HttpRequest, access: Access) -> HttpResponse:
    """Say who it is; nothing is erased before you have seen what would be."""
    form = EraseForm(request.POST or None, workspace=access.workspace)
    if request.method == "POST" and form.is_valid():
        job = request_search(access=access, terms=form.cleaned_data["terms"])
        return redirect("settings-erase-job", access.workspace.slug, job.pk)
    return render(request, "settings/erase.html", {"form": form, "tab": "data"})


@require_safe
@never_cache
@workspace_page(permission=MANAGE, change=MANAGE)
def erase_job(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What a search found, or what an erasure did."""
    job = _job(access, pk)
    context: dict[str, Any] = {"job": job, "tab": "data"}
    if job.kind == FIND and job.state == Job.State.DONE:
        rows = Evidence.objects.for_workspace(access.workspace).filter(pk__in=job.result["quotes"])
        decide = [(label, number) for label, number in job.result["decide"]]
        context |= {
            "counts": job.result["counts"],
            "quotes": rows.order_by("pk")[:SHOWN_ROWS],
            "more_quotes": max(0, len(job.result["quotes"]) - SHOWN_ROWS),
            "decide": places(access.workspace, decide),
            "is_waiting": "sealed" in job.arguments,
        }
    if job.kind == ERASE and job.state == Job.State.DONE:
        report = job.result["report"]
        context |= {
            "report": report,
            "counts": report["erased"],
            "decide": report["for_you_to_decide"],
            "stood": report["stood_on_their_words"],
        }
    return render(request, "settings/erase_job.html", context)


@require_POST
@workspace_page(permission=MANAGE, change=MANAGE)
def erase_confirm(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        job = request_erasure(access=access, search=_job(access, pk))
    except NotWaitingError as error:
        messages.error(request, str(error))
        return redirect("settings-erase", access.workspace.slug)
    return redirect("settings-erase-job", access.workspace.slug, job.pk)


def _job(access: Access, pk: int) -> Job:
    job = access_object(Job.objects.select_related("created_by"), access, pk=pk)
    if job.kind not in (FIND, ERASE):
        raise Http404("There is no such thing here.")
    return job

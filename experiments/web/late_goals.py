"""Goals reached long after, by file: look at what it would do, then have it counted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments.late_goal_rows import NoSuchColumnsError
from experiments.late_goals import FAULTS_SHOWN, applied, ask_for_look, ask_to_apply, looks_of
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from experiments.web.goal_forms import LateGoalsForm
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

LATEST = 12


@workspace_page(permission=EDIT)
def late_goals(request: HttpRequest, access: Access) -> HttpResponse:
    """Send a file, and find those sent before."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LateGoalsForm(*given, workspace=access.workspace)
    if request.method == "POST" and form.is_valid():
        try:
            job = ask_for_look(access=access, **form.cleaned_data)
        except (UnreadableFileError, NoSuchColumnsError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("test-late-goals-look", access.workspace.slug, job.pk)
    context = {
        "form": form,
        "jobs": looks_of(access)[:LATEST],
        "has_goals": Goal.objects.for_workspace(access.workspace).exists(),
        "tab": "late",
    }
    return render(request, "test/late_goals.html", context)


@require_safe
@workspace_page(permission=EDIT)
def late_goals_look(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What a file would do, and once it was applied, what it did."""
    job = access_object(looks_of(access), access, pk=pk)
    context = {
        "job": job,
        "look": job.result if job.state == "done" else None,
        "applied": applied(access, job),
        "shown": FAULTS_SHOWN,
        "title": job.arguments.get("title", "A file"),
        "tab": "late",
    }
    return render(request, "test/late_goals_look.html", context)


@require_POST
@workspace_page()
def late_goals_apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    job = access_object(looks_of(access), access, pk=pk)
    try:
        ask_to_apply(access=access, look=job)
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
    return redirect("test-late-goals-look", access.workspace.slug, pk)

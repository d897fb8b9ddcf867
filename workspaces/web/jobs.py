from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from workspaces.access import SHARE, Access, access_object
from workspaces.jobs import JobStateError, cancel_job, jobs_of, retry_job
from workspaces.models import Job
from workspaces.web.views import workspace_page

JOBS_A_PAGE = 30


@require_safe
@workspace_page()
def job_list(request: HttpRequest, access: Access) -> HttpResponse:
    page = Paginator(jobs_of(access), JOBS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "settings/jobs.html", {"page": page, "tab": "jobs"})


def _job(access: Access, pk: int) -> Job:
    return access_object(jobs_of(access), access, pk=pk)


@require_safe
@workspace_page(permission=SHARE)
def job_page(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One piece of long work: how far it is, and its result."""
    return render(request, "settings/job.html", {"job": _job(access, pk), "tab": "jobs"})


@require_safe
@workspace_page(permission=SHARE)
def progress(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The fragment that shows a job's progress and asks for itself again until it is finished."""
    job = _job(access, pk)
    # Only a job's own page has steps to exchange; others show its progress too.
    page = request.headers.get("HX-Current-URL", "").partition("?")[0]
    has_steps = not page or page.endswith(reverse("job", args=[access.workspace.slug, pk]))
    context = {"job": job, "oob": job.is_finished and has_steps}
    return render(request, "settings/progress.html", context)


@require_safe
@workspace_page(permission=SHARE)
def result_file(request: HttpRequest, access: Access, pk: int) -> FileResponse:
    job = _job(access, pk)
    access.require(job.needs or SHARE)
    if not job.result_file:
        raise Http404("This job has no file.")
    name = job.result.get("file_name") or str(job.result_file.name).rsplit("/", 1)[-1]
    return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=name)


@require_POST
@workspace_page()
def cancel(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        cancel_job(access=access, job=_job(access, pk))
    except JobStateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Cancelled. What was finished before stays as it is.")
    return redirect("job", access.workspace.slug, pk)


@require_POST
@workspace_page()
def retry(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        retry_job(access=access, job=_job(access, pk))
    except JobStateError as error:
        messages.error(request, str(error))
    return redirect("job", access.workspace.slug, pk)

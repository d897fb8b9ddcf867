"""Bring a workspace from elsewhere: upload, look, say yes, wait."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.data_rights.archive import UnusableArchiveError
from home.data_rights.bring_workspace import (
    brought_by,
    forget_upload,
    keep_upload,
    preview_upload,
    request_bring,
)
from home.web.data_forms import BringForm, UploadArchiveForm
from workspaces.addresses import address_of
from workspaces.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Upload the zip of another site."""
    user = _user(request)
    form = UploadArchiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            token = keep_upload(user=user, upload=form.cleaned_data["file"])
        except UnusableArchiveError as error:
            form.add_error("file", str(error))
        else:
            return redirect("bring-look", token)
    jobs = brought_by(user).order_by("-pk")[:5]
    return render(request, "home/bring.html", {"form": form, "jobs": jobs})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What the file holds, what of it comes, and what does not."""
    user = _user(request)
    try:
        preview = preview_upload(user=user, token=token)
    except FileNotFoundError as error:
        raise Http404("There is no such upload.") from error
    form = BringForm(request.POST or None, initial={"name": preview.manifest.workspace})
    if request.method == "POST" and form.is_valid():
        job = request_bring(
            user=user, token=token, name=form.cleaned_data["name"], address=address_of(request)
        )
        return redirect("bring-job", job.pk)
    return render(
        request, "home/bring_look.html", {"form": form, "preview": preview, "token": token}
    )


@require_POST
@login_required
def drop(request: HttpRequest, token: str) -> HttpResponse:
    """Forget an upload."""
    try:
        forget_upload(user=_user(request), token=token)
    except FileNotFoundError as error:
        raise Http404("There is no such upload.") from error
    messages.success(request, "The upload is deleted. Nothing was brought.")
    return redirect("workspaces")


@require_safe
@never_cache
@login_required
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then the way in, or why not."""
    job = get_object_or_404(brought_by(_user(request)), pk=pk)
    return render(request, "home/bring_job.html", {"job": job})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

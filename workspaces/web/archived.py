"""Putting a workspace away, bringing it back, deleting it: for its owners."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from workspaces.access import MANAGE, Access
from workspaces.addresses import address_of
from workspaces.archiving import (
    WorkspaceStateError,
    access_as_owner,
    archive_workspace,
    delete_later,
    restore_workspace,
)
from workspaces.constants import DELETE_GRACE_DAYS
from workspaces.models import User
from workspaces.web.views import workspace_page


class DeleteForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        label="Its name, typed by you",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_POST
@workspace_page(change=MANAGE)
def archive(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        archive_workspace(access=access)
    except WorkspaceStateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{access.workspace} is put away. You can bring it back here.")
    return redirect("workspaces")


def _owner(request: HttpRequest, slug: str) -> Access:
    assert isinstance(request.user, User)
    return access_as_owner(user=request.user, slug=slug, address=address_of(request))


@require_POST
@login_required
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    access = _owner(request, slug)
    try:
        restore_workspace(access=access)
    except WorkspaceStateError as error:
        messages.error(request, str(error))
        return redirect("workspaces")
    messages.success(request, f"{access.workspace} is back, with its people, keys and live copy.")
    return redirect("home", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what goes, and have the name typed."""
    access = _owner(request, slug)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            until = delete_later(access=access, typed_name=form.cleaned_data["name"])
        except WorkspaceStateError as error:
            form.add_error("name", str(error))
        else:
            messages.success(
                request,
                f"{access.workspace} goes for good on {until:%-d %B}, unless you restore it.",
            )
            return redirect("workspaces")
    context = {"form": form, "doomed": access.workspace, "days": DELETE_GRACE_DAYS}
    return render(request, "home/delete_workspace.html", context)

"""From the front door to a workspace."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home.sample_tests import fill_with_sample
from home.web.forms import NewWorkspaceForm
from workspaces.addresses import address_of
from workspaces.invitations import invitation_of, owns_address
from workspaces.membership import create_workspace
from workspaces.models import User, Workspace
from workspaces.web.landing import landing_of_listed


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead a person to their workspace: straight there if they have one only."""
    assert isinstance(request.user, User)
    invitation = invitation_of(request)
    if invitation is not None and owns_address(request.user, invitation.email):
        return redirect("invitation")
    rows = list(Workspace.objects.of_user(request.user)[:2])
    if not rows:
        archived = Workspace.objects.archived_of_owner(request.user).exists()
        return redirect("workspaces" if archived else "workspace-new")
    if len(rows) == 1:
        return redirect(landing_of_listed(rows[0]))
    return redirect("workspaces")


@require_safe
@login_required
def workspaces(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {
        "workspaces": Workspace.objects.of_user(request.user),
        "archived": Workspace.objects.archived_of_owner(request.user),
    }
    return render(request, "home/workspaces.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_workspace(request: HttpRequest) -> HttpResponse:
    """Make a workspace, empty or filled with the sample brand."""
    assert isinstance(request.user, User)
    form = NewWorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        access = create_workspace(
            user=request.user,
            name=form.cleaned_data["name"],
            time_zone=form.cleaned_data["time_zone"],
            address=address_of(request),
        )
        if form.cleaned_data["with_sample"]:
            fill_with_sample(access=access)
        messages.success(request, f"{access.workspace} is ready.")
        return redirect("home", access.workspace.slug)
    return render(request, "home/new_workspace.html", {"form": form})


@require_safe
@never_cache
def healthy(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")

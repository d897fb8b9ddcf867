"""From the front door to a workspace."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from home.load_brand import load_sample
from home.web.forms import NewWorkspaceForm
from workspaces.addresses import address_of
from workspaces.membership import create_workspace
from workspaces.models import User, Workspace


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead a person to their workspace: straight there if they have one only."""
    assert isinstance(request.user, User)
    slugs = list(Workspace.objects.of_user(request.user).values_list("slug", flat=True)[:2])
    if not slugs:
        return redirect("workspace-new")
    if len(slugs) == 1:
        return redirect("home", slugs[0])
    return redirect("workspaces")


@login_required
def workspaces(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    rows = Workspace.objects.of_user(request.user)
    return render(request, "home/workspaces.html", {"workspaces": rows})


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
            load_sample(access=access)
        messages.success(request, f"{access.workspace} is ready.")
        return redirect("home", access.workspace.slug)
    return render(request, "home/new_workspace.html", {"form": form})


@never_cache
def healthy(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workspaces.access import MANAGE, Access
from workspaces.membership import change_workspace
from workspaces.web.forms import WorkspaceForm
from workspaces.web.views import workspace_page


@workspace_page(change=MANAGE)
def settings_page(request: HttpRequest, access: Access) -> HttpResponse:
    """The workspace's name, time zone and language."""
    form = WorkspaceForm(request.POST or None, instance=access.workspace)
    if request.method == "POST" and form.is_valid():
        change_workspace(access=access, changes=form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("settings", access.workspace.slug)
    return render(request, "settings/workspace.html", {"form": form, "tab": "workspace"})

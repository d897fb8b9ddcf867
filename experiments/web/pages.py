"""Where to begin a test."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from experiments.web.forms import WhereForm, testable_messages
from workspaces.access import EDIT, Access
from workspaces.web.views import workspace_page


@require_safe
@workspace_page(permission=EDIT)
def test_where(request: HttpRequest, access: Access) -> HttpResponse:
    """Choose the message to test; only those with a rival are offered."""
    form = WhereForm(request.GET or None, workspace=access.workspace)
    if form.is_valid():
        return redirect("test-plan", access.workspace.slug, form.cleaned_data["message"].pk)
    can_plan = testable_messages(access.workspace).exists()
    return render(request, "test/where.html", {"form": form, "can_plan": can_plan})

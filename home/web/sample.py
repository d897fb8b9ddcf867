"""The sample brand: filling a workspace with it, and taking it away again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from home import sample_tests
from home.load_brand import SampleRefusedError
from home.sample_rows import has_sample, plan_removal, remove_sample
from workspaces.access import APPROVE, MANAGE, Access
from workspaces.web.views import workspace_page


@require_POST
@workspace_page(change=APPROVE)
def fill_with_sample(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        sample_tests.fill_with_sample(access=access)
    except SampleRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "The sample brand is here. Its visitors come within a minute. Look around."
        )
    return redirect("home", access.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page(permission=MANAGE, change=MANAGE)
def take_sample_away(request: HttpRequest, access: Access) -> HttpResponse:
    """Say what goes, and what of one's own goes with it; then do it."""
    if request.method == "POST":
        if remove_sample(access=access):
            messages.success(request, "The sample brand is gone. This workspace is yours alone.")
        return redirect("home", access.workspace.slug)
    plan = plan_removal(access=access) if has_sample(access.workspace) else None
    return render(request, "home/remove_sample.html", {"plan": plan})

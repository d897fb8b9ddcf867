from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from home.load_brand import SampleRefusedError, load_sample
from home.next_steps import next_steps, totals
from workspaces.access import APPROVE, Access
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def home(request: HttpRequest, access: Access) -> HttpResponse:
    """What should I do next?"""
    counts = totals(access=access)
    context = {"steps": next_steps(access=access, counts=counts), "counts": counts}
    return render(request, "home/home.html", context)


@require_POST
@workspace_page(change=APPROVE)
def fill_with_sample(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        load_sample(access=access)
    except SampleRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The sample brand is here. Look around.")
    return redirect("home", access.workspace.slug)

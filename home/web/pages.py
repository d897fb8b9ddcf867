from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.next_steps import next_steps, totals
from home.sample_rows import has_sample
from workspaces.access import MANAGE, Access
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def home(request: HttpRequest, access: Access) -> HttpResponse:
    """What should I do next?"""
    counts = totals(access=access)
    context = {
        "steps": next_steps(access=access, counts=counts),
        "counts": counts,
        "has_sample": access.may(MANAGE) and has_sample(access.workspace),
    }
    return render(request, "home/home.html", context)

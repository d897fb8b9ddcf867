from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from experiments.goals import create_goal
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from experiments.web.forms import GoalForm
from workspaces.access import Access
from workspaces.web.views import workspace_page


@workspace_page()
def goals(request: HttpRequest, access: Access) -> HttpResponse:
    """What visitors may do that counts; posting adds one."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            create_goal(access=access, **form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error("key", error.message)
        else:
            messages.success(request, "Your site can report it from now on.")
            return redirect("test-goals", access.workspace.slug)
    rows = Goal.objects.for_workspace(access.workspace).annotate(tests=Count("experiment_goals"))
    return render(request, "test/goals.html", {"form": form, "rows": rows, "tab": "goals"})

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.goals import change_goal, create_goal, remove_goal
from experiments.models import Goal
from experiments.refusals import ExperimentRefusedError
from experiments.web.goal_forms import GoalForm
from workspaces.access import EDIT, Access, access_object
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


@workspace_page(permission=EDIT)
def goal(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change one goal. What counting rests on is fixed once a test uses it."""
    row = access_object(Goal.objects.for_workspace(access.workspace), access, pk=pk)
    name = row.name
    form = GoalForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        stored = Goal.objects.for_workspace(access.workspace).get(pk=pk)
        try:
            change_goal(access=access, goal=stored, changes=form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error("key" if error.code == "key_taken" else None, error.message)
        else:
            messages.success(request, "Saved.")
            return redirect("test-goals", access.workspace.slug)
    context = {"form": form, "goal": row, "name": name, "tab": "goals"}
    return render(request, "test/goal.html", context)


@require_POST
@workspace_page()
def goal_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Goal.objects.for_workspace(access.workspace), access, pk=pk)
    try:
        remove_goal(access=access, goal=row)
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
        return redirect("test-goal", access.workspace.slug, pk)
    messages.success(request, f"“{row.name}” is gone.")
    return redirect("test-goals", access.workspace.slug)

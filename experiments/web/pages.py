"""Tests: the list of them, and planning one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from experiments.drafting import create_experiment
from experiments.goals import create_goal
from experiments.models import Experiment, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.results import headlines_of
from experiments.web.forms import PlanForm, SizeForm, WhereForm, testable_messages
from messaging.channels import get_channel
from messaging.models import Message
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import one_record
from workspaces.web.views import workspace_page

TESTS_A_PAGE = 30
OVER = (Experiment.State.STOPPED, Experiment.State.DECIDED, Experiment.State.ROLLED_BACK)


@require_safe
@workspace_page()
def test_list(request: HttpRequest, access: Access) -> HttpResponse:
    """Every test with what is known, those that are over last."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(archived_at=None)
        .select_related(
            "message__placement", "message__persona", "message__stage", "message__transition"
        )
        .annotate(is_over=Q(state__in=OVER))
        .order_by("is_over", "-created_at", "-id")
    )
    if words:
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, TESTS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    headlines = headlines_of(
        workspace_id=access.workspace.pk, experiments=[row.pk for row in shown]
    )
    context = {
        "page": page,
        "rows": [(row, headlines.get(row.pk)) for row in shown],
        "q": words,
        "can_plan": testable_messages(access.workspace).exists(),
        "tab": "tests",
    }
    return render(request, "test/list.html", context)


@require_safe
@workspace_page(permission=EDIT)
def test_where(request: HttpRequest, access: Access) -> HttpResponse:
    """Choose the message to test; only those with a rival are offered."""
    form = WhereForm(request.GET or None, workspace=access.workspace)
    if form.is_valid():
        return redirect("test-plan", access.workspace.slug, form.cleaned_data["message"].pk)
    can_plan = testable_messages(access.workspace).exists()
    return render(request, "test/where.html", {"form": form, "can_plan": can_plan})


@workspace_page(permission=EDIT)
def test_plan(request: HttpRequest, access: Access, message_pk: int) -> HttpResponse:
    """Plan a test of one message: rivals, goal, how long."""
    message = access_object(testable_messages(access.workspace), access, pk=message_pk)
    working_out = request.method == "POST" and "work_out" in request.POST
    form = PlanForm(request.POST or None, message=message)
    size_form = SizeForm(request.POST if working_out else None)
    size = size_form.size(2) if working_out and size_form.is_valid() else None
    if request.method == "POST" and not working_out and form.is_valid():
        try:
            experiment = _create(access, message, form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "The plan stands. Start it when you are ready.")
            return redirect("test-experiment", access.workspace.slug, experiment.pk)
    if working_out:
        # What was typed into the plan stays, without remarks on what is still missing.
        form = PlanForm(initial=request.POST.dict(), message=message)
        form.initial["rivals"] = request.POST.getlist("rivals")
    context = {
        "form": form,
        "size_form": size_form,
        "size": size,
        "message": message,
        "live": message.live_variant,
        "channel": get_channel(message.placement.channel),
    }
    return render(request, "test/plan.html", context)


def _create(access: Access, message: Message, planned: dict[str, Any]) -> Experiment:
    with one_record(access=access, action="created"):
        goal = planned["goal"]
        if goal is None:
            key = slugify(planned["new_goal"])[:80]
            goal = Goal.objects.for_workspace(access.workspace).filter(key=key).first()
            goal = goal or create_goal(access=access, key=key, name=planned["new_goal"])
        return create_experiment(
            access=access,
            message=message,
            name=planned["name"],
            hypothesis=planned["hypothesis"],
            goal=goal,
            variants=list(planned["rivals"]),
            plan_size=planned["size"],
        )

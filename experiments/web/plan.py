"""Plan a test: the form, and beside it what the place can tell."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from experiments.drafting import create_experiment
from experiments.goals import create_goal
from experiments.models import Experiment, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.web.forms import testable_messages
from experiments.web.plan_form import SIZE, PlanForm
from experiments.web.plan_outlook import see_place
from messaging.channels_here import channel_for
from messaging.models import Message
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import one_record
from workspaces.web.views import workspace_page


@workspace_page(permission=EDIT)
def test_plan(request: HttpRequest, access: Access, message_pk: int) -> HttpResponse:
    """Plan a test of one message: rivals, goal, how long."""
    message = access_object(testable_messages(access.workspace), access, pk=message_pk)
    working_out = request.method == "POST" and "work_out" in request.POST
    initial = {"rivals": request.GET.getlist("rivals")}
    form = PlanForm(request.POST or None, message=message, initial=initial)
    place = see_place(access, message, request.POST or initial)
    if request.method == "POST" and not working_out and form.is_valid():
        try:
            experiment = _create(access, message, form.cleaned_data, place.made_from)
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "The plan stands. Start it when you are ready.")
            return redirect("test-experiment", access.workspace.slug, experiment.pk)
    if working_out:
        # What was typed into the plan stays, without remarks on what is still missing.
        form = PlanForm(initial=_typed(request), message=message)
    if place.outlook is not None and place.outlook.planned.visitors and not form.is_bound:
        form.initial.setdefault("size", place.outlook.planned.visitors)
        if not working_out:
            form.initial["ending"] = SIZE
    context = {
        "form": form,
        "place": place,
        "message": message,
        "live": message.live_variant,
        "channel": channel_for(access=access, key=message.placement.channel),
    }
    return render(request, "test/plan.html", context)


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = {name: value for name, value in request.POST.items() if value != ""}
    for name in ("rivals", "secondary", "guardrails"):
        typed[name] = request.POST.getlist(name)
    return typed


def _create(
    access: Access, message: Message, planned: dict[str, Any], known: dict[str, float]
) -> Experiment:
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
            plan_size=planned["plan_size"],
            plan_days=planned["plan_days"],
            plan_known=known,
            exact=planned["exact"],
            secondary=list(planned["secondary"]),
            guardrails=list(planned["guardrails"]),
        )

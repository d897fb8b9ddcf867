"""Tests: the list of them, planning one, reading one."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from experiments.drafting import create_experiment
from experiments.goals import create_goal
from experiments.models import Experiment, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.results import Results, headlines_of, results_of
from experiments.rollout import verdict_winner
from experiments.web.forms import (
    DecideForm,
    NoteForm,
    PlanForm,
    ReasonForm,
    SizeForm,
    WhereForm,
    testable_messages,
)
from experiments.web.interval_chart import interval_chart
from messaging.channels import get_channel
from messaging.models import Message
from workspaces.access import EDIT, Access, access_object
from workspaces.web.cells import safe_cell
from workspaces.web.views import workspace_page

TESTS_A_PAGE = 30
OPEN_STATES = (Experiment.State.RUNNING, Experiment.State.PAUSED)


@workspace_page()
def test_list(request: HttpRequest, access: Access) -> HttpResponse:
    """Every test with what is known, those that run first."""
    words = request.GET.get("q", "").strip()[:100]
    rows = (
        Experiment.objects.for_workspace(access.workspace)
        .filter(archived_at=None)
        .select_related("message__placement", "message__persona", "message__stage")
    )
    if words:
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, TESTS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    headlines = headlines_of(
        workspace_id=access.workspace.pk, experiments=[row.pk for row in shown]
    )
    shown.sort(key=lambda row: row.state not in OPEN_STATES)
    context = {
        "page": page,
        "rows": [(row, headlines.get(row.pk)) for row in shown],
        "q": words,
        "can_plan": testable_messages(access.workspace).exists(),
        "tab": "tests",
    }
    return render(request, "test/list.html", context)


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
    form = PlanForm(request.POST or None, message=message, initial={"name": f"{message}: test"})
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


def experiment_of(access: Access, pk: int) -> Experiment:
    """The experiment of this workspace, with what its page shows of it."""
    rows = Experiment.objects.select_related(
        "message__placement", "message__persona", "message__stage", "winner", "previous_live"
    )
    return access_object(rows, access, pk=pk)


def experiment_context(experiment: Experiment, **forms: Any) -> dict[str, Any]:
    """All that the page of an experiment shows; ``forms`` replace fresh ones after an error."""
    results = results_of(experiment)
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    chosen = verdict_winner(experiment) if results.has_look else None
    readings = {arm.key: arm for arm in results.arms}
    pains = {arm.variant.pain_id for arm in arms}
    return {
        "experiment": experiment,
        "results": results,
        "channel": get_channel(experiment.message.placement.channel),
        "arms": [(arm, readings.get(arm.variant.key)) for arm in arms],
        "differs_in_pain": len(pains) > 1 and None not in pains,
        "charts": [
            (arm, chart)
            for arm in arms[1:]
            if (chart := interval_chart(results.history, arm.position)) is not None
        ],
        "goals": experiment.experiment_goals.select_related("goal"),
        "phases": experiment.phases.all(),
        "decide_form": forms.get("decide_form")
        or DecideForm(experiment=experiment, initial={"winner": chosen.pk if chosen else None}),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "note_form": NoteForm(initial={"note": experiment.learning_note}),
        "winner": chosen,
    }


@workspace_page()
def test_experiment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One test: its verdict first, then what it rests on."""
    experiment = experiment_of(access, pk)
    return render(request, "test/experiment.html", experiment_context(experiment))


@workspace_page()
def test_download(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The counts by day and arm, and the reading of every arm, as CSV."""
    experiment = experiment_of(access, pk)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{experiment.key}.csv"'},
    )
    _write_csv(csv.writer(response), results_of(experiment))
    return response


def _write_csv(writer: Any, results: Results) -> None:
    writer.writerow(["what", "goal", "day", "arm", "visitors", "conversions", "rate", "lift"])
    for goal in results.goals:
        for arm in goal.arms:
            lift = arm.corrected_lift.point if arm.corrected_lift else ""
            cells = ("total", safe_cell(goal.key), "", safe_cell(arm.key))
            writer.writerow([*cells, arm.n, arm.x, arm.rate if arm.n else "", lift])
    primary = results.goals[0].key if results.goals else ""
    for day in results.days:
        cells = ("day", safe_cell(primary), day.day.isoformat(), safe_cell(day.arm))
        writer.writerow([*cells, day.n, day.x, "", ""])

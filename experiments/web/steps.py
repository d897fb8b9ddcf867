"""The steps of a test's life, each a button that posts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.archiving import archive_experiment, unarchive_experiment, write_learning_note
from experiments.drafting import remove_draft
from experiments.holding_back import end_holdback
from experiments.lifecycle import (
    pause_experiment,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from experiments.models import Experiment
from experiments.planning_steps import back_to_draft, plan_experiment
from experiments.refusals import ExperimentRefusedError
from experiments.rollout import decide_experiment, roll_back
from experiments.transitions import NOT_STARTED
from experiments.web.experiment_page import experiment_context, experiment_of
from experiments.web.forms import DecideForm, NoteForm, ReasonForm
from workspaces.access import APPROVE, EDIT, Access
from workspaces.web.views import workspace_page

Step = Callable[..., Experiment]
SIMPLE_STEPS: dict[str, tuple[Step, str]] = {
    "start": (start_experiment, "Visitors see it from now on."),
    "pause": (pause_experiment, "Everybody sees the live copy until you go on."),
    "resume": (resume_experiment, "Visitors are split again."),
    "stop": (stop_experiment, "Nobody new takes part. What was counted stays."),
    "end-holdback": (end_holdback, "Everybody sees the chosen text now."),
}
EDIT_STEPS: dict[str, tuple[Step, str]] = {
    "plan-it": (plan_experiment, "Planned. It waits for whoever starts it."),
    "back-to-draft": (back_to_draft, "It is a draft again, and can be changed."),
    "unarchive": (unarchive_experiment, "Back in the list. Its counts stay final."),
}

FIELD_AT_FAULT = {"reason_missing": "reason", "bad_holdback": "holdback"}


@require_POST
@workspace_page(change=APPROVE)
def step(request: HttpRequest, access: Access, pk: int, name: str) -> HttpResponse:
    """Start, pause, resume or stop, or end a holdback."""
    return _take(request, access, pk, SIMPLE_STEPS[name])


@require_POST
@workspace_page(change=EDIT)
def edit_step(request: HttpRequest, access: Access, pk: int, name: str) -> HttpResponse:
    """Plan a draft, open a plan again, or bring a test back from the archive."""
    return _take(request, access, pk, EDIT_STEPS[name])


def _take(request: HttpRequest, access: Access, pk: int, what: tuple[Step, str]) -> HttpResponse:
    experiment = experiment_of(access, pk)
    do, said = what
    try:
        do(access=access, experiment=experiment)
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("test-experiment", access.workspace.slug, pk)


@require_POST
@workspace_page(change=APPROVE)
def decide(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Give everybody one of the wordings."""
    experiment = experiment_of(access, pk)
    form = DecideForm(request.POST, experiment=experiment)
    if form.is_valid():
        try:
            decide_experiment(
                access=access,
                experiment=experiment,
                winner=form.cleaned_data["winner"],
                reason=form.cleaned_data["reason"],
                holdback=_share(form.cleaned_data["holdback"]),
            )
        except ExperimentRefusedError as error:
            if error.code == "wrong_state":  # somebody was quicker: the page offers no form now
                messages.error(request, error.message)
                return redirect("test-experiment", access.workspace.slug, pk)
            form.add_error(FIELD_AT_FAULT.get(error.code), error.message)
        else:
            messages.success(request, "Decided. Everybody sees it now, and it can be taken back.")
            return redirect("test-experiment", access.workspace.slug, pk)
    context = experiment_context(experiment, decide_form=form)
    return render(request, "test/experiment.html", context, status=409)


@require_POST
@workspace_page(change=APPROVE)
def rollback(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Bring back what was live before the decision."""
    experiment = experiment_of(access, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            roll_back(access=access, experiment=experiment, reason=form.cleaned_data["reason"])
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "What was live before is back.")
            return redirect("test-experiment", access.workspace.slug, pk)
    context = experiment_context(experiment, reason_form=form)
    return render(request, "test/experiment.html", context, status=409)


@require_POST
@workspace_page(change=EDIT)
def note(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Write down what was learnt."""
    experiment = experiment_of(access, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "A note has at most 2,000 characters.")
        return redirect("test-experiment", access.workspace.slug, pk)
    try:
        write_learning_note(access=access, experiment=experiment, note=form.cleaned_data["note"])
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Noted.")
    return redirect("test-experiment", access.workspace.slug, pk)


@require_POST
@workspace_page(change=EDIT)
def remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Throw a plan away that was never started; put a finished test into the archive."""
    experiment = experiment_of(access, pk)
    try:
        if experiment.state in NOT_STARTED:
            remove_draft(access=access, experiment=experiment)
            said = "The plan is gone."
        else:
            archive_experiment(
                access=access, experiment=experiment, learning_note=experiment.learning_note
            )
            said = "In the archive. What it taught stays in Learn."
    except ExperimentRefusedError as error:
        messages.error(request, error.message)
        return redirect("test-experiment", access.workspace.slug, pk)
    messages.success(request, said)
    return redirect("test", access.workspace.slug)


def _share(per_cent: float | None) -> float | None:
    return None if per_cent is None else per_cent / 100

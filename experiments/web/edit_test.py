"""Change a test before it starts."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from experiments.drafting import change_experiment
from experiments.one_factor import note_of
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now
from experiments.transitions import State
from experiments.web.edit_test_form import EditTestForm
from experiments.web.experiment_page import experiment_of
from workspaces.access import APPROVE, EDIT, Access
from workspaces.web.views import workspace_page

NOT_A_DRAFT = {
    State.PLANNED: "This is planned as it is: take it back to the draft to change it.",
}
STARTED = "What was set at the start stays as it was."


@workspace_page(permission=EDIT)
def edit_test(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """All that can be set of a draft, with what its texts can teach beside it."""
    experiment = experiment_of(access, pk)
    if experiment.state != State.DRAFT:
        messages.error(request, NOT_A_DRAFT.get(State(experiment.state), STARTED))
        return redirect("test-experiment", access.workspace.slug, pk)
    if experiment.starts_at is not None:
        access.require(APPROVE)
    with timezone.override(ZoneInfo(access.workspace.time_zone)):
        form = EditTestForm(request.POST or None, access=access, experiment=experiment)
        if request.method == "POST" and form.is_valid():
            try:
                change_experiment(access=access, experiment=experiment, **form.changes())
            except ExperimentRefusedError as error:
                form.add_error("shares" if error.code == "bad_shares" else None, error.message)
            except ValidationError as error:
                form.take_in(error)
            else:
                messages.success(request, "Changed.")
                return redirect("test-experiment", access.workspace.slug, pk)
        factor = factor_now(experiment.arms.select_related("variant"))
        context = {
            "experiment": experiment,
            "form": form,
            "factor": factor,
            "factor_note": note_of(factor),
        }
        return render(request, "test/edit.html", context, status=409 if form.errors else 200)

"""Another split of the visitors while a test runs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.arm_names import arm_names
from experiments.models import Phase
from experiments.refusals import ExperimentRefusedError
from experiments.splitting import change_weights
from experiments.web.experiment_page import experiment_context, experiment_of
from experiments.web.forms import SplitForm
from workspaces.access import APPROVE, Access
from workspaces.web.views import workspace_page


@require_POST
@workspace_page(change=APPROVE)
def change_split(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Change the share of each arm, and how many visitors take part."""
    experiment = experiment_of(access, pk)
    phase = Phase.objects.for_workspace(access.workspace).filter(experiment=experiment).last()
    if phase is None:
        raise Http404("This test has not been started.")
    arms = list(experiment.arms.select_related("variant__pain").order_by("position"))
    form = SplitForm(request.POST, names=arm_names(arms), phase=phase)
    if form.is_valid():
        try:
            change_weights(
                access=access,
                experiment=experiment,
                weights=form.weights(),
                coverage=form.coverage(),
            )
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Visitors are split that way from now on.")
            return redirect("test-experiment", access.workspace.slug, pk)
    context = experiment_context(experiment, split_form=form)
    return render(request, "test/experiment.html", context, status=409)

"""The same contrast at several places."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from experiments.contrasts import (
    LEVEL,
    Place,
    places_for_contrast,
    spread_contrast,
    tests_of_contrast,
)
from experiments.draft_rules import LONGEST_CONTRAST
from experiments.models import Experiment
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now
from experiments.transitions import NOT_STARTED
from experiments.web.experiment_page import experiment_of
from workspaces.access import EDIT, Access
from workspaces.web.views import workspace_page

UNLIKE = "This test does not change one thing only, so there is no contrast to repeat elsewhere."
RUNS = "It was started already: spread a contrast before the start."


class SpreadForm(forms.Form):
    contrast = forms.CharField(
        max_length=LONGEST_CONTRAST,
        label="Name of the contrast",
        help_text="All its tests share the name, and are read together.",
    )
    places = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Where else?")

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {str(place.message.pk): place.message for place in places}
        field = self.fields["places"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pk, str(message)) for pk, message in self.by_pk.items()]


@workspace_page(permission=EDIT)
def spread(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Choose the places that have texts for it, and draft a test at each."""
    experiment = experiment_of(access, pk)
    places = places_for_contrast(access=access, experiment=experiment)
    initial = {
        "contrast": experiment.contrast or experiment.name[:LONGEST_CONTRAST],
        "places": [str(place.message.pk) for place in places],
    }
    form = SpreadForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drafts = spread_contrast(
                access=access,
                experiment=experiment,
                contrast=form.cleaned_data["contrast"],
                messages=[form.by_pk[place] for place in form.cleaned_data["places"]],
            )
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _said(len(drafts)))
            return redirect("test-spread", access.workspace.slug, pk)
    context = {
        "experiment": experiment,
        "form": form,
        "places": places,
        "why_not": _why_not(experiment),
        "tests": [
            test
            for test in tests_of_contrast(access.workspace, experiment.contrast)
            if test.pk != experiment.pk
        ],
    }
    return render(request, "test/spread.html", context, status=409 if form.errors else 200)


def _why_not(experiment: Experiment) -> str:
    if experiment.state not in NOT_STARTED:
        return RUNS
    factor = factor_now(experiment.arms.select_related("variant"))
    return "" if factor in LEVEL else UNLIKE


def _said(number: int) -> str:
    tests = "test is" if number == 1 else "tests are"
    return f"{number} more {tests} drafted. Start each when you are ready."

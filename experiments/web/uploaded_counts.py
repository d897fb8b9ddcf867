"""Counts from elsewhere by spreadsheet: look at what a file says, then have it counted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from experiments.counts_table import NoSuchColumnsError
from experiments.draft_rules import UNITS
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import NOT_STARTED
from experiments.uploaded_counts import apply_counts, look_at_counts
from experiments.web.experiment_page import experiment_of
from personas.listening.tables import UnreadableFileError
from personas.web.import_forms import check_size
from workspaces.access import EDIT, Access
from workspaces.web.views import workspace_page


class CountsForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="CSV or Excel, one row for each text and day. Columns: arm, date, how many, "
        "conversions.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        return check_size(self.cleaned_data["file"])


@workspace_page(permission=EDIT)
def counts(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Send a file and look at it; send its token to have it counted."""
    experiment = experiment_of(access, pk)
    if token := request.POST.get("token"):
        try:
            rows = apply_counts(access=access, experiment=experiment, token=token)
        except ExperimentRefusedError as error:
            messages.error(request, error.message)
            return redirect("test-counts", access.workspace.slug, pk)
        messages.success(request, f"{rows} rows are counted. The reading follows in seconds.")
        return redirect("test-experiment", access.workspace.slug, pk)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CountsForm(*given)
    context: dict[str, Any] = {
        "experiment": experiment,
        "form": form,
        "arms": experiment.arms.select_related("variant").order_by("position"),
        "unit": UNITS.get(experiment.unit, "Visitors"),
        "is_started": experiment.state not in NOT_STARTED,
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["look"] = look_at_counts(
                access=access, experiment=experiment, file=form.cleaned_data["file"]
            )
        except (UnreadableFileError, NoSuchColumnsError) as error:
            form.add_error("file", str(error))
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
    return render(request, "test/counts.html", context, status=409 if form.errors else 200)

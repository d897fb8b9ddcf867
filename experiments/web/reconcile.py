"""Our counts of a test beside those of the web analytics: upload, read, take along, remove."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from experiments.models import Reconciliation
from experiments.reconciling_keep import (
    LARGEST_BYTES,
    names_of_arms,
    reconcile,
    remove_reconciliation,
)
from experiments.web.experiment_page import experiment_of
from experiments.web.learn import csv_response
from experiments.web.reconcile_chart import reconcile_chart
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

COLUMNS = ("day", "ours_visitors", "theirs_visitors", "ours_conversions", "theirs_conversions")


class ReconcileForm(forms.Form):
    """The export, and what its columns are called where we do not see it."""

    file = forms.FileField(
        label="Export of your web analytics",
        help_text="CSV or Excel, a row a day, or a row for each day and text.",
    )
    day = forms.CharField(required=False, max_length=80, label="Column of the day")
    arm = forms.CharField(required=False, max_length=80, label="Column of the text")
    visitors = forms.CharField(required=False, max_length=80, label="Column of visitors")
    conversions = forms.CharField(required=False, max_length=80, label="Column of conversions")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError("Files of up to 5 MB are read.")
        return file

    def named(self) -> dict[str, str]:
        """Headers of the columns that were named by hand."""
        return {
            name: self.cleaned_data[name]
            for name in ("day", "arm", "visitors", "conversions")
            if self.cleaned_data[name]
        }

    @property
    def names_columns(self) -> bool:
        return any(self.data.get(name) for name in ("day", "arm", "visitors", "conversions"))


@workspace_page()
def reconcile_page(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """All comparisons of a test, and the form for another."""
    experiment = experiment_of(access, pk)
    form = ReconcileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = reconcile(
                access=access,
                experiment=experiment,
                file=form.cleaned_data["file"],
                named=form.named(),
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("learn-reconciled", access.workspace.slug, kept.pk)
    context = {
        "experiment": experiment,
        "form": form,
        "kept": experiment.reconciliations.defer("rows"),
        "arm_names": sorted(set(names_of_arms(experiment).values())),
    }
    return render(request, "learn/reconcile.html", context, status=422 if form.errors else 200)


def _one(access: Access, pk: int) -> Reconciliation:
    rows = Reconciliation.objects.select_related("experiment")
    return access_object(rows, access, pk=pk)


@require_safe
@workspace_page()
def reconcile_one(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One comparison: its sentence, likely causes, arms and days."""
    row = _one(access, pk)
    context = {
        "experiment": row.experiment,
        "kept": row,
        "summary": row.summary,
        "chart": reconcile_chart(row.summary.get("days", [])),
    }
    return render(request, "learn/reconcile_one.html", context)


@require_safe
@workspace_page()
def reconcile_download(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The days of a comparison as CSV."""
    row = _one(access, pk)
    response = csv_response(f"{row.experiment.key}-beside-analytics.csv")
    writer = csv.writer(response)
    writer.writerow([*COLUMNS, "differs"])
    for day in row.summary.get("days", []):
        sides = [day["ours"] or {}, day["theirs"] or {}]
        numbers = [side.get(name, "") for name in ("visitors", "conversions") for side in sides]
        plain = ["" if number is None else number for number in numbers]
        writer.writerow([safe_cell(day["day"]), *plain, "yes" if day["differs"] else ""])
    return response


@require_POST
@workspace_page(change=EDIT)
def reconcile_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Forget one."""
    row = _one(access, pk)
    remove_reconciliation(access=access, reconciliation=row)
    messages.success(request, f"The comparison with {row.file_name} is removed.")
    return redirect("test-reconcile", access.workspace.slug, row.experiment_id)

"""Weekly reports to clients: read one, take it away, and have it sent every week."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.client_report import client_report
from experiments.client_reports import (
    MAKE,
    MOST_RECIPIENTS,
    PDF,
    SEND,
    WORKBOOK,
    ReportRefusedError,
    change_schedule,
    create_schedule,
    remove_schedule,
    request_report,
    today,
)
from experiments.models import ReportSchedule
from messaging.models import Campaign
from workspaces.access import EDIT, VIEW, Access, access_object
from workspaces.jobs import jobs_of
from workspaces.models import Workspace
from workspaces.web.views import workspace_page

REPORTS_A_PAGE = 20
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SUB = {"tab": "out", "part": "reports"}


def _campaigns(workspace: Workspace) -> Any:
    return Campaign.objects.for_workspace(workspace).filter(archived_at=None).order_by("name")


class AboutForm(forms.Form):
    """Which campaign a report is about."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), required=False, label="About", empty_label="The whole brand"
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _campaigns(workspace)


class ScheduleForm(AboutForm):
    name = forms.CharField(label="Name", max_length=120, help_text="For whom it is, say.")
    weekday = forms.TypedChoiceField(
        label="Every", coerce=int, choices=list(enumerate(WEEKDAYS)), initial=0
    )
    hour = forms.TypedChoiceField(
        label="At",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        initial=8,
        help_text="In the time zone of this workspace. It tells of the seven days before.",
    )
    recipients = forms.CharField(
        label="Sent to",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="An e-mail address a line. Nobody sees who else gets it. "
        "Without an address it is only kept here.",
    )
    note = forms.CharField(
        label="What you want to say in it",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_on = forms.BooleanField(label="Send it every week", required=False, initial=True)
    field_order = ("name", "campaign", "weekday", "hour", "recipients", "note", "is_on")

    def clean_recipients(self) -> list[str]:
        lines = self.cleaned_data["recipients"].replace(",", "\n").replace(";", "\n").split("\n")
        found = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if len(found) > MOST_RECIPIENTS:
            raise forms.ValidationError(f"At most {MOST_RECIPIENTS} people.")
        for address in found:
            try:
                validate_email(address)
            except forms.ValidationError as error:
                raise forms.ValidationError(f"“{address}” is no e-mail address.") from error
        return found


@workspace_page(change=EDIT)
def reports(request: HttpRequest, access: Access) -> HttpResponse:
    """The weekly reports, those made before, and a form for another."""
    form = ScheduleForm(
        request.POST if request.method == "POST" else None, workspace=access.workspace
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = create_schedule(access=access, values=form.cleaned_data)
        except ReportRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{row.name} is set up.")
            return redirect("share-reports", access.workspace.slug)
    rows = ReportSchedule.objects.for_workspace(access.workspace).select_related("campaign", "job")
    made = jobs_of(access).filter(kind__in=(MAKE, SEND))
    context = SUB | {
        "form": form,
        "about": AboutForm(workspace=access.workspace),
        "rows": [(row, WEEKDAYS[row.weekday % 7]) for row in rows],
        "page": Paginator(made, REPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "share/reports.html", context)


@workspace_page(change=EDIT)
def report_schedule(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One weekly report; posting changes it."""
    row = access_object(ReportSchedule.objects.select_related("campaign"), access, pk=pk)
    initial = {name: getattr(row, name) for name in ("name", "weekday", "hour", "note", "is_on")}
    initial |= {"campaign": row.campaign_id, "recipients": "\n".join(row.recipients)}
    form = ScheduleForm(
        request.POST if request.method == "POST" else None,
        workspace=access.workspace,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_schedule(access=access, row=row, values=form.cleaned_data)
        except ReportRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved." if changed else "Nothing changed.")
            return redirect("share-reports", access.workspace.slug)
    return render(request, "share/report_schedule.html", SUB | {"form": form, "row": row})


@require_POST
@workspace_page(change=EDIT)
def report_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(ReportSchedule.objects.all(), access, pk=pk)
    remove_schedule(access=access, row=row)
    messages.success(request, f"{row.name} is not sent any more. What was made stays.")
    return redirect("share-reports", access.workspace.slug)


@workspace_page(change=VIEW)
def report_preview(request: HttpRequest, access: Access) -> HttpResponse:
    """The report of the last seven days on a page; posting asks for it as a file."""
    form = AboutForm(request.POST or request.GET, workspace=access.workspace)
    campaign = form.cleaned_data["campaign"] if form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        wanted = PDF if "pdf" in request.POST else WORKBOOK
        job = request_report(access=access, file_format=wanted, campaign=campaign)
        return redirect("job", access.workspace.slug, job.pk)
    until: date = today(access.workspace)
    report = client_report(access=access, until=until, campaign=campaign)
    return render(request, "share/report_preview.html", SUB | {"report": report, "form": form})
